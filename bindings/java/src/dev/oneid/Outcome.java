package dev.oneid;

/** What an operation, or a batch, did; {@code oneid_outcome} of the header says what each number counts. */
public record Outcome(
        long firstChange,
        long nextChange,
        long recordsAdded,
        long recordsDropped,
        long identifiersAdded,
        long identifiersDropped,
        long separationsAdded,
        long separationsDropped,
        long erasedIdentifiers,
        long erasedRecords,
        long erasedRecordsRemoved,
        long erasedTraits,
        long erasedMentions,
        long erasedSeparations,
        long refusedIdentifiers,
        long refusedTraits,
        long refusedObservations,
        long refusedSeparations) {

    /** A function with a place for an outcome. */
    interface Into {
        int at(long[] outcome, long[] error);
    }

    static Outcome of(Into function) {
        long[] n = new long[18];
        Call.plain(error -> function.at(n, error));
        return new Outcome(
                n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12], n[13], n[14], n[15],
                n[16], n[17]);
    }
}
