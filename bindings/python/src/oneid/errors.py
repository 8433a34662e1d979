"""What a call can fail with."""

from enum import IntEnum
from typing import List, Optional, Sequence


class Status(IntEnum):
    """Why a call failed. Numbers never change meaning; oneid.h says more of each."""

    IDENTIFIER_SYNTAX = 1
    UNKNOWN_NAMESPACE = 2
    SCOPE = 3
    IDENTIFIER_VALUE = 4
    TIMESTAMP = 5
    OPERATION = 6
    TRAIT = 7
    POLICY = 8
    KEY = 9
    CAPACITY = 10
    IMPORT = 11
    IO = 12
    DAMAGED = 13
    LOCKED = 14
    FORMAT = 15
    READ_ONLY = 16
    NOT_FOUND = 17
    NULL = 101
    UTF8 = 102
    HANDLE = 103
    ARGUMENT = 104
    CLOSED = 105
    POISONED = 106
    PANIC = 107
    INVARIANT = 108

    @classmethod
    def _missing_(cls, value: object) -> "Optional[Status]":
        # A later library may have more of them than this package knows.
        if not isinstance(value, int):
            return None
        status = int.__new__(cls, value)
        status._name_ = f"STATUS_{value}"
        status._value_ = value
        return status


class OneidError(Exception):
    """What the library, or this package, refused. Its text never holds a customer's value."""

    status: Status
    """What kind of failure it is."""
    name: str
    """The name of the status, such as `identifier_syntax`."""
    message: str
    """All problems, a line each."""
    reason: Optional[str]
    """The rule of a normaliser that refused a value, such as `masked` or `landline`; else `None`."""
    problems: List[str]
    """One for most errors, several for a policy or a manifest."""

    def __init__(self, status: int, message: str, reason: Optional[str] = None, problems: Sequence[str] = ()) -> None:
        super().__init__(status, message, reason, problems)
        self.status = Status(status)
        self.name = self.status.name.lower()
        self.message = message
        self.reason = reason
        self.problems = list(problems) or [message]

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


def closed(what: str) -> OneidError:
    return OneidError(Status.CLOSED, f"the {what} has been closed")


def bad(message: str) -> OneidError:
    return OneidError(Status.ARGUMENT, message)
