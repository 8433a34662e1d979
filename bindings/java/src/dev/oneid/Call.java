package dev.oneid;

/** How functions of the library are called: errors become exceptions, results are taken out of their places. */
final class Call {
    private Call() {}

    /** A function whose only place to write is for an error. */
    interface Plain {
        int at(long[] error);
    }

    /** A function with a place for one result: a handle, or a number. */
    interface Result {
        int at(long[] result, long[] error);
    }

    static void plain(Plain function) {
        long[] error = new long[1];
        int status = function.at(error);
        if (status != 0) {
            throw OneidException.of(status, error[0]);
        }
    }

    static long result(Result function) {
        long[] result = new long[1];
        plain(error -> function.at(result, error));
        return result[0];
    }

    /** A result, or 0 if there is none. */
    static long resultOrEnd(Result function) {
        long[] result = new long[1];
        long[] error = new long[1];
        int status = function.at(result, error);
        if (status != 0 && status != Status.END.number()) {
            throw OneidException.of(status, error[0]);
        }
        return result[0];
    }

    /** A text of the library, which is freed. */
    static String text(Result function) {
        return take(result(function));
    }

    static String take(long text) {
        try {
            byte[] bytes = Native.oneid_text_data(text).getByteArray(0, Math.toIntExact(Native.oneid_text_size(text)));
            return Texts.string(bytes);
        } finally {
            Native.oneid_text_free(text);
        }
    }

    static boolean flag(FlagResult function) {
        byte[] result = new byte[1];
        plain(error -> function.at(result, error));
        return result[0] != 0;
    }

    /** A function with a place for one truth value. */
    interface FlagResult {
        int at(byte[] result, long[] error);
    }
}
