"""Columns: many values at once, as arrays that the library reads where they lie."""

import ctypes
from array import array
from itertools import accumulate
from typing import Any, List, Optional, Sequence, Union

from ._library import unsigned
from ._values import Text, to_bytes
from .errors import bad

_WIDTHS = {"I": 4, "Q": 8, "q": 8}
assert all(array(code).itemsize == width for code, width in _WIDTHS.items())


class Numbers:
    """A column of numbers, and what keeps it where it is."""

    __slots__ = ("address", "count", "held")

    def __init__(self, address: Optional[int], count: int, held: Any) -> None:
        self.address = address
        self.count = count
        self.held = held


def numbers(code: str, value: Any, count: int) -> Numbers:
    """A column of numbers of a type code of `array`: one number for all, or one for each."""
    try:
        if isinstance(value, int):
            held = array(code, [value]) * count
        elif hasattr(value, "__array_interface__"):
            return _numpy_numbers(code, value, count)
        else:
            held = array(code, value)
    except OverflowError:
        raise bad("a number is out of range") from None
    return Numbers(held.buffer_info()[0], _same(len(held), count), held)


def _numpy_numbers(code: str, value: Any, count: int) -> Numbers:
    import numpy

    kind = numpy.dtype({"I": "u4", "Q": "u8", "q": "i8"}[code])
    array_ = numpy.asarray(value)
    if array_.ndim != 1 or array_.dtype.kind not in "iu":
        raise bad("an array of numbers must have one dimension, and whole numbers")
    cast = numpy.ascontiguousarray(array_, dtype=kind)
    if cast is not value and not numpy.array_equal(cast, array_):
        raise bad("a number is out of range")
    return Numbers(cast.ctypes.data, _same(len(cast), count), cast)


def _same(has: int, wanted: int) -> int:
    if has != wanted:
        raise bad(f"a column has {has} values, where {wanted} are needed")
    return has


class Texts:
    """A column of texts: where each is, how long it is, and what keeps them where they are."""

    __slots__ = ("pointers", "sizes", "count", "held")

    def __init__(self, pointers: Any, sizes: Any, count: int, held: Any) -> None:
        self.pointers = pointers
        self.sizes = sizes
        self.count = count
        self.held = held


def texts(values: Any) -> Texts:
    """A column of texts: a sequence of bytes or str, or a numpy array of fixed-width bytes."""
    if isinstance(values, (str, bytes)):
        raise TypeError("a list of texts is needed, not one text")
    if hasattr(values, "__array_interface__"):
        if values.dtype.kind == "S":
            return _numpy_texts(values)
        values = values.tolist()
    elif not isinstance(values, (list, tuple)):
        values = list(values)
    try:
        joined = b"".join(values)
    except TypeError:
        # Some are str.
        values = [to_bytes(value) for value in values]
        joined = b"".join(values)
    lengths = list(map(len, values))
    first = ctypes.cast(ctypes.c_char_p(joined), ctypes.c_void_p).value or 0
    # One copy of all, and sums, are quicker than to ask each where it lies.
    pointers = array("Q", accumulate(lengths, initial=first))
    if pointers[-1] != first + len(joined):
        raise TypeError("a text must be str or bytes")
    sizes = array("Q", lengths)
    return Texts(pointers.buffer_info()[0], sizes.buffer_info()[0], len(sizes), (joined, pointers, sizes))


def _numpy_texts(values: Any) -> Texts:
    """Points into an array of dtype S, which pads values with zeros, by arithmetic of numpy alone."""
    import numpy

    if values.ndim != 1:
        raise bad("an array of values must have one dimension")
    values = numpy.ascontiguousarray(values)
    count, width = len(values), values.dtype.itemsize
    pointers = numpy.arange(count, dtype=numpy.uint64)
    pointers *= numpy.uint64(width)
    pointers += numpy.uint64(values.ctypes.data)
    sizes = numpy.full(count, width, dtype=numpy.uint64)
    if count and width:
        _strip(numpy, values.view(numpy.uint8).reshape(count, width), sizes)
    return Texts(pointers.ctypes.data, sizes.ctypes.data, count, (values, pointers, sizes))


def _strip(numpy: Any, octets: Any, sizes: Any) -> None:
    """Takes the zeros at the end of each row off its size."""
    padded = numpy.flatnonzero(octets[:, -1] == 0)
    if len(padded):
        filled = octets[padded, ::-1] != 0
        zeros = numpy.where(filled.any(axis=1), filled.argmax(axis=1), octets.shape[1])
        sizes[padded] -= zeros.astype(numpy.uint64)


def each(value: Any, count: int) -> List[Any]:
    """A value for each: the same for all, or those of a list."""
    if isinstance(value, (list, tuple)):
        _same(len(value), count)
        return list(value)
    return [value] * count


def id_counts(value: Union[int, Sequence[int]], total: int) -> Numbers:
    """How many identifiers each observation has: the same for all, or one for each."""
    if not isinstance(value, int):
        return numbers("I", value, len(value))
    if unsigned(value, 32) == 0 or total % value:
        raise bad(f"{total} identifiers are not {value} for each observation")
    return numbers("I", value, total // value)
