"""Values of Python as the library takes them."""

import json
import os
from ctypes import create_string_buffer
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import Any, Iterable, Mapping, Optional, Tuple, Union
from uuid import UUID

from ._library import call, lib
from .errors import OneidError, Status, bad

Text = Union[str, bytes]
Time = Union[datetime, int, None]
"""A `datetime` with a zone, or milliseconds since 1970; `None`: not known."""
Traits = Union[Mapping[str, Any], str, bytes, None]
ProfileId = Union[UUID, bytes, str]
Key = Union[bytes, str]
"""16 bytes, or 32 hexadecimal digits."""

NO_TIME = -(2**63)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


class Strength(IntEnum):
    """How far an observation is to be trusted."""

    INFERRED = 0
    """A guess, or a weak sign."""
    DECLARED = 1
    """Typed in by somebody."""
    VERIFIED = 2
    """Proven by the customer."""
    AUTHORITATIVE = 3
    """Said by the platform that issues the identifier."""
    ASSERTED = 4
    """Said to be one and the same by the merchant, or by a platform's own map."""


def to_bytes(value: "Union[Text, bytearray, memoryview]") -> bytes:
    """A text as UTF-8. What is none goes on, and the library refuses it."""
    if type(value) is bytes:
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise TypeError(f"a text must be str or bytes, not {type(value).__name__}")


def sized(value: Text) -> Tuple[bytes, int]:
    """A text with its length."""
    data = to_bytes(value)
    return data, len(data)


def optional(value: Optional[Text]) -> Tuple[Optional[bytes], int]:
    """A text with its length, or none."""
    return (None, 0) if value is None else sized(value)


def path(value: "Union[str, bytes, os.PathLike[Any]]") -> Tuple[bytes, int]:
    return sized(os.fsencode(value))


def milliseconds(at: Time) -> int:
    if at is None:
        return NO_TIME
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise OneidError(Status.TIMESTAMP, "a datetime must have a zone")
        return (at - _EPOCH) // _MILLISECOND
    # What ctypes would cut is out of any range that the library takes.
    return at if -(2**63) < at < 2**63 else 2**63 - 1


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise OneidError(Status.TIMESTAMP, "a datetime must have a zone")
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be in an operation")


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def traits_json(traits: Traits) -> bytes:
    if traits is None:
        return b""
    return to_bytes(to_json(traits) if isinstance(traits, Mapping) else traits)


def operations(lines: "Union[str, bytes, Iterable[Mapping[str, Any]]]") -> bytes:
    """Operations as JSON Lines."""
    if isinstance(lines, (str, bytes, bytearray, memoryview)):
        return to_bytes(lines)
    return to_bytes("\n".join(map(to_json, lines)))


def profile_bytes(profile: ProfileId) -> bytes:
    """The 16 bytes of the id of a profile."""
    if isinstance(profile, str):
        try:
            return UUID(profile).bytes
        except ValueError:
            raise bad("the id of a profile must be a UUID") from None
    data = profile.bytes if isinstance(profile, UUID) else bytes(profile)
    if len(data) != 16:
        raise bad("the id of a profile must have 16 bytes")
    return data


def key_bytes(key: Key) -> bytes:
    """The 16 bytes of a key."""
    if isinstance(key, str):
        return parse_key(key)
    if len(key) != 16:
        raise OneidError(Status.KEY, "a key must have 16 bytes")
    return bytes(key)


def parse_key(digits: str) -> bytes:
    """Reads a key of 32 hexadecimal digits."""
    out = create_string_buffer(16)
    call(lib.oneid_key_from_hex, *sized(digits), out)
    return out.raw
