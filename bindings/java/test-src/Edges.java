import dev.oneid.Found;
import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Observation;
import dev.oneid.Options;
import dev.oneid.Policy;
import dev.oneid.Prepared;
import dev.oneid.Reader;
import dev.oneid.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What lies between Java and the C interface: lengths, signs, half characters, nothing. */
final class Edges {
    private static final Key KEY = Key.ofHex("000102030405060708090a0b0c0d0e0f");

    private Edges() {}

    private static Graph graph() {
        try (Policy policy = Policy.preset("connected")) {
            return Graph.inMemory(policy, KEY);
        }
    }

    private static void refused(Class<? extends Throwable> how, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException failure) {
            Check.that(how.isInstance(failure), failure.toString());
            return;
        }
        throw new AssertionError("it is not refused");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void halfCharactersAreRefused() {
        try (Graph graph = graph(); Reader reader = graph.reader()) {
            Check.fails(Status.UTF8, () -> graph.observe(Observation.of("jd.pin:\ud83d")));
            Check.fails(Status.UTF8, () -> reader.lookup("jd.pin:\ude00\ud83d"));
            Check.fails(Status.UTF8, () -> reader.lookupBatch(List.of("jd.pin:a", "jd.pin:\ud83da")));
            graph.observe(Observation.of("jd.pin:\ud83d\ude00"));
            Check.that(reader.lookup("jd.pin:\ud83d\ude00").isPresent(), "whole ones are taken");
            int scope = graph.prepareScope("jd.xid", "shop");
            Check.fails(Status.UTF8, () -> reader.lookupPrepared(scope, new byte[] {(byte) 0xff}));
        }
    }

    static void negativeNumbersAreRefused() {
        try (Graph graph = graph(); Reader reader = graph.reader(); Options options = new Options(KEY)) {
            List<Runnable> all = List.of(
                    () -> graph.trimChanges(-1),
                    () -> graph.candidates(-1),
                    () -> graph.profiles().nextIds(-1),
                    () -> graph.profiles().nextJson(-1),
                    () -> graph.changesSince(-1, 1),
                    () -> graph.changesSince(0, -1),
                    () -> graph.follow(-1, Duration.ZERO, change -> {}),
                    () -> reader.waitForChanges(0, Duration.ofMillis(-1)),
                    () -> options.mostBytes(-1),
                    () -> options.threads(-1),
                    () -> options.tuning(-1, 0),
                    () -> options.waitFor(Duration.ofMillis(-1)),
                    () -> options.durableInGroups(Duration.ofMillis(-1), 1));
            all.forEach(one -> refused(IllegalArgumentException.class, one));
        }
    }

    static void nothingIsNotEmpty() {
        try (Graph graph = graph()) {
            Instant at = Instant.parse("2021-10-22T07:07:35Z");
            graph.observe(Observation.of("jd.pin:a").at(at).source("s"));
            graph.observe(Observation.of("jd.pin:b").at(at));
            Check.equal(1L, graph.expire(at.plusSeconds(1), "").recordsDropped(), "records of the empty source");
            Check.equal(1L, graph.expire(at.plusSeconds(1), null).recordsDropped(), "records of all");
            Check.equal(0L, graph.apply("").recordsAdded(), "no operation");
            Check.equal(0L, graph.observeBatch(List.of()).recordsAdded(), "no observation");
            Check.equal(0L, graph.applyPrepared(Prepared.of(new int[0], new int[0], new byte[0][], 0)).recordsAdded(),
                    "no prepared observation");
        }
    }

    static void batchesAreOfWhatTheySay() {
        try (Graph graph = graph(); Reader reader = graph.reader()) {
            int shop = graph.prepareScope("jd.xid", "shop");
            int other = graph.prepareScope("jd.xid", "other");
            graph.observe(Observation.of("jd.xid@shop:a"));
            graph.observe(Observation.of("jd.xid@other:b"));
            UUID a = reader.lookup("jd.xid@shop:a").orElseThrow();
            UUID b = reader.lookup("jd.xid@other:b").orElseThrow();
            byte[][] values = {bytes("a"), bytes("b"), bytes("a"), bytes("b")};
            int[] scopes = {other, other, shop, shop};
            Found found = new Found();
            reader.lookupPrepared(scopes, values, 1, 3, found);
            Check.equal(2, found.size(), "as many as were asked");
            Check.equal(List.of(b, a), List.of(found.profile(0).orElseThrow(), found.profile(1).orElseThrow()), "each in its scope");
            refused(IndexOutOfBoundsException.class, () -> found.profile(2));
            reader.lookupPrepared(shop, values, 0, 4, found);
            Check.equal(Optional.empty(), found.profile(3), "no such value in this scope");
            pairsAreTheSame(found, a);
            refused(IndexOutOfBoundsException.class, () -> reader.lookupPrepared(shop, values, 0, 5, found));
            refused(IndexOutOfBoundsException.class, () -> reader.lookupPrepared(new int[1], values, 0, 4, found));
            Check.fails(Status.OPERATION, () -> reader.lookupPrepared(77, values, 0, 4, found));
            Check.equal(0, found.size(), "nothing is left of what was found before");
            reader.lookupPrepared(shop, values, 2, 2, found);
            Check.equal(0, found.size(), "none");
            String longest = "x".repeat(600);
            graph.observe(Observation.of("jd.xid@shop:" + longest.substring(0, 100)));
            Check.equal(Optional.empty(), reader.lookupPrepared(shop, bytes(longest)), "a long value");
            Check.that(reader.lookupPrepared(shop, bytes(longest.substring(0, 100))).isPresent(), "a shorter one");
            columnsAreChecked(graph, shop, values);
        }
    }

    /** Of four, the first and the third are one profile, the others not known. */
    private static void pairsAreTheSame(Found found, UUID known) {
        long most = known.getMostSignificantBits();
        long least = known.getLeastSignificantBits();
        long[] pairs = {7, 7, 7, 7, 7, 7, 7, 7, 7};
        found.copyTo(pairs);
        long[] expected = {most, least, 0, 0, most, least, 0, 0, 7};
        Check.that(Arrays.equals(expected, pairs), "profiles as pairs: " + Arrays.toString(pairs));
        refused(IndexOutOfBoundsException.class, () -> found.copyTo(new long[7]));
    }

    private static void columnsAreChecked(Graph graph, int shop, byte[][] values) {
        int source = graph.prepareSource("s");
        int[] scopes = {shop, shop, shop, shop};
        Prepared good = Prepared.of(new int[] {2, 2}, scopes, values, source);
        Check.fails(Status.ARGUMENT, () -> graph.applyPrepared(Prepared.of(new int[] {2, 3}, scopes, values, source)));
        List<Prepared> bad = List.of(
                Prepared.of(new int[] {2, 2}, new int[] {shop}, values, source),
                good.at(new long[1]),
                good.sources(new int[1]),
                good.traits(List.of("{}")));
        bad.forEach(one -> refused(IllegalArgumentException.class, () -> graph.applyPrepared(one)));
    }
}
