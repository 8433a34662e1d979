import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Observation;
import dev.oneid.Options;
import dev.oneid.Policy;
import dev.oneid.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Graphs in a directory, and changes that are followed. */
final class Lasting {
    private static final Key KEY = Key.ofHex("000102030405060708090a0b0c0d0e0f");

    private Lasting() {}

    static void isThereAgain() {
        Path dir = Check.directory();
        try (Policy policy = Policy.preset("retail-cn"); Options options = new Options(KEY).policy(policy)) {
            Check.fails(Status.NOT_FOUND, () -> {
                try (Options careful = new Options(KEY).create(false)) {
                    Graph.open(dir, careful).close();
                }
            });
            options.durableInGroups(Duration.ofMillis(5), 100);
            try (Graph graph = Graph.open(dir, options)) {
                graph.observe(Observation.of("jd.pin:a", "phone:13800138001"));
                Check.fails(Status.LOCKED, () -> Graph.open(dir, options).close());
                graph.snapshot();
                graph.observe(Observation.of("jd.pin:b"));
                graph.sync();
                Check.that(graph.storeStats().contains("journal"), "there are files");
            }
            try (Graph graph = Graph.open(dir, options)) {
                Check.that(graph.recovery().contains("\"snapshot\""), graph.recovery());
                Check.that(graph.profileOf("jd.pin:b").isPresent(), "it is there again");
                Check.that(graph.eraseProfile("jd.pin:a").contains("\"identifiers\":2"), "two are erased");
                graph.compact();
                graph.backup(dir.resolve("copy"));
                graph.dump(dir.resolve("dump.jsonl"));
                Check.fails(Status.IO, () -> graph.dump(dir.resolve("dump.jsonl")));
            }
            try (Graph copy = Graph.openReadOnly(dir.resolve("copy"), options)) {
                Check.that(copy.profileOf("jd.pin:a").isEmpty(), "it is erased");
                Check.fails(Status.READ_ONLY, () -> copy.observe(Observation.of("jd.pin:c")));
            }
            Check.that(options.checkFiles(dir).contains("\"problems\":[]"), "all is well");
            Key other = Key.of(new byte[16]);
            Check.fails(Status.KEY, () -> {
                try (Options wrong = new Options(other)) {
                    Graph.open(dir, wrong).close();
                }
            });
        } finally {
            Check.remove(dir);
        }
    }

    static void changesAreFollowed() throws InterruptedException {
        try (Policy policy = Policy.preset("connected"); Graph graph = Graph.inMemory(policy, KEY)) {
            List<String> seen = new ArrayList<>();
            Thread follower = new Thread(() -> graph.follow(0, Duration.ofSeconds(2), change -> {
                synchronized (seen) {
                    seen.add(change);
                    seen.notifyAll();
                }
            }));
            follower.start();
            for (int i = 0; i < 5; i++) {
                graph.observe(Observation.of("jd.pin:" + i));
            }
            synchronized (seen) {
                while (seen.size() < 5) {
                    seen.wait(10_000);
                }
            }
            follower.join();
            Check.equal(graph.changesSince(0, 100).lines(), seen, "changes");
            graph.trimChanges(3);
            Check.equal(3L, graph.firstChange(), "the first change");
        }
    }
}
