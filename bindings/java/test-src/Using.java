import dev.oneid.Found;
import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Manifest;
import dev.oneid.Normalize;
import dev.oneid.Observation;
import dev.oneid.OneidException;
import dev.oneid.Options;
import dev.oneid.Policy;
import dev.oneid.Prepared;
import dev.oneid.Reader;
import dev.oneid.Status;
import dev.oneid.Strength;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Everything else that can be done with a graph. */
final class Using {
    private static final Key KEY = Key.ofHex("000102030405060708090a0b0c0d0e0f");
    private static final int GROUPS = 300;

    private Using() {}

    private static Graph graph(String preset) {
        try (Policy policy = Policy.preset(preset)) {
            return Graph.inMemory(policy, KEY);
        }
    }

    static void everyOperationDoesWhatItSays() {
        try (Graph graph = graph("retail-cn")) {
            Instant at = Instant.parse("2021-10-22T07:07:35Z");
            Observation seen = Observation.of("jd.pin:a", "phone:13800138001")
                    .at(at).source("s").strength(Strength.VERIFIED).traits("{\"nickname\":\"小满\"}");
            Check.equal(2L, graph.observe(seen).identifiersAdded(), "identifiers");
            Check.equal(1L, graph.observeBatch(List.of(seen, Observation.of("jd.pin:b"))).recordsAdded(), "records");
            Check.equal("\"小满\"", graph.profileOf("jd.pin:a").orElseThrow().traits().get("nickname"), "a trait");
            graph.confirm(List.of("jd.pin:a", "jd.pin:b"), at, "steward");
            Check.that(graph.explain("jd.pin:a", "jd.pin:b").contains("\"joined\""), "they are joined");
            Check.that(graph.verify("jd.pin:a", "jd.pin:b").contains("\"confirmed\":true"), "it is confirmed");
            Check.that(graph.cut("jd.pin:a", "jd.pin:b").contains("steward"), "the record that joins them");
            UUID id = graph.profileOf("jd.pin:a").orElseThrow().id();
            for (String told : List.of(graph.history(id), graph.bridges(id), graph.evidence(id))) {
                Check.that(told.contains("steward"), told);
            }
            graph.separate("jd.pin:a", "jd.pin:b", null, "steward");
            Check.equal(1L, graph.refusedCount() + Check.json(graph.contradictory()).getAsJsonArray().size(), "held back");
            Check.equal(1L, graph.rejoin("jd.pin:a", "jd.pin:b").separationsDropped(), "separations");
            Check.equal(1L, graph.retract(List.of("jd.pin:a", "jd.pin:b"), "steward").recordsDropped(), "records");
            Check.equal(1L, graph.expire(at.plusSeconds(1), "s").recordsDropped(), "records");
            Check.equal(0L, graph.retractSource("nobody").recordsDropped(), "records");
            Check.that(graph.dryRun("{\"ids\":[\"jd.pin:c\"]}").contains("\"identifiers_added\":1"), "a dry run");
            for (String list : List.of(graph.refused(), graph.shared(), graph.blocked(), graph.reassigned(),
                    graph.candidates(10), graph.sources(), graph.recordsOf("jd.pin:b"), graph.lookupStanding("jd.pin:b"))) {
                Check.that(Check.json(list).isJsonArray(), list);
            }
            Check.that(graph.memory().contains("{") && graph.export("jd.pin:b").contains("jd.pin:b"), "objects");
            Check.equal("null", graph.storeStats(), "files of a graph in memory");
            try (Policy other = Policy.preset("first-owner"); Policy mine = graph.policy()) {
                Check.equal(0, Check.json(graph.simulate(mine)).getAsJsonObject().get("regroupings").getAsJsonArray().size(), "what its own policy would regroup");
                Check.fails(Status.POLICY, () -> graph.simulate(bridged()));
                graph.applyPolicy(other);
                Check.that(!mine.toToml().equals(other.toToml()) && mine.toJson().contains("namespaces"), "policies");
            }
            graph.refuseErased(Key.ofHex("ff000000000000000000000000000000"));
            graph.erase("jd.pin:b");
            Check.that(graph.refusesErased() && graph.refusedIdentifiers() == 1, "one is refused");
            Check.equal(1L, graph.observe(Observation.of("jd.pin:b", "jd.pin:d")).refusedIdentifiers(), "left out");
            Check.that(graph.readmit("jd.pin:b") && !graph.readmit("jd.pin:b"), "readmitted once");
            Check.that(graph.prepare("phone:13800138001").contains("+8613800138001"), "a canonical value");
        }
    }

    private static Policy bridged() {
        return Policy.parse("base = \"retail-cn\"\n[namespace.phone]\nbridge = [\"md5_national\"]\n");
    }

