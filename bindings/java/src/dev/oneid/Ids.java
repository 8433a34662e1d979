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
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 16 * number, 16);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
