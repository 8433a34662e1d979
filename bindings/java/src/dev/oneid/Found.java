package dev.oneid;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What a batch of lookups found, in the order asked; one can be used for many batches. */
public final class Found {
    byte[] profiles = new byte[0];
    byte[] counts = new byte[0];
    private int size;

    /** Makes room for so many, and forgets what was found before. */
    void room(int count) {
        if (counts.length < count) {
            profiles = new byte[Math.multiplyExact(16, count)];
            counts = new byte[count];
        }
        size = 0;
    }

    /** So many have been written. */
    void filled(int count) {
        size = count;
    }

    /** How many were asked. */
    public int size() {
        return size;
    }

    /** In how many profiles an identifier is: 0 if it is not known, more than 1 only where a raw value stands for several. */
    public int count(int number) {
        Objects.checkIndex(number, size);
        return Byte.toUnsignedInt(counts[number]);
    }

    /** The profile of an identifier, the first if there are several. */
    public Optional<UUID> profile(int number) {
        return count(number) == 0 ? Optional.empty() : Optional.of(Ids.uuid(profiles, number));
    }

    /**
     * Writes the profile of each as two numbers, the more significant bits of its UUID and then the less significant; zeros if it is not known. Quicker for many: no object is
     * made.
     */
    public void copyTo(long[] pairs) {
        Objects.checkFromIndexSize(0, Math.multiplyExact(2, size), pairs.length);
        ByteBuffer.wrap(profiles).asLongBuffer().get(pairs, 0, 2 * size);
    }
}
