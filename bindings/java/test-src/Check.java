import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.oneid.OneidException;
import dev.oneid.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What tests need. */
final class Check {
    private Check() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void equal(Object expected, Object found, String what) {
        that(Objects.equals(expected, found), what + ": " + found + " instead of " + expected);
    }

    static OneidException fails(Status status, Runnable what) {
        try {
            what.run();
        } catch (OneidException failure) {
            equal(status, failure.status(), failure.getMessage());
            return failure;
        }
        throw new AssertionError("it does not fail with " + status);
    }

    static JsonElement json(String text) {
        return JsonParser.parseString(text);
    }

    /** A file of what the Rust library makes of the example fan bases. */
    static Path expected(String name) {
        return Path.of(Objects.requireNonNull(System.getenv("ONEID_EXPECTED"), "ONEID_EXPECTED is not set")).resolve(name);
    }

    static List<String> lines(String name) {
        try {
            return Files.readAllLines(expected(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path directory() {
        try {
            return Files.createTempDirectory("oneid-java");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void remove(Path dir) {
        try (Stream<Path> all = Files.walk(dir)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
