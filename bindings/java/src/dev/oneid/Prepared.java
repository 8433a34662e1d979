package dev.oneid;

import java.util.List;

/**
 * Many prepared observations, in columns: the quickest way in.
 *
 * @param counts how many identifiers each observation has
 * @param scopes the scope of each identifier of all, by {@link Graph#prepareScope}
 * @param values the canonical value of each
 * @param at milliseconds since 1970 of each observation, {@link Long#MIN_VALUE} for none; {@code null}: none is known
 * @param source the source of all, by {@link Graph#prepareSource}
 * @param strengths of each observation; {@code null}: all are declared
 * @param traits a JSON object for each observation; {@code null}: none has any
 */
public record Prepared(
        int[] counts, int[] scopes, byte[][] values, long[] at, int source, Strength[] strengths, List<String> traits) {
    /** Observations without times and traits, declared. */
    public static Prepared of(int[] counts, int[] scopes, byte[][] values, int source) {
        return new Prepared(counts, scopes, values, null, source, null, null);
    }
}
