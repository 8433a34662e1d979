//! What threads share, or what the model checker has in its place.

#[cfg(not(oneid_loom))]
mod real {
    use std::sync::Arc;

    pub(in super::super) use std::sync::RwLock;
    pub(in super::super) use std::sync::atomic::{AtomicU64, fence};

    /// A value that is read, and stays as it is until it is let go.
    pub(in super::super) type Loaded<T> = arc_swap::Guard<Arc<T>>;

    /// A value that is put in the place of another while threads read it.
    pub(in super::super) struct Swap<T>(arc_swap::ArcSwap<T>);

    impl<T> Swap<T> {
        pub(in super::super) fn new(value: Arc<T>) -> Self {
            Swap(arc_swap::ArcSwap::new(value))
        }

        #[inline]
        pub(in super::super) fn load(&self) -> Loaded<T> {
            self.0.load()
        }

        pub(in super::super) fn store(&self, value: Arc<T>) {
            self.0.store(value);
        }
    }
}

#[cfg(oneid_loom)]
mod real {
    use std::sync::Arc;

    pub(in super::super) use loom::sync::RwLock;
    pub(in super::super) use loom::sync::atomic::{AtomicU64, fence};

    /// A value that is read, and stays as it is until it is let go.
    pub(in super::super) type Loaded<T> = Arc<T>;

    /// A value that is put in the place of another while threads read it.
    pub(in super::super) struct Swap<T>(loom::sync::Mutex<Arc<T>>);

    impl<T> Swap<T> {
        pub(in super::super) fn new(value: Arc<T>) -> Self {
            Swap(loom::sync::Mutex::new(value))
        }

        pub(in super::super) fn load(&self) -> Loaded<T> {
            self.0.lock().expect("no thread panics").clone()
        }

        pub(in super::super) fn store(&self, value: Arc<T>) {
            *self.0.lock().expect("no thread panics") = value;
        }
    }
}

pub(super) use real::{AtomicU64, Loaded, RwLock, Swap, fence};
