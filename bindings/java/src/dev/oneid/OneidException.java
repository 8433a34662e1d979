package dev.oneid;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call failed: which rule was broken and where, never a customer's value. */
public final class OneidException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final int number;
    private final String reason;
    private final ArrayList<String> problems;

    private OneidException(int number, String message, String reason, ArrayList<String> problems) {
        super(message);
        this.status = Status.of(number);
        this.number = number;
        this.reason = reason;
        this.problems = problems;
    }

    /** Of a status, and of the error that came with it, which is freed. */
    static OneidException of(int status, long error) {
        if (error == 0) {
            String name = Texts.string(Native.oneid_status_name(status));
            return new OneidException(status, name == null ? "status " + status : name, null, new ArrayList<>());
        }
        try {
            ArrayList<String> problems = new ArrayList<>();
            for (long i = 0; i < Native.oneid_error_problem_count(error); i++) {
                problems.add(Texts.string(Native.oneid_error_problem(error, i)));
            }
            Pointer reason = Native.oneid_error_reason(error);
            return new OneidException(
                    status, Texts.string(Native.oneid_error_message(error)), Texts.string(reason), problems);
        } finally {
            Native.oneid_error_free(error);
        }
    }

    /** Of what this package itself sees. */
    static OneidException of(Status status, String message) {
        return new OneidException(status.number(), message, null, new ArrayList<>());
    }

    /** What kind of failure. */
    public Status status() {
        return status;
    }

    /** The number of the C interface, also of a status that this package does not know. */
    public int number() {
        return number;
    }

    /** Which rule of a normaliser refused a value ({@code masked}, {@code virtual}…), if one did. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Every problem: one for most failures, several for a policy or a manifest. */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
