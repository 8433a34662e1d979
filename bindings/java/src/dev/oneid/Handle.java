package dev.oneid;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** What the library holds for a program. Closed by the program, or else when nobody can reach it any more. */
abstract class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long address;
    private final Cleaner.Cleanable cleanable;
    private volatile boolean closed;

    Handle(long address, LongConsumer free) {
        this.address = address;
        // It knows nothing of the handle, which it would else keep reachable.
        cleanable = CLEANER.register(this, () -> free.accept(address));
    }

    /** Does something with the handle, which stays that long. */
    final <T> T using(LongFunction<T> what) {
        if (closed) {
            throw OneidException.of(Status.CLOSED, "it has been closed");
        }
        try {
            return what.apply(address);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** As {@link #using}, for what gives nothing. */
    final void with(LongConsumer what) {
        using(address -> {
            what.accept(address);
            return null;
        });
    }

    /** Nothing can be done with it from now on. It is freed when nobody can reach it: calls that are going on can. */
    final void leave() {
        closed = true;
    }

    /** Frees it. Not to be called while another thread uses it; a second time does nothing. */
    @Override
    public void close() {
        leave();
        cleanable.clean();
    }
}
