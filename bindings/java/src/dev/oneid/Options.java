package dev.oneid;

import java.nio.file.Path;
import java.time.Duration;

/** With what a graph is made, or opened: a key, a policy, and settings that have defaults. It can be used for many graphs. */
public final class Options extends Handle {
    /** Options of a key; what is not set has its default. */
    public Options(Key key) {
        super(Call.result((out, error) -> Native.oneid_options_new(key.bytes(), out, error)),
                Native::oneid_options_free);
    }

    /** The policy. A graph that is made needs one; one that is opened is opened only if it has an equal one, or none is set. */
    public Options policy(Policy policy) {
        with(options -> policy.with(rules ->
                Call.plain(error -> Native.oneid_options_policy(options, rules, error))));
        return this;
    }

    /** A call is durable when it returns: the default. */
    public Options durableAtOnce() {
        return durability(0, 0, 0);
    }

    /** Calls are made durable together: when so many operations wait, or the first has waited so long. */
    public Options durableInGroups(Duration maxDelay, long maxOperations) {
        return durability(1, Amount.milliseconds(maxDelay), Amount.of(maxOperations));
    }

    /** A call is durable after the next {@link Graph#sync}, or when the graph is closed. */
    public Options durableWhenSynced() {
        return durability(2, 0, 0);
    }

    private Options durability(int level, long delay, long operations) {
        with(options -> Call.plain(error ->
                Native.oneid_options_durability(options, level, delay, operations, error)));
        return this;
    }

    /** Refuses what is erased from now on, under a second key. */
    public Options refuseErased(Key key) {
        with(options -> Call.plain(error -> Native.oneid_options_refuse_erased(options, key.bytes(), error)));
        return this;
    }

    /** Whether a durable graph is made where there is none. Default: it is. */
    public Options create(boolean create) {
        byte flag = (byte) (create ? 1 : 0);
        with(options -> Call.plain(error -> Native.oneid_options_create(options, flag, error)));
        return this;
    }

    /** How long opening waits for others who have the files. Default: not at all. */
    public Options waitFor(Duration most) {
        long time = Amount.milliseconds(most);
        with(options -> Call.plain(error -> Native.oneid_options_wait_ms(options, time, error)));
        return this;
    }

    /** The most bytes that a graph may come to. Default: no bound. */
    public Options mostBytes(long most) {
        long bytes = Amount.of(most);
        with(options -> Call.plain(error -> Native.oneid_options_most_bytes(options, bytes, error)));
        return this;
    }

    /** How many threads one call may use. Default: 1. */
    public Options threads(int threads) {
        long count = Amount.of(threads);
        with(options -> Call.plain(error -> Native.oneid_options_threads(options, count, error)));
        return this;
    }

    /** Two bounds of work that change no result; {@code oneid.h} says which. */
    public Options tuning(long countedAbove, long cascadeLinks) {
        long records = Amount.of(countedAbove);
        long links = Amount.of(cascadeLinks);
        with(options -> Call.plain(error -> Native.oneid_options_tuning(options, records, links, error)));
        return this;
    }

    /** What is found in the files of a durable graph, as JSON; {@code problems} is empty where all is well. */
    public String checkFiles(Path dir) {
        byte[] path = Texts.bytes(dir.toString());
        return using(options -> Call.text((out, error) ->
                Native.oneid_check_files(path, path.length, options, out, error)));
    }
}
