import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Observation;
import dev.oneid.OneidException;
import dev.oneid.Options;
import dev.oneid.Policy;
import dev.oneid.Profile;
import dev.oneid.Reader;
import dev.oneid.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What is closed, forgotten, or interrupted. */
final class Closing {
    private static final Key KEY = Key.ofHex("000102030405060708090a0b0c0d0e0f");

    private Closing() {}

    private static Graph graph() {
        try (Policy policy = Policy.preset("connected")) {
            return Graph.inMemory(policy, KEY);
        }
    }

    static void isRefusedWithinARead() {
        try (Graph graph = graph(); Reader reader = graph.reader()) {
            reader.read(() -> {
                Check.fails(Status.ARGUMENT, graph::close);
                Check.fails(Status.ARGUMENT, () -> graph.observe(Observation.of("jd.pin:a")));
            });
            Check.equal(1L, graph.observe(Observation.of("jd.pin:a")).identifiersAdded(), "it is still open");
            IllegalStateException mine = new IllegalStateException("mine");
            try {
                reader.read(() -> {
                    throw mine;
                });
                throw new AssertionError("what is thrown in a read is lost");
            } catch (IllegalStateException thrown) {
                Check.that(thrown == mine, "what is thrown in a read comes out");
            }
        }
    }

    static void waitsForCalls() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Graph graph = graph();
            CountDownLatch going = new CountDownLatch(2);
            AtomicReference<Throwable> ended = new AtomicReference<>();
            List<Thread> threads = List.of(
                    thread(ended, going, () -> graph.apply("{\"ids\":[\"jd.pin:a\",\"jd.pin:b\"]}")),
                    thread(ended, going, graph::stats));
            going.await();
            graph.close();
            for (Thread thread : threads) {
                thread.join();
            }
            Check.equal(null, ended.get(), "how a call ended");
        }
    }

    private static Thread thread(AtomicReference<Throwable> ended, CountDownLatch going, Runnable call) {
        Thread thread = new Thread(() -> {
            call.run();
            going.countDown();
            try {
                while (true) {
                    call.run();
                }
            } catch (OneidException failure) {
                if (failure.status() != Status.CLOSED) {
                    ended.set(failure);
                }
            } catch (Throwable failure) {
                ended.set(failure);
            }
        });
        thread.start();
        return thread;
    }

    static void endsFollowing() throws InterruptedException {
        Graph graph = graph();
        graph.observe(Observation.of("jd.pin:a"));
        List<String> seen = new ArrayList<>();
        AtomicReference<OneidException> ended = new AtomicReference<>();
        CountDownLatch first = new CountDownLatch(2);
        Thread interrupted = new Thread(() -> graph.follow(0, Duration.ofDays(1), change -> first.countDown()));
        Thread closed = new Thread(() -> {
            try {
                graph.follow(0, Duration.ofDays(1), change -> {
                    seen.add(change);
                    first.countDown();
                });
            } catch (OneidException failure) {
                ended.set(failure);
            }
        });
        interrupted.start();
        closed.start();
        first.await();
        interrupted.interrupt();
        interrupted.join(10_000);
        Check.that(!interrupted.isAlive(), "an interruption is noticed");
        graph.close();
        closed.join(10_000);
        Check.that(!closed.isAlive(), "the end of the graph is noticed");
        Check.equal(Status.CLOSED, ended.get().status(), "why it ended");
        Check.equal(1, seen.size(), "changes");
    }

    static void whatIsForgottenIsFreed() throws InterruptedException {
        Path dir = Check.directory();
        try (Policy policy = Policy.preset("connected"); Options options = new Options(KEY).policy(policy)) {
            forget(dir, options);
            for (int tries = 0; ; tries++) {
                System.gc();
                Thread.sleep(20);
                try (Graph again = Graph.open(dir, options)) {
                    Check.that(again.profileOf("jd.pin:a").isPresent(), "it is there");
                    return;
                } catch (OneidException failure) {
                    Check.that(failure.status() == Status.LOCKED && tries < 500, failure.getMessage());
                }
            }
        } finally {
            Check.remove(dir);
        }
    }

    private static void forget(Path dir, Options options) {
        Graph.open(dir, options).observe(Observation.of("jd.pin:a"));
    }

    static void streamsClose() {
        try (Graph graph = graph()) {
            graph.observe(Observation.of("jd.pin:a"));
            graph.observe(Observation.of("jd.pin:b"));
            try (Stream<Profile> all = graph.profiles().stream()) {
                Check.equal(2L, all.filter(profile -> profile.ids().size() == 1).count(), "profiles");
            }
        }
    }
}
