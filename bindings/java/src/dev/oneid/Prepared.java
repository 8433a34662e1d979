package dev.oneid;

import java.util.List;

/**
 * Many prepared observations, in columns: the quickest way in. Its arrays are not copied before they are applied.
 *
 * @param counts how many identifiers each observation has, 1 to 640
 * @param scopes the scope of each identifier of all, by {@link Graph#prepareScope}
 * @param values the canonical value of each
 * @param at milliseconds since 1970 of each observation, {@link #NO_TIME} for none; {@code null}: none is known
 * @param source the source of all, by {@link Graph#prepareSource}, if {@code sources} is {@code null}
 * @param sources the source of each observation; {@code null}: that of all is {@code source}
 * @param strengths of each observation; {@code null}: all are declared
 * @param traits a JSON object for each observation, each may be empty; {@code null}: none has any
 */
public record Prepared(
        int[] counts, int[] scopes, byte[][] values, long[] at, int source, int[] sources, Strength[] strengths,
        List<String> traits) {
    /** No time is known. */
    public static final long NO_TIME = Observation.NO_TIME;

    /** Observations without times and traits, declared. */
    public static Prepared of(int[] counts, int[] scopes, byte[][] values, int source) {
        return new Prepared(counts, scopes, values, null, source, null, null, null);
    }

    /** The same at times. */
    public Prepared at(long[] times) {
        return new Prepared(counts, scopes, values, times, source, sources, strengths, traits);
    }

    /** The same, each of its own source. */
    public Prepared sources(int[] of) {
        return new Prepared(counts, scopes, values, at, source, of, strengths, traits);
    }

    /** The same of strengths. */
    public Prepared strengths(Strength[] of) {
        return new Prepared(counts, scopes, values, at, source, sources, of, traits);
    }

    /** The same with traits. */
    public Prepared traits(List<String> json) {
        return new Prepared(counts, scopes, values, at, source, sources, strengths, json);
    }
}
