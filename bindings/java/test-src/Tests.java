import java.util.LinkedHashMap;
import java.util.Map;

/** Runs every test, and says what each came to. */
public final class Tests {
    private Tests() {}

    private interface Test {
        void run() throws Exception;
    }

    public static void main(String[] arguments) {
        Map<String, Test> tests = new LinkedHashMap<>();
        tests.put("the header is mapped", Header::isMapped);
        tests.put("the header's numbers are the same", Header::hasTheseNumbers);
        tests.put("the header's outcome is the same", Header::hasThisOutcome);
        tests.put("the quickstart runs", () -> Quickstart.main(new String[0]));
        tests.put("the README's batches run", () -> Batches.main(new String[0]));
        tests.put("every operation does what it says", Using::everyOperationDoesWhatItSays);
        tests.put("prepared is the same", Using::preparedIsTheSame);
        tests.put("mistakes are told", Using::mistakesAreTold);
        tests.put("readers see whole calls", Using::readersSeeWholeCalls);
        tests.put("fan bases are read", Using::fanBasesAreRead);
        tests.put("a graph in a directory is there again", Lasting::isThereAgain);
        tests.put("changes are followed", Lasting::changesAreFollowed);
        tests.put("half characters are refused", Edges::halfCharactersAreRefused);
        tests.put("negative numbers are refused", Edges::negativeNumbersAreRefused);
        tests.put("nothing is not empty", Edges::nothingIsNotEmpty);
        tests.put("batches are of what they say", Edges::batchesAreOfWhatTheySay);
        tests.put("closing is refused within a read", Closing::isRefusedWithinARead);
        tests.put("closing waits for calls", Closing::waitsForCalls);
        tests.put("closing ends following", Closing::endsFollowing);
        tests.put("what is forgotten is freed", Closing::whatIsForgottenIsFreed);
        tests.put("streams close", Closing::streamsClose);
        tests.put("the example fan bases are as in Rust", Fans::areAsInRust);
        int failed = 0;
        for (Map.Entry<String, Test> test : tests.entrySet()) {
            try {
                test.getValue().run();
                System.out.println("ok      " + test.getKey());
            } catch (Throwable failure) {
                failed++;
                System.out.println("FAILED  " + test.getKey());
                failure.printStackTrace(System.out);
            }
        }
        System.out.println(tests.size() + " tests from Java, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }
}