    @SuppressWarnings("try")
    static void preparedIsTheSame() {
        try (Graph graph = graph("connected"); Reader reader = graph.reader(); Reader other = reader.another()) {
            int scope = graph.prepareScope("jd.xid", "shop");
            int source = graph.prepareSource("s");
            byte[][] values = {bytes("一"), bytes("2"), bytes("3")};
            int another = graph.prepareSource("t");
            Prepared seen = Prepared.of(new int[] {2, 1}, new int[] {scope, scope, scope}, values, source)
                    .at(new long[] {0, Prepared.NO_TIME})
                    .sources(new int[] {source, another})
                    .strengths(new Strength[] {Strength.VERIFIED, Strength.INFERRED})
                    .traits(List.of("{\"city\":\"杭州\"}", ""));
            Check.equal(3L, graph.applyPrepared(seen).identifiersAdded(), "identifiers");
            Check.that(graph.recordsOf("jd.xid@shop:一").contains("\"s\"") && graph.recordsOf("jd.xid@shop:3").contains("\"t\""), "sources");
            Check.equal("\"杭州\"", graph.profileOf("jd.xid@shop:2").orElseThrow().traits().get("city"), "a trait");
            Found found = new Found();
            byte[][] asked = {bytes("none"), values[0], values[1], values[2]};
            other.lookupPrepared(scope, asked, 0, 4, found);
            Check.equal(Optional.empty(), found.profile(0), "an unknown one");
            Check.that(found.profile(1).equals(found.profile(2)) && !found.profile(2).equals(found.profile(3)), "profiles");
            Optional<UUID> first = found.profile(1);
            Check.equal(first, reader.lookupPrepared(scope, values[0]), "the same by itself");
            Check.equal(Optional.empty(), reader.lookupPrepared(scope, asked[0]), "an unknown one by itself");
            Check.fails(Status.OPERATION, () -> reader.lookupPrepared(77, asked, 0, 1, found));
            Check.fails(Status.OPERATION, () -> reader.lookupPrepared(77, asked[0]));
            Check.equal(first, reader.lookup("jd.xid@shop:一"), "the same by its text");
            graph.close();
            Check.equal(first, reader.lookup("jd.xid@shop:一"), "readers outlive their graph");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void mistakesAreTold() {
        OneidException problems = Check.fails(Status.POLICY, () -> Policy.parse("typo = 1\nmax_accounts = 0"));
        Check.equal(2, problems.problems().size(), "problems");
        Check.fails(Status.ARGUMENT, () -> Policy.preset("none"));
        Check.fails(Status.KEY, () -> Key.ofHex("short"));
        Graph graph = graph("retail-cn");
        OneidException masked = Check.fails(Status.IDENTIFIER_VALUE, () -> graph.observe(Observation.of("phone:138****0000")));
        Check.equal(Optional.of("masked"), masked.reason(), "a reason");
        Check.fails(Status.OPERATION, () -> graph.observe(Observation.of()));
        Check.fails(Status.OPERATION, () -> graph.apply("not json"));
        Check.fails(Status.TIMESTAMP, () -> graph.observe(Observation.of("jd.pin:a").at(Instant.EPOCH.minusMillis(1))));
        Check.fails(Status.SCOPE, () -> graph.prepareScope("jd.xid", "a:b"));
        graph.close();
        graph.close();
        Check.fails(Status.CLOSED, graph::stats);
        try (Options options = new Options(KEY)) {
            Check.fails(Status.ARGUMENT, () -> Graph.inMemory(options));
        }
        Check.equal("\"e164\":\"+8613800138001\"", Normalize.phone("138-0013-8001", "CN").substring(1, 24), "a phone");
        Check.equal("jd.xid@shop:1", Normalize.join("jd.xid", "shop", "1"), "an identifier");
        Check.equal(32, Normalize.phoneDigest("13800138001", "CN", "md5_national").length(), "a digest");
        Check.equal(Normalize.emailDigest("A@Example.com", "sha256"), Normalize.emailDigest("a@example.com", "sha256"), "e-mails");
        Check.equal("ab".repeat(16), Normalize.digest("AB".repeat(16), "md5"), "a digest");
        Check.that(Normalize.email("a@example.com").contains("example.com"), "an e-mail");
        Check.that(Normalize.identifier("jd.xid@shop:1").contains("\"shop\"") && Normalize.catalogueVersion() > 0, "parts");
        Check.equal("x y", Normalize.contact(" x\u3000y "), "a contact");
        Check.equal("x", Normalize.account(" x "), "an account");
        Check.that(Normalize.operation("{\"ids\":[\"jd.pin:a\"]}").contains("declared"), "an operation");
    }

    static void readersSeeWholeCalls() throws InterruptedException {
        try (Graph graph = graph("connected"); Reader reader = graph.reader()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> readGroups(reader));
                thread.setUncaughtExceptionHandler((which, thrown) -> failure.set(thrown));
                thread.start();
                threads.add(thread);
            }
            for (int i = 0; i < GROUPS; i++) {
                graph.observe(Observation.of("jd.pin:a" + i, "jd.pin:b" + i, "jd.pin:c" + i));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Check.equal(null, failure.get(), "what a reader threw");
        }
    }

    private static void readGroups(Reader reader) {
        for (int i = 0; i < GROUPS; i++) {
            String first = "jd.pin:a" + i;
            String last = "jd.pin:c" + i;
            while (reader.lookup(first).isEmpty()) {
                reader.waitForChanges(i, Duration.ofSeconds(10));
            }
            Check.equal(reader.lookup(first), reader.lookup(last), "all of a call is seen at once");
            reader.read(() -> Check.equal(reader.lookup(first), reader.lookup(last), "one state"));
        }
    }

    static void fanBasesAreRead() {
        Path path = Path.of(System.getenv().getOrDefault("ONEID_FANS", "../../examples/fans/manifest.toml"));
        try (Manifest manifest = Manifest.read(path); Policy policy = manifest.policy(); Graph graph = Graph.inMemory(policy, KEY)) {
            String report = graph.importFans(manifest, Instant.parse("2026-01-01T00:00:00Z"));
            int bases = Check.json(manifest.fanBases()).getAsJsonArray().size();
            Check.equal(bases, Check.json(report).getAsJsonObject().get("fan_bases").getAsJsonArray().size(), "fan bases");
            try (Policy other = Policy.preset("connected"); Manifest under = Manifest.read(path, other)) {
                Check.fails(Status.ARGUMENT, () -> graph.importFans(under, Instant.now()));
            }
        }
    }
}
