"""Policies: the rules of who is one customer."""

import ctypes
from typing import Any, Dict, List

from ._library import Handle, answer, handle, lib, number, text
from ._values import Key, Text, key_bytes, sized


class Policy:
    """The rules of who is one customer. It never changes, many graphs and threads may use it, and it is freed by itself."""

    __slots__ = ("_handle",)

    def __init__(self, held: Handle) -> None:
        self._handle = held

    @classmethod
    def preset(cls, name: str) -> "Policy":
        """The preset of this name: `connected`, `first-owner`, `last-login` or `retail-cn`."""
        return cls._made(lib.oneid_policy_preset, *sized(name))

    @classmethod
    def from_toml(cls, toml: Text) -> "Policy":
        """Reads a policy. The error has every problem."""
        return cls._made(lib.oneid_policy_from_toml, *sized(toml))

    @classmethod
    def _made(cls, function: Any, *arguments: Any) -> "Policy":
        held = handle(function, lib.oneid_policy_free, *arguments)
        assert held is not None
        return cls(held)

    def to_toml(self) -> str:
        """TOML that reads back as the same policy."""
        return text(lib.oneid_policy_to_toml, self._handle) or ""

    def to_dict(self) -> Dict[str, Any]:
        """The policy with all rules of every namespace."""
        return answer(lib.oneid_policy_to_json, self._handle)

    def warnings(self) -> List[str]:
        """What is allowed but hardly meant."""
        return answer(lib.oneid_policy_warnings, self._handle)

    def links(self, source: Text) -> bool:
        """Whether records of a source link anything."""
        return number(lib.oneid_policy_links, ctypes.c_bool, self._handle, *sized(source))

    def trait_rule(self, name: Text) -> str:
        """The name of the rule by which a trait is shown."""
        return text(lib.oneid_policy_trait_rule, self._handle, *sized(name)) or ""

    def canonical(self, key: Key, id: Text) -> List[str]:
        """What an identifier stands for: itself as a graph prints it, then one for each digest that its namespace bridges to."""
        return answer(lib.oneid_policy_canonical, self._handle, key_bytes(key), *sized(id))
