"""The shared library: found, checked, and called."""

import ctypes
import json
import os
import weakref
from ctypes import byref, c_void_p
from typing import Any, Callable, List, Optional

from ._signatures import TABLE
from .errors import OneidError, Status

ABI_VERSION = 1
"""The number of the binary interface that this package is written for."""

END = 100

KINDS = {
    "pointer": (c_void_p,),
    "text": (ctypes.c_char_p, ctypes.c_size_t),
    "size": (ctypes.c_size_t,),
    "u32": (ctypes.c_uint32,),
    "u64": (ctypes.c_uint64,),
    "i64": (ctypes.c_int64,),
    "bool": (ctypes.c_bool,),
}
GIVEN = {
    "status": ctypes.c_uint32,
    "u32": ctypes.c_uint32,
    "size": ctypes.c_size_t,
    "string": ctypes.c_char_p,
    "pointer": c_void_p,
    "none": None,
}


def bind(library: ctypes.CDLL, table: str) -> None:
    """Declares every function of the table."""
    for line in table.split("\n"):
        if line:
            given, name, *taken = line.split()
            function = getattr(library, name)
            function.restype = GIVEN[given]
            function.argtypes = [kind for word in taken for kind in KINDS[word]]


def check_abi(loaded: int) -> None:
    if loaded != ABI_VERSION:
        raise ImportError(f"the shared library of oneid has binary interface {loaded}; this package needs {ABI_VERSION}")


def _load() -> ctypes.CDLL:
    name = os.environ.get("ONEID_LIBRARY") or "liboneid.so.1"
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise ImportError(f"the shared library of oneid is not found; ONEID_LIBRARY names it: {error}") from error
    # Before all else is bound: another interface may lack a function.
    check_abi(library.oneid_abi_version())
    bind(library, TABLE)
    return library


lib = _load()
"""The functions of oneid.h, as they are, for whoever wants to call one directly."""


class Handle(c_void_p):
    """A pointer of the library, freed when nobody refers to it. A call is given this itself, and so refers to it: nobody frees it under a running call."""

    def __init__(self, address: int, free: Callable[[int], None]) -> None:
        super().__init__(address)
        # At exit the process gives memory back, and a daemon thread may still be in a call.
        weakref.finalize(self, free, address).atexit = False


def call(function: Any, *arguments: Any) -> bool:
    """Makes a call that may fail, with an error as its last argument. Gives whether there was what was asked for."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if status == 0:
        return True
    if status == END:
        return False
    raise _read_error(status, error.value)


def _read_error(status: int, error: Optional[int]) -> OneidError:
    if not error:
        return OneidError(status, "no more is known")
    try:
        message = (lib.oneid_error_message(error) or b"").decode()
        reason = lib.oneid_error_reason(error)
        count = lib.oneid_error_problem_count(error)
        problems = [lib.oneid_error_problem(error, number).decode() for number in range(count)]
        return OneidError(lib.oneid_error_status(error), message, reason and reason.decode(), problems)
    finally:
        lib.oneid_error_free(error)


def handle(function: Any, free: Any, *arguments: Any) -> Optional[Handle]:
    """Makes a call that gives a handle; `None` if there is none."""
    out = c_void_p()
    if not call(function, *arguments, byref(out)):
        return None
    assert out.value is not None
    return Handle(out.value, free)


def text(function: Any, *arguments: Any) -> Optional[str]:
    """Makes a call that gives a text; `None` if there is none."""
    out = c_void_p()
    return take_text(out) if call(function, *arguments, byref(out)) else None


def take_text(out: c_void_p) -> str:
    """Reads a text, and frees it."""
    try:
        return ctypes.string_at(lib.oneid_text_data(out), lib.oneid_text_size(out)).decode()
    finally:
        lib.oneid_text_free(out)


def answer(function: Any, *arguments: Any) -> Any:
    """Makes a call that gives JSON."""
    return json.loads(text(function, *arguments) or "null")


def lines(function: Any, *arguments: Any) -> List[Any]:
    """Makes a call that gives JSON Lines."""
    return read_lines(text(function, *arguments) or "")


def read_lines(written: str) -> List[Any]:
    # Not `splitlines`, which also splits at characters that JSON may hold.
    return [json.loads(line) for line in written.split("\n") if line]


def number(function: Any, kind: Any, *arguments: Any) -> Any:
    """Makes a call that gives a number."""
    out = kind()
    call(function, *arguments, byref(out))
    return out.value


def unsigned(value: int, bits: int = 64) -> int:
    """A number that the library has room for: ctypes would cut it."""
    if value >> bits:
        raise OneidError(Status.ARGUMENT, f"a number must be 0 or more, and below 2^{bits}")
    return value
