"""Manifests: what fan-base files there are, and how each is read."""

from typing import Any, Dict, List, Optional

from ._keep import Path
from ._library import answer, handle, lib
from ._values import path
from .policy import Policy


class Manifest:
    """What fan-base files there are, and how each is read: docs/merge.md. It never changes, and is freed by itself."""

    __slots__ = ("_handle",)

    def __init__(self, file: Path, policy: Optional[Policy] = None) -> None:
        """Reads a manifest; files that it names lie beside it. `policy` takes the place of the one that it names. The error has every problem."""
        given = None if policy is None else policy._handle
        held = handle(lib.oneid_manifest_read, lib.oneid_manifest_free, *path(file), given)
        assert held is not None
        self._handle = held

    def policy(self) -> Policy:
        """The policy to merge under."""
        held = handle(lib.oneid_manifest_policy, lib.oneid_policy_free, self._handle)
        assert held is not None
        return Policy(held)

    def fan_bases(self) -> List[Dict[str, Any]]:
        """What fan bases it names."""
        return answer(lib.oneid_manifest_fan_bases, self._handle)
