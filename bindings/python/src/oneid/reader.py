"""Readers: identifiers looked up while others write."""

import ctypes
import math
from ctypes import byref, c_size_t, c_uint32, c_uint64
from typing import Any, Callable, Dict, Iterator, Optional, Sequence, Tuple, TypeVar
from uuid import UUID

from ._columns import Texts, numbers, texts
from ._library import Handle, call, handle, lib, number, unsigned
from ._values import Text, sized, to_bytes
from .errors import OneidError, Status, closed

T = TypeVar("T")
_CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
# A profile of 16 bytes, and whether it was found.
_Found = ctypes.c_char * 17
# For whom every nanosecond counts: without `argtypes` ctypes converts nothing, so each argument must be an object of ctypes, bytes or None.
_look_up_prepared = lib["oneid_reader_lookup_prepared"]
_look_up_prepared.restype = ctypes.c_uint32


class Lookups(Sequence[Optional[UUID]]):
    """What a batch found: the id of a profile for each value, or `None`."""

    __slots__ = ("profiles", "found")

    profiles: bytearray
    """16 bytes for each value; zeros for what is not known."""
    found: bytearray
    """A byte for each value: how many profiles there are. More than 1 where a raw value stands for several identifiers; 255 stands for that and more."""

    def __init__(self, count: int) -> None:
        self.profiles = bytearray(16 * count)
        self.found = bytearray(count)

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        if not self.found[place]:
            return None
        at = place + len(self) if place < 0 else place
        return UUID(bytes=bytes(self.profiles[16 * at : 16 * at + 16]))

    def __iter__(self) -> Iterator[Optional[UUID]]:
        return (self[place] for place in range(len(self)))

    def array(self) -> Any:
        """The profiles as an array of numpy with 16 bytes (dtype `uint8`) in a row for each value: no copy."""
        import numpy

        return numpy.frombuffer(self.profiles, dtype=numpy.uint8).reshape(-1, 16)

    def pointers(self) -> Tuple[Any, Any]:
        """Where the library is to write."""
        return _writable(self.profiles), _writable(self.found)


def _writable(buffer: bytearray) -> Any:
    return (ctypes.c_char * len(buffer)).from_buffer(buffer)


class Reader:
    """Looks identifiers up in a graph that another thread may be writing to. Any number of threads may use it; a lookup waits for nobody.

    It outlives its graph, and then sees its last state.
    """

    __slots__ = ("_handle", "_scopes")

    def __init__(self, held: Optional[Handle]) -> None:
        self._handle = held
        self._scopes: Dict[int, c_uint32] = {}

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends its use. Calls that are going on are finished; to close it again does nothing."""
        self._handle = None

    def _held(self) -> Handle:
        held = self._handle
        if held is None:
            raise closed("reader")
        return held

    def clone(self) -> "Reader":
        """Another reader of the same graph."""
        held = self._held()
        return Reader(handle(lib.oneid_reader_clone, lib.oneid_reader_free, held))

    def lookup(self, id: Text) -> Optional[UUID]:
        """The profile of an identifier, `namespace[@scope]:value`; the first, where a raw value stands for several identifiers."""
        held = self._held()
        out = _Found()
        call(lib.oneid_reader_lookup, held, *sized(id), out, byref(out, 16))
        return UUID(bytes=out.raw[:16]) if out.raw[16] else None

    def lookup_batch(self, ids: Sequence[Text]) -> Lookups:
        """The profile of each identifier, each in some state."""
        column = texts(ids)
        return self._batch(column, lib.oneid_reader_lookup_batch)

    def lookup_prepared(self, scope: int, value: Text) -> Optional[bytes]:
        """The 16 bytes of the profile of a canonical value in a scope by `Graph.prepare_scope`."""
        held = self._held()
        try:
            number = self._scopes[scope]
        except KeyError:
            number = self._scope(scope)
        if type(value) is not bytes:
            value = to_bytes(value)
        out = _Found()
        if _look_up_prepared(held, number, value, c_size_t(len(value)), out, byref(out, 16), None):
            # To ask for the reason each time is slower.
            call(lib.oneid_reader_lookup_prepared, held, number, value, len(value), out, byref(out, 16))
        raw = out.raw
        return raw[:16] if raw[16] else None

    def _scope(self, scope: int) -> c_uint32:
        """The number of a scope as an object of ctypes, made once."""
        return self._scopes.setdefault(scope, c_uint32(unsigned(scope, 32)))

    def lookup_prepared_batch(self, scopes: Any, values: Any) -> Lookups:
        """The profile of each canonical value, in one scope or in that of the same place.

        Values are a list of bytes or str, or a numpy array of fixed-width bytes (dtype S), which costs no work of Python for each. A few thousand at once is best.
        """
        column = texts(values)
        scope = numbers("I", scopes, column.count)
        return self._batch(column, lib.oneid_reader_lookup_prepared_batch, scope.address)

    def _batch(self, column: Texts, function: Any, *before: Any) -> Lookups:
        held = self._held()
        lookups = Lookups(column.count)
        call(function, held, *before, column.pointers, column.sizes, column.count, *lookups.pointers())
        return lookups

    def read(self, callback: Callable[[], T]) -> Tuple[T, int]:
        """Calls back at once, while nothing changes: all lookups that the callback makes are of one state. Gives what the callback gives, and the number that the next
        change will have.

        A writer waits for the callback to end, so it should be short. Within it, what changes the graph and another `read` are refused: they would wait for ever. Nor may it
        wait for a thread that changes the graph.
        """
        held = self._held()
        results: Any = []
        raised: Any = []

        def run(_: Any) -> None:
            try:
                results.append(callback())
            except BaseException as error:  # it is raised again outside of the library
                raised.append(error)

        next_change = c_uint64()
        call(lib.oneid_reader_read, held, _CALLBACK(run), None, byref(next_change))
        if raised:
            raise raised.pop()
        return results.pop(), next_change.value

    def wait(self, since: int, seconds: float) -> int:
        """Waits until there are changes from a sequence number on, or so long; gives the number that the next change will have."""
        held = self._held()
        return number(lib.oneid_reader_wait, c_uint64, held, unsigned(since), milliseconds_of(seconds))


def milliseconds_of(seconds: float) -> int:
    """A duration, rounded up."""
    if not seconds >= 0:
        raise OneidError(Status.ARGUMENT, "a duration must be 0 or more")
    return math.ceil(min(seconds, 2**40) * 1000)
