package dev.oneid;

/** Why a call failed. Numbers never change meaning; a later library may have more of them, which are {@link #UNKNOWN} here. */
public enum Status {
    OK(0),
    IDENTIFIER_SYNTAX(1),
    UNKNOWN_NAMESPACE(2),
    SCOPE(3),
    IDENTIFIER_VALUE(4),
    TIMESTAMP(5),
    OPERATION(6),
    TRAIT(7),
    POLICY(8),
    KEY(9),
    CAPACITY(10),
    IMPORT(11),
    IO(12),
    DAMAGED(13),
    LOCKED(14),
    FORMAT(15),
    READ_ONLY(16),
    NOT_FOUND(17),
    END(100),
    NULL(101),
    UTF8(102),
    HANDLE(103),
    ARGUMENT(104),
    CLOSED(105),
    POISONED(106),
    PANIC(107),
    INVARIANT(108),
    UNKNOWN(-1);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    /** The number of the C interface; -1 for one that this package does not know. */
    public int number() {
        return number;
    }

    static Status of(int number) {
        for (Status status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        return UNKNOWN;
    }
}
