package dev.oneid;

import java.time.Duration;

/** Numbers that the C interface takes without a sign: a negative one would be a huge one there. */
final class Amount {
    private Amount() {}

    static long of(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number, size or time is negative: " + number);
        }
        return number;
    }

    static long milliseconds(Duration time) {
        return of(time.toMillis());
    }
}
