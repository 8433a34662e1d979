"""Profiles: one customer each."""

import json
from dataclasses import dataclass, field
from typing import Any, Dict, List
from uuid import UUID

from ._library import Handle, lib, text


@dataclass(frozen=True)
class Profile:
    """One customer, as it was when it was asked for."""

    id: UUID
    ids: List[str]
    """Its identifiers, in the order of bytes."""
    traits: Dict[str, Any]
    blocked: List[str] = field(default_factory=list)
    """Those of `ids` that the policy says identify nobody."""
    shared: List[str] = field(default_factory=list)
    """Those of `ids` that too many have."""
    reassigned: List[str] = field(default_factory=list)
    """Those of `ids` that have been given to another holder."""

    @classmethod
    def read(cls, written: str) -> "Profile":
        """Reads a profile from the JSON that the library and the `oneid` command write."""
        fields = json.loads(written)
        standing = (fields.get(name, []) for name in ("blocked", "shared", "reassigned"))
        return cls(UUID(fields["id"]), fields["ids"], fields["traits"], *standing)

    def to_dict(self) -> Dict[str, Any]:
        """The object that the library and the `oneid` command write."""
        fields: Dict[str, Any] = {"id": str(self.id), "ids": self.ids, "traits": self.traits}
        standing = {"blocked": self.blocked, "shared": self.shared, "reassigned": self.reassigned}
        fields.update((name, ids) for name, ids in standing.items() if ids)
        return fields


def read_profile(held: Handle) -> Profile:
    return Profile.read(text(lib.oneid_profile_to_json, held) or "")
