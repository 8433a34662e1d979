package dev.oneid;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Profile ids: sixteen bytes, those of the UUID in the order of its digits. */
final class Ids {
    private Ids() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte[] bytes, int number) {
        return uuid(ByteBuffer.wrap(bytes), number);
    }

    static UUID uuid(ByteBuffer bytes, int number) {
        return new UUID(bytes.getLong(16 * number), bytes.getLong(16 * number + 8));
    }
}
