package dev.oneid;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** What the library holds for a program. Closed by the program, or else when nobody can reach it any more. */
abstract class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Owned owned;
    private final Cleaner.Cleanable cleanable;

    Handle(long address, LongConsumer free) {
        owned = new Owned(address, free);
        cleanable = CLEANER.register(this, owned);
    }

    /** Does something with the handle, which stays that long. */
    final <T> T using(LongFunction<T> what) {
        try {
            long address = owned.address.get();
            if (address == 0) {
                throw OneidException.closed();
            }
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

    /** Frees it. Not to be called while another thread uses it; a second time does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** Knows nothing of the handle, so that it can outlive it. */
    private static final class Owned implements Runnable {
        private final AtomicLong address;
        private final LongConsumer free;

        Owned(long address, LongConsumer free) {
            this.address = new AtomicLong(address);
            this.free = free;
        }

        @Override
        public void run() {
            long last = address.getAndSet(0);
            if (last != 0) {
                free.accept(last);
            }
        }
    }
}
