import dev.oneid.Found;
import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Policy;
import dev.oneid.Prepared;
import dev.oneid.Reader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntSupplier;

/** Nanoseconds for each lookup. */
public final class Bench {
    private static final int BATCH = 4096;
    private static final int ROUNDS = 5;
    private static final long WARM_NS = 1_000_000_000;

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        byte[][] values = lines(Path.of(arguments[0], "values.txt"));
        byte[][] asked = lines(Path.of(arguments[0], "asked.txt"));
        try (Policy policy = Policy.preset("connected");
                Graph graph = Graph.inMemory(policy, Key.ofHex("000102030405060708090a0b0c0d0e0f"))) {
            int scope = graph.prepareScope("jd.xid", "shop");
            fill(graph, scope, values);
            try (Reader reader = graph.reader()) {
                IntSupplier single = () -> oneByOne(reader, scope, asked);
                IntSupplier batch = () -> inBatches(reader, scope, asked);
                int found = warm(single);
                if (warm(batch) != found) {
                    throw new AssertionError("batches find something else");
                }
                System.out.printf(Locale.ROOT,
                        "{\"language\":\"java\",\"single_ns\":%.1f,\"batch_ns\":%.1f,\"found\":%d}%n",
                        median(asked.length, single), median(asked.length, batch), found);
            }
        }
    }

    /** Until the compiler has done its work. */
    private static int warm(IntSupplier look) {
        int found = 0;
        for (long started = System.nanoTime(); System.nanoTime() - started < WARM_NS; ) {
            found = look.getAsInt();
        }
        return found;
    }

    private static byte[][] lines(Path path) throws IOException {
        return Files.readAllLines(path).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    private static void fill(Graph graph, int scope, byte[][] values) {
        int source = graph.prepareSource("bench");
        for (int from = 0; from < values.length; from += 2 * BATCH) {
            byte[][] some = Arrays.copyOfRange(values, from, Math.min(from + 2 * BATCH, values.length));
            int[] counts = new int[some.length / 2];
            int[] scopes = new int[some.length];
            Arrays.fill(counts, 2);
            Arrays.fill(scopes, scope);
            graph.applyPrepared(Prepared.of(counts, scopes, some, source));
        }
    }

    private static int oneByOne(Reader reader, int scope, byte[][] asked) {
        int found = 0;
        for (byte[] value : asked) {
            found += reader.lookupPrepared(scope, value).isPresent() ? 1 : 0;
        }
        return found;
    }

    private static int inBatches(Reader reader, int scope, byte[][] asked) {
        Found some = new Found();
        int found = 0;
        for (int from = 0; from < asked.length; from += BATCH) {
            int to = Math.min(from + BATCH, asked.length);
            reader.lookupPrepared(scope, asked, from, to, some);
            for (int i = 0; i < to - from; i++) {
                found += some.count(i);
            }
        }
        return found;
    }

    private static double median(int keys, IntSupplier look) {
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long started = System.nanoTime();
            look.getAsInt();
            rounds[round] = (double) (System.nanoTime() - started) / keys;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }
}
