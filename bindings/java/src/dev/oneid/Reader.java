package dev.oneid;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks identifiers up in a graph that another thread may be writing to: it waits for nobody, and nobody waits for it. Any number of threads may use one. It may outlive
 * its graph, and then sees the last state. Nobody may close one that another thread is using.
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
        Place place = Place.of(Texts.bytes(id));
        return place.answer(using(reader -> Native.oneid_reader_lookup(
                reader, place.text(), place.size(), place.profile(), place.count(), place.error())));
    }

    /** The profile of a canonical value in a scope, by {@link Graph#prepareScope}. */
    public Optional<UUID> lookupPrepared(int scope, byte[] value) {
        Place place = Place.of(value);
        return place.answer(using(reader -> Native.oneid_reader_lookup_prepared(
                reader, scope, place.text(), place.size(), place.profile(), place.count(), place.error())));
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
        found.filled(texts.length);
        return found;
    }

    /** The profile of each of some canonical values of one scope; a few thousand at once is best. */
    public void lookupPrepared(int scope, byte[][] values, int from, int to, Found found) {
        Objects.checkFromToIndex(from, to, values.length);
        int[] scopes = new int[to - from];
        Arrays.fill(scopes, scope);
        find(scopes, values, from, to, found);
    }

    /** The profile of each of some canonical values, each in the scope of the same number. */
    public void lookupPrepared(int[] scopes, byte[][] values, int from, int to, Found found) {
        Objects.checkFromToIndex(from, to, Math.min(scopes.length, values.length));
        find(Arrays.copyOfRange(scopes, from, to), values, from, to, found);
    }

    private void find(int[] scopes, byte[][] values, int from, int to, Found found) {
        found.room(scopes.length);
        Texts all = TEXTS.get();
        all.set(values, from, to);
        with(reader -> Call.plain(error -> Native.oneid_reader_lookup_prepared_batch(
                reader, scopes, all.pointers(), all.sizes(), scopes.length, found.profiles, found.counts, error)));
        found.filled(scopes.length);
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
        if (thrown[0] != null) {
            Reader.<RuntimeException>rethrow(thrown[0]);
        }
        return next;
    }

    /** As it is: a {@link Runnable} of another language may throw what Java would have it declare. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Waits until there are changes from a sequence number on, or so long; the number that the next change will have. */
    public long waitForChanges(long since, Duration most) {
        long first = Amount.of(since);
        long time = Amount.milliseconds(most);
        return using(reader -> Call.result((out, error) ->
                Native.oneid_reader_wait(reader, first, time, out, error)));
    }
}
