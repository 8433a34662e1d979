package dev.oneid;

import java.util.Optional;
import java.util.UUID;

/** What a batch of lookups found, in the order asked; one can be used for many batches. */
public final class Found {
    byte[] profiles = new byte[0];
    byte[] counts = new byte[0];
    private int size;

    /** Makes room for so many. */
    void room(int count) {
        if (counts.length < count) {
            profiles = new byte[16 * count];
            counts = new byte[count];
        }
        size = count;
    }

    /** How many were asked. */
    public int size() {
        return size;
    }

    /** In how many profiles an identifier is: 0 if it is not known, more than 1 only where a raw value stands for several. */
    public int count(int number) {
        return Byte.toUnsignedInt(counts[number]);
    }

    /** The profile of an identifier, the first if there are several. */
    public Optional<UUID> profile(int number) {
        return count(number) == 0 ? Optional.empty() : Optional.of(Ids.uuid(profiles, number));
    }
}
