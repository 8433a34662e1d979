package dev.oneid;

/** How much an observation is worth, the weakest first. */
public enum Strength {
    /** A guess, or a weak sign. */
    INFERRED,
    /** Typed in by somebody. */
    DECLARED,
    /** Proven by the customer. */
    VERIFIED,
    /** Said by the platform that issues the identifier. */
    AUTHORITATIVE,
    /** Said to be one and the same by the merchant, or by a platform's own map. */
    ASSERTED
}
