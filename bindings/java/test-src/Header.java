import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every function of the header is mapped, with as many arguments. */
final class Header {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern FUNCTION =
            Pattern.compile("^(?:const )?\\w+ \\*?(oneid_\\w+)\\(([^)]*)\\);", Pattern.MULTILINE);

    private Header() {}

    static void isMapped() throws IOException, ClassNotFoundException {
        String path = System.getenv().getOrDefault("ONEID_HEADER", "../../crates/capi/include/oneid.h");
        Matcher functions = FUNCTION.matcher(COMMENT.matcher(Files.readString(Path.of(path))).replaceAll(""));
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
}
