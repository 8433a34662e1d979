import dev.oneid.Outcome;
import dev.oneid.Status;
import dev.oneid.Strength;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the header declares is what the package has. */
final class Header {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern FUNCTION =
            Pattern.compile("^(?:const )?\\w+ \\*?(oneid_\\w+)\\(([^)]*)\\);", Pattern.MULTILINE);
    private static final Pattern NUMBER = Pattern.compile("^#define ONEID_(\\w+) (\\d+)$", Pattern.MULTILINE);

    private static final Pattern OUTCOME = Pattern.compile("struct \\{([^}]*)\\} oneid_outcome;");
    private static final Pattern UINT64 = Pattern.compile("uint64_t (\\w+);");

    private Header() {}

    private static String text() throws IOException {
        String path = System.getenv().getOrDefault("ONEID_HEADER", "../../crates/capi/include/oneid.h");
        return COMMENT.matcher(Files.readString(Path.of(path))).replaceAll("");
    }

    /** Every function, with as many arguments. */
    static void isMapped() throws IOException, ClassNotFoundException {
        Matcher functions = FUNCTION.matcher(text());
        Map<String, Integer> declared = new TreeMap<>();
        while (functions.find()) {
            String arguments = functions.group(2).strip();
            int count = arguments.equals("void") ? 0 : arguments.split(",").length;
            if (!functions.group(1).startsWith("oneid_test_")) {
                declared.put(functions.group(1), count);
            }
        }
        Map<String, Integer> mapped = new TreeMap<>();
        Method[] methods = Class.forName("dev.oneid.Native").getDeclaredMethods();
        Arrays.stream(methods)
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .forEach(method -> mapped.put(method.getName(), method.getParameterCount()));
        Check.that(declared.size() > 100, "the header is not read");
        Check.equal(declared, mapped, "functions and how many arguments they take");
    }

    /** Every number of an outcome, in its order. */
    static void hasThisOutcome() throws IOException {
        Matcher outcome = OUTCOME.matcher(text());
        Check.that(outcome.find(), "the header has an outcome");
        List<String> declared = UINT64.matcher(outcome.group(1)).results().map(field -> camel(field.group(1))).toList();
        List<String> known = Arrays.stream(Outcome.class.getRecordComponents()).map(RecordComponent::getName).toList();
        Check.equal(declared, known, "numbers of an outcome");
    }

    private static String camel(String name) {
        return Pattern.compile("_(.)").matcher(name).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /** Every status and strength, with its number. */
    static void hasTheseNumbers() throws Exception {
        Map<String, Integer> declared = new TreeMap<>();
        Matcher numbers = NUMBER.matcher(text());
        while (numbers.find()) {
            declared.put(numbers.group(1), Integer.valueOf(numbers.group(2)));
        }
        // Written out in Native, Options and Profile.
        Map<String, Integer> others = Map.of(
                "ABI_VERSION", 1, "DURABLE_IMMEDIATE", 0, "DURABLE_GROUP", 1, "DURABLE_NONE", 2,
                "BLOCKED", 1, "SHARED", 2, "REASSIGNED", 4);
        others.forEach((name, number) -> Check.equal(number, declared.remove(name), name));
        Map<String, Integer> known = new TreeMap<>();
        for (Strength strength : Strength.values()) {
            known.put(strength.name(), strength.ordinal());
        }
        Method of = Status.class.getDeclaredMethod("of", int.class);
        of.setAccessible(true);
        for (Status status : Status.values()) {
            Check.equal(status, of.invoke(null, status.number()), "a status by its number");
            known.put(status.name(), status.number());
        }
        Check.equal(-1, known.remove("UNKNOWN"), "no number is unknown");
        Check.equal(Status.UNKNOWN, of.invoke(null, 9999), "a later library's status");
        Check.equal(declared, known, "statuses and strengths");
    }
}
