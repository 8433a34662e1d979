"""With what a graph is made, or opened."""

import ctypes
from ctypes import byref, c_void_p
from typing import NamedTuple, Optional

from ._library import Handle, call, lib, unsigned
from ._values import Key, key_bytes
from .policy import Policy
from .reader import milliseconds_of


class Durability(NamedTuple):
    """When operations of a durable graph are durable: one of `immediate()`, `group(…)`, `on_sync()`."""

    level: int
    max_delay: float = 0.0
    """Seconds."""
    max_operations: int = 0

    @classmethod
    def immediate(cls) -> "Durability":
        """A call is durable when it returns: the default."""
        return cls(0)

    @classmethod
    def on_sync(cls) -> "Durability":
        """A call is durable after the next `Graph.sync`, or when the graph is closed."""
        return cls(2)

    @classmethod
    def group(cls, max_delay: float, max_operations: int) -> "Durability":
        """Calls are made durable together: when so many operations wait, or the first has waited so many seconds."""
        return cls(1, max_delay, max_operations)


class Settings(NamedTuple):
    """What has a default."""

    durability: Optional[Durability] = None
    create: Optional[bool] = None
    wait: Optional[float] = None
    threads: Optional[int] = None
    most_bytes: Optional[int] = None
    refuse_erased: Optional[Key] = None
    counted_above: Optional[int] = None
    cascade_links: Optional[int] = None


def options(key: Key, policy: Optional[Policy], settings: Settings) -> Handle:
    out = c_void_p()
    call(lib.oneid_options_new, key_bytes(key), byref(out))
    assert out.value is not None
    held = Handle(out.value, lib.oneid_options_free)
    if policy is not None:
        call(lib.oneid_options_policy, out, policy._handle)
    _set(out, settings)
    return held


def _set(out: c_void_p, settings: Settings) -> None:
    durability, create, wait, threads, most_bytes, refuse_erased, counted_above, cascade_links = settings
    if durability is not None:
        level, delay, operations = durability
        call(lib.oneid_options_durability, out, unsigned(level, 32), milliseconds_of(delay), unsigned(operations))
    if create is not None:
        call(lib.oneid_options_create, out, create)
    if wait is not None:
        call(lib.oneid_options_wait_ms, out, milliseconds_of(wait))
    if threads is not None:
        call(lib.oneid_options_threads, out, _size(threads))
    if most_bytes is not None:
        call(lib.oneid_options_most_bytes, out, unsigned(most_bytes))
    if refuse_erased is not None:
        call(lib.oneid_options_refuse_erased, out, key_bytes(refuse_erased))
    if counted_above is not None or cascade_links is not None:
        counted = 64 if counted_above is None else counted_above
        links = 10_000 if cascade_links is None else cascade_links
        call(lib.oneid_options_tuning, out, _size(counted), unsigned(links))


def _size(value: int) -> int:
    return unsigned(value, 8 * ctypes.sizeof(ctypes.c_size_t))
