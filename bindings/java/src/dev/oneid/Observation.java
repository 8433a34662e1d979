package dev.oneid;

import java.time.Instant;
import java.util.List;

/**
 * Identifiers that were seen together.
 *
 * @param ids {@code namespace[@scope]:value}, 1 to 64
 * @param at when the fact was true; {@code null} if that is not known
 * @param source the feed or import that it came through; may be empty
 * @param strength how much it is worth
 * @param traits a JSON object of what is said of the customer; empty if nothing is
 */
public record Observation(List<String> ids, Instant at, String source, Strength strength, String traits) {
    /** The C interface's "no time is known". */
    static final long NO_TIME = Long.MIN_VALUE;

    /** Without time, source and traits, declared. */
    public static Observation of(String... ids) {
        return new Observation(List.of(ids), null, "", Strength.DECLARED, "");
    }

    /** The same at a time. */
    public Observation at(Instant time) {
        return new Observation(ids, time, source, strength, traits);
    }

    /** The same of a source. */
    public Observation source(String name) {
        return new Observation(ids, at, name, strength, traits);
    }

    /** The same of a strength. */
    public Observation strength(Strength of) {
        return new Observation(ids, at, source, of, traits);
    }

    /** The same with traits, a JSON object. */
    public Observation traits(String json) {
        return new Observation(ids, at, source, strength, json);
    }

    static long milliseconds(Instant at) {
        return at == null ? NO_TIME : at.toEpochMilli();
    }
}
