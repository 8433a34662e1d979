package dev.oneid;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks identifiers up in a graph that another thread may be writing to: it waits for nobody, and nobody waits for it. Any number of threads may use one. It may outlive
 * its graph, and then sees the last state.
 */
public final class Reader extends Handle {
    private static final ThreadLocal<Texts> TEXTS = ThreadLocal.withInitial(Texts::new);

    Reader(long address) {
        super(address, Native::oneid_reader_free);
    }

    /** Another reader of the same graph. */
    public Reader another() {
        return new Reader(using(reader -> Call.result((out, error) -> Native.oneid_reader_clone(reader, out, error))));
    }

    /** The profile of an identifier, the first where it stands for several. */
    public Optional<UUID> lookup(String id) {
        byte[] text = Texts.bytes(id);
        byte[] profile = new byte[16];
        byte[] found = new byte[1];
        with(reader -> Call.plain(error ->
                Native.oneid_reader_lookup(reader, text, text.length, profile, found, error)));
        return found[0] == 0 ? Optional.empty() : Optional.of(Ids.uuid(profile, 0));
    }

    /** The profile of each identifier. */
    public Found lookupBatch(List<String> ids) {
        byte[][] texts = ids.stream().map(Texts::bytes).toArray(byte[][]::new);
        Found found = new Found();
        found.room(texts.length);
        Texts all = TEXTS.get();
        all.set(texts, 0, texts.length);
        with(reader -> Call.plain(error -> Native.oneid_reader_lookup_batch(
                reader, all.pointers(), all.sizes(), texts.length, found.profiles, found.counts, error)));
        return found;
    }

    /** Whether a canonical value in a scope, by {@link Graph#prepareScope}, is known; if so, its profile is written to the sixteen bytes. */
    public boolean lookupPrepared(int scope, byte[] value, byte[] profile) {
        byte[] found = new byte[1];
        long[] error = new long[1];
        int status = using(reader -> Native.oneid_reader_lookup_prepared(
                reader, scope, value, value.length, profile, found, error));
        if (status != 0) {
            throw OneidException.of(status, error[0]);
        }
        return found[0] != 0;
    }

    /** The profile of each of some canonical values of one scope; a few thousand at once is best. */
    public void lookupPrepared(int scope, byte[][] values, int from, int to, Found found) {
        int[] scopes = new int[to - from];
        Arrays.fill(scopes, scope);
        lookupPrepared(scopes, values, from, to, found);
    }

    /** The profile of each of some canonical values, each in a scope. */
    public void lookupPrepared(int[] scopes, byte[][] values, int from, int to, Found found) {
        int count = to - from;
        if (scopes.length < count) {
            throw new IllegalArgumentException("each value has a scope");
        }
        found.room(count);
        Texts all = TEXTS.get();
        all.set(values, from, to);
        with(reader -> Call.plain(error -> Native.oneid_reader_lookup_prepared_batch(
                reader, scopes, all.pointers(), all.sizes(), count, found.profiles, found.counts, error)));
    }

    /**
     * Does something while nothing changes: all lookups that it makes on this thread are of one state. A writer that is done waits for it, so it should be short; it
     * may neither change the graph nor read within again. What it throws is thrown here. Gives the number that the next change will have.
     */
    public long read(Runnable what) {
        Throwable[] thrown = new Throwable[1];
        Native.ReadCallback callback = (Pointer context) -> {
            try {
                what.run();
            } catch (Throwable failure) {
                thrown[0] = failure;
            }
        };
        long next = using(reader -> Call.result((out, error) ->
                Native.oneid_reader_read(reader, callback, null, out, error)));
        if (thrown[0] instanceof Error failure) {
            throw failure;
        }
        if (thrown[0] instanceof RuntimeException failure) {
            throw failure;
        }
        return next;
    }

    /** Waits until there are changes from a sequence number on, or so long; the number that the next change will have. */
    public long waitForChanges(long since, Duration most) {
        return using(reader -> Call.result((out, error) ->
                Native.oneid_reader_wait(reader, since, most.toMillis(), out, error)));
    }
}
