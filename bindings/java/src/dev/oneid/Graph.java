package dev.oneid;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * An identity graph, in memory or in a directory.
 *
 * <p>Any thread may call any method at any time. Changes wait for each other and for questions; lookups by a {@link Reader} wait for nobody. {@link #close} waits for calls that are
 * going on; later ones fail with {@link Status#CLOSED}.
 */
public final class Graph extends Asked {
    /** How soon whoever follows notices an interruption, or the end of the graph. */
    private static final Duration PULSE = Duration.ofMillis(100);

    private Graph(long address) {
        super(address, Native::oneid_graph_free);
    }

    /** An empty graph in memory. */
    public static Graph inMemory(Policy policy, Key key) {
        try (Options options = new Options(key).policy(policy)) {
            return inMemory(options);
        }
    }

    /** An empty graph in memory, of options. */
    public static Graph inMemory(Options options) {
        return new Graph(options.using(of -> Call.result((out, error) -> Native.oneid_graph_new(of, out, error))));
    }

    /** The durable graph of a directory, which is made if there is none. One process writes a graph at a time. */
    public static Graph open(Path dir, Options options) {
        byte[] path = Texts.bytes(dir.toString());
        return new Graph(options.using(of -> Call.result((out, error) ->
                Native.oneid_graph_open(path, path.length, of, out, error))));
    }

    /** The durable graph of a directory, to be read. */
    public static Graph openReadOnly(Path dir, Options options) {
        byte[] path = Texts.bytes(dir.toString());
        return new Graph(options.using(of -> Call.result((out, error) ->
                Native.oneid_graph_open_read_only(path, path.length, of, out, error))));
    }

    /**
     * Makes everything durable and gives the files back; throws if that did not go well. A second time does nothing. Within a {@link Reader#read} of this thread it fails with
     * {@link Status#ARGUMENT}, and the graph stays open.
     */
    @Override
    public void close() {
        try {
            with(graph -> Call.plain(error -> Native.oneid_graph_close(graph, error)));
            leave();
        } catch (OneidException failure) {
            closed(failure);
        }
    }

    /** What is left to do when the library did not close the graph as it ought to. */
    private void closed(OneidException failure) {
        switch (failure.status()) {
            case CLOSED -> leave();
            case ARGUMENT -> throw failure;
            // Its files are given back when it is freed.
            case POISONED, PANIC -> {
                super.close();
                throw failure;
            }
            default -> {
                leave();
                throw failure;
            }
        }
    }

    private Outcome change(Change change) {
        return using(graph -> Outcome.of((outcome, error) -> change.at(graph, outcome, error)));
    }

    /** As the other, with texts that stay that long. */
    private Outcome change(Texts texts, Change change) {
        try {
            return change(change);
        } finally {
            Reference.reachabilityFence(texts);
        }
    }

    /** A function that changes a graph. */
    private interface Change {
        int at(long graph, long[] outcome, long[] error);
    }

    /** Applies operations as JSON Lines, as one: all of them, or none. */
    public Outcome apply(String lines) {
        byte[] text = Texts.bytes(lines);
        return change((graph, outcome, error) ->
                Native.oneid_graph_apply(graph, text, text.length, outcome, error));
    }

    /** Applies one observation. */
    public Outcome observe(Observation seen) {
        Texts ids = Texts.of(seen.ids());
        byte[] source = Texts.bytes(seen.source());
        byte[] traits = Texts.bytes(seen.traits());
        long at = Observation.milliseconds(seen.at());
        return change(ids, (graph, outcome, error) -> Native.oneid_graph_observe(
                graph, ids.pointers(), ids.sizes(), ids.count(), at, source, source.length, seen.strength().ordinal(),
                traits, traits.length, outcome, error));
    }

    /** Says that identifiers are one and the same customer's; a time of {@code null} is none. */
    public Outcome confirm(List<String> ids, Instant at, String source) {
        Texts texts = Texts.of(ids);
        byte[] from = Texts.bytes(source);
        return change(texts, (graph, outcome, error) -> Native.oneid_graph_confirm(
                graph, texts.pointers(), texts.sizes(), texts.count(), Observation.milliseconds(at), from, from.length,
                outcome, error));
    }

    /** Says that two identifiers never share a profile; a time of {@code null} is none. */
    public Outcome separate(String a, String b, Instant at, String source) {
        byte[] one = Texts.bytes(a);
        byte[] other = Texts.bytes(b);
        byte[] from = Texts.bytes(source);
        return change((graph, outcome, error) -> Native.oneid_graph_separate(
                graph, one, one.length, other, other.length, Observation.milliseconds(at), from, from.length, outcome,
                error));
    }

    /** Takes a separation back. */
    public Outcome rejoin(String a, String b) {
        byte[] one = Texts.bytes(a);
        byte[] other = Texts.bytes(b);
        return change((graph, outcome, error) ->
                Native.oneid_graph_rejoin(graph, one, one.length, other, other.length, outcome, error));
    }

    /** Drops the records of exactly these identifiers and this source. */
    public Outcome retract(List<String> ids, String source) {
        Texts texts = Texts.of(ids);
        byte[] from = Texts.bytes(source);
        return change(texts, (graph, outcome, error) -> Native.oneid_graph_retract(
                graph, texts.pointers(), texts.sizes(), texts.count(), from, from.length, outcome, error));
    }

    /** Drops every record of a source. */
    public Outcome retractSource(String source) {
        byte[] from = Texts.bytes(source);
        return change((graph, outcome, error) ->
                Native.oneid_graph_retract_source(graph, from, from.length, outcome, error));
    }

    /** Drops records whose last time is before a date; of all sources, but then none that is asserted, for a source of {@code null}. */
    public Outcome expire(Instant before, String source) {
        byte[] from = Texts.bytes(source);
        return change((graph, outcome, error) -> Native.oneid_graph_expire(
                graph, before.toEpochMilli(), from, Texts.size(from), outcome, error));
    }

    /** Applies many observations, as one. */
    public Outcome observeBatch(List<Observation> seen) {
        return Columns.of(seen).apply(columns -> change((graph, outcome, error) ->
                Native.oneid_graph_observe_batch(graph, columns, outcome, error)));
    }

    /** Applies many prepared observations, as one: the quickest way in. */
    public Outcome applyPrepared(Prepared seen) {
        return Columns.of(seen).apply(columns -> change((graph, outcome, error) ->
                Native.oneid_graph_apply_prepared(graph, columns, outcome, error)));
    }

    /** The number of a namespace in a scope; a scope of {@code null} is none. */
    public int prepareScope(String namespace, String scope) {
        byte[] name = Texts.bytes(namespace);
        byte[] in = Texts.bytes(scope);
        int[] number = new int[1];
        with(graph -> Call.plain(error -> Native.oneid_graph_prepare_scope(
                graph, name, name.length, in, Texts.size(in), number, error)));
        return number[0];
    }

    /** The number of a source. */
    public int prepareSource(String source) {
        byte[] name = Texts.bytes(source);
        int[] number = new int[1];
        with(graph -> Call.plain(error ->
                Native.oneid_graph_prepare_source(graph, name, name.length, number, error)));
        return number[0];
    }

    /** The canonical values that an identifier stands for, each with the number of its scope: a JSON array. */
    public String prepare(String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> Call.text((out, error) ->
                Native.oneid_graph_prepare(graph, text, text.length, out, error)));
    }

    /** Erases an identifier for good; a receipt. Files hold it until {@link #compact} has returned. */
    public String erase(String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> Call.text((out, error) ->
                Native.oneid_graph_erase(graph, text, text.length, out, error)));
    }

    /** Erases every identifier of the profile that holds this one; a receipt. */
    public String eraseProfile(String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> Call.text((out, error) ->
                Native.oneid_graph_erase_profile(graph, text, text.length, out, error)));
    }

    /** Refuses what is erased from now on. */
    public void refuseErased(Key key) {
        with(graph -> Call.plain(error -> Native.oneid_graph_refuse_erased(graph, key.bytes(), error)));
    }

    /** Takes back that an erased identifier is refused; whether it was. */
    public boolean readmit(String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> Call.flag((out, error) ->
                Native.oneid_graph_readmit(graph, text, text.length, out, error)));
    }

    /** Puts another policy in force. Numbers of scopes are to be asked for anew. */
    public Outcome applyPolicy(Policy policy) {
        return policy.using(rules -> change((graph, outcome, error) ->
                Native.oneid_graph_apply_policy(graph, rules, outcome, error)));
    }

    /** Drops changes before a sequence number. */
    public void trimChanges(long before) {
        long first = Amount.of(before);
        with(graph -> Call.plain(error -> Native.oneid_graph_trim_changes(graph, first, error)));
    }

    /**
     * Hands on changes as they come, from a sequence number on, until the thread is interrupted or so long nothing comes; the number to go on from. Fails with
     * {@link Status#CLOSED} once the graph is closed.
     */
    public long follow(long since, Duration patience, Consumer<String> change) {
        long next = Amount.of(since);
        long came = System.nanoTime();
        try (Reader reader = reader()) {
            while (!Thread.currentThread().isInterrupted()) {
                Duration left = patience.minusNanos(System.nanoTime() - came);
                reader.waitForChanges(next, left.isNegative() ? Duration.ZERO : shorter(left, PULSE));
                Changes some = changesSince(next, 1000);
                if (!some.lines().isEmpty()) {
                    some.lines().forEach(change);
                    next = some.next();
                    came = System.nanoTime();
                } else if (left.isNegative()) {
                    break;
                }
            }
        }
        return next;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Makes every operation that has returned durable. */
    public void sync() {
        with(graph -> Call.plain(error -> Native.oneid_graph_sync(graph, error)));
    }

    /** Takes a snapshot and writes it: the next opening starts from it. */
    public String snapshot() {
        return using(graph -> Call.text((out, error) -> Native.oneid_graph_snapshot(graph, out, error)));
    }

    /** Rewrites the journal: what has been erased is in no file any more. */
    public String compact() {
        return using(graph -> Call.text((out, error) -> Native.oneid_graph_compact(graph, out, error)));
    }

    /** Writes a copy into a directory that has no graph. */
    public void backup(Path dir) {
        byte[] path = Texts.bytes(dir.toString());
        with(graph -> Call.plain(error -> Native.oneid_graph_backup(graph, path, path.length, error)));
    }

    /** Writes operations that make the graph anew, as JSON Lines, into a file that there is not yet. */
    public void dump(Path file) {
        byte[] path = Texts.bytes(file.toString());
        with(graph -> Call.plain(error -> Native.oneid_graph_dump(graph, path, path.length, error)));
    }

    /** Reads every fan base of a manifest; what became of every row, and whom they reach. */
    public String importFans(Manifest manifest, Instant now) {
        return manifest.using(of -> using(graph -> Call.text((out, error) ->
                Native.oneid_graph_import(graph, of, now.toEpochMilli(), out, error))));
    }
}
