package dev.oneid;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/** Native memory of one thread for one lookup: a profile, a count, an error, a text. Addresses are passed far quicker than arrays. */
final class Place {
    private static final ThreadLocal<Place> OF_THREAD = ThreadLocal.withInitial(Place::new);
    private static final int COUNT = 16;
    private static final int ERROR = 24;
    private static final int TEXT = 32;

    private ByteBuffer memory;
    private long address;
    private int size;

    private Place() {
        room(256);
    }

    /** This thread's, with a text. */
    static Place of(byte[] text) {
        Place place = OF_THREAD.get();
        if (text.length > place.memory.capacity() - TEXT) {
            place.room(text.length);
        }
        place.memory.put(TEXT, text);
        place.size = text.length;
        return place;
    }

    private void room(int bytes) {
        memory = ByteBuffer.allocateDirect(Math.addExact(TEXT, bytes));
        address = Pointer.nativeValue(com.sun.jna.Native.getDirectBufferPointer(memory));
    }

    long text() {
        return address + TEXT;
    }

    long size() {
        return size;
    }

    long profile() {
        return address;
    }

    long count() {
        return address + COUNT;
    }

    long error() {
        return address + ERROR;
    }

    /** What a lookup of this status wrote. */
    Optional<UUID> answer(int status) {
        if (status != 0) {
            throw OneidException.of(status, memory.duplicate().order(ByteOrder.nativeOrder()).getLong(ERROR));
        }
        return memory.get(COUNT) == 0 ? Optional.empty() : Optional.of(Ids.uuid(memory, 0));
    }
}
