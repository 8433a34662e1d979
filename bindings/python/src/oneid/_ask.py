"""What is asked of a graph."""

import ctypes
import time
from ctypes import byref, c_bool, c_size_t, c_uint64, c_void_p
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple
from uuid import UUID

from ._base import Base
from ._change import Lines
from ._library import Handle, call, handle, lib, number, read_lines, take_text, text, unsigned
from ._values import ProfileId, Text, operations, profile_bytes, sized
from .policy import Policy
from .profile import Profile, read_profile
from .reader import Reader

_SOME_PROFILES = 256
_SOME_CHANGES = 1024
# How long `follow` waits before it looks whether it is to stop.
_PATIENCE = 0.05


class Refusal(NamedTuple):
    """Whether erased identifiers are refused, and how many are."""

    refuses: bool
    identifiers: int


class Asking(Base):
    def reader(self) -> Reader:
        """A reader, which looks up while other threads write."""
        return Reader(handle(lib.oneid_graph_reader, lib.oneid_reader_free, self._held()))

    def policy(self) -> Policy:
        """The policy in force."""
        held = handle(lib.oneid_graph_policy, lib.oneid_policy_free, self._held())
        assert held is not None
        return Policy(held)

    def profile(self, id: ProfileId) -> Optional[Profile]:
        """The profile of an id: as long as the identifier that an id was made from is known, the profile that holds it now."""
        return self._profile(lib.oneid_graph_profile, profile_bytes(id))

    def profile_of(self, id: Text) -> Optional[Profile]:
        """The profile that holds an identifier, the first where it stands for several."""
        return self._profile(lib.oneid_graph_profile_of, *sized(id))

    def _profile(self, function: Any, *arguments: Any) -> Optional[Profile]:
        held = handle(function, lib.oneid_profile_free, self._held(), *arguments)
        return None if held is None else read_profile(held)

    def profiles(self) -> Iterator[Profile]:
        """Goes through all profiles, in no particular order: those that there are at its start, each as it is when it is reached. An iterator is for one thread."""
        return _go_through(self._profiles())

    def profile_ids(self) -> Iterator[UUID]:
        """Goes through the ids of all profiles, in no particular order, as they are at its start."""
        return _go_through_ids(self._profiles())

    def _profiles(self) -> Handle:
        held = handle(lib.oneid_graph_profiles, lib.oneid_profiles_free, self._held())
        assert held is not None
        return held

    def lookup(self, id: Text) -> List[Dict[str, Any]]:
        """An identifier with its profile and how it stands; several where a raw value stands for several. Where only the profile is wanted, a reader is quicker."""
        return self._answer(lib.oneid_graph_lookup, *sized(id))

    def explain(self, a: Text, b: Text) -> Dict[str, Any]:
        """Why two identifiers are one customer, or why they are not."""
        return self._answer(lib.oneid_graph_explain, *sized(a), *sized(b))

    def verify(self, a: Text, b: Text) -> Dict[str, Any]:
        """Explains two identifiers, and has every step of it recomputed from the records that it cites."""
        return self._answer(lib.oneid_graph_verify, *sized(a), *sized(b))

    def cut(self, a: Text, b: Text) -> Optional[Dict[str, Any]]:
        """A smallest set of records that, taken away, leaves two identifiers of one profile in two; `None` if they are not in one."""
        return self._answer(lib.oneid_graph_cut, *sized(a), *sized(b))

    def history(self, profile: ProfileId) -> Any:
        """The merges that made a profile, each with its record; `None` if there is none of this id."""
        return self._answer(lib.oneid_graph_history, profile_bytes(profile))

    def bridges(self, profile: ProfileId) -> Any:
        """The records that alone hold a profile together; `None` if there is none of this id."""
        return self._answer(lib.oneid_graph_bridges, profile_bytes(profile))

    def evidence(self, profile: ProfileId) -> Any:
        """All evidence of a profile as a graph: identifiers, links, records; `None` if there is none of this id."""
        return self._answer(lib.oneid_graph_evidence, profile_bytes(profile))

    def candidates(self, most: int) -> List[Dict[str, Any]]:
        """A data steward's work list: what awaits a decision, at most so many, the heaviest first."""
        return self._answer(lib.oneid_graph_candidates, unsigned(most))

    def records_of(self, id: Text) -> List[Dict[str, Any]]:
        """The records that hold an identifier."""
        return self._answer(lib.oneid_graph_records_of, *sized(id))

    def simulate(self, policy: Policy) -> Dict[str, Any]:
        """What another policy would give, without changing anything."""
        return self._answer(lib.oneid_graph_simulate, policy._handle)

    def dry_run(self, lines: Lines) -> Dict[str, Any]:
        """What operations would do, without doing it: `outcome` and `changes`."""
        return self._answer(lib.oneid_graph_dry_run, *sized(operations(lines)))

    def export(self, id: Text) -> Optional[Dict[str, Any]]:
        """All that is held on the profile of an identifier: the answer to a subject's access request; `None` if it is not known."""
        return self._answer(lib.oneid_graph_export, *sized(id))

    def refused(self) -> List[Dict[str, Any]]:
        """Every link that was refused, with the reason."""
        return self._answer(lib.oneid_graph_refused)

    def refused_count(self) -> int:
        """How many links were refused."""
        return number(lib.oneid_graph_refused_count, c_uint64, self._held())

    def refused_identifiers(self) -> Refusal:
        """Whether erased identifiers are refused, and how many are."""
        refuses, count = c_bool(), c_uint64()
        call(lib.oneid_graph_refused_identifiers, self._held(), byref(refuses), byref(count))
        return Refusal(refuses.value, count.value)

    def contradictory(self) -> List[Dict[str, Any]]:
        """Every record that contradicts itself."""
        return self._answer(lib.oneid_graph_contradictory)

    def shared(self) -> List[Dict[str, Any]]:
        """Every identifier that too many have."""
        return self._answer(lib.oneid_graph_shared)

    def blocked(self) -> List[str]:
        """Every known identifier that the policy blocks."""
        return self._answer(lib.oneid_graph_blocked)

    def reassigned(self) -> List[str]:
        """Every identifier that has been given to another holder."""
        return self._answer(lib.oneid_graph_reassigned)

    def sources(self) -> List[Dict[str, Any]]:
        """Every source, and what is kept of it."""
        return self._answer(lib.oneid_graph_sources)

    def stats(self) -> Dict[str, int]:
        """Counts: what the graph holds, and the work that it has done."""
        return self._answer(lib.oneid_graph_stats)

    def memory(self) -> Dict[str, Any]:
        """What the graph sets aside, in bytes, by what for."""
        return self._answer(lib.oneid_graph_memory)

    def check(self) -> None:
        """Checks every invariant; fails with `Status.INVARIANT` if one does not hold."""
        call(lib.oneid_graph_check, self._held())

    def changes_since(self, since: int, most: int) -> Tuple[List[Dict[str, Any]], int]:
        """Changes of profiles from a sequence number on, at most so many, and the number to go on from."""
        held = self._held()
        out, following = c_void_p(), c_uint64()
        call(lib.oneid_graph_changes_since, held, unsigned(since), unsigned(most), byref(out), byref(following))
        return read_lines(take_text(out)), following.value

    def first_change(self) -> int:
        """The sequence number of the first change that is still kept, or of the next if none is."""
        return number(lib.oneid_graph_first_change, c_uint64, self._held())

    def follow(self, since: int = 0, timeout: Optional[float] = None) -> Iterator[Dict[str, Any]]:
        """Gives every change from a sequence number on, those that there are and those to come. It ends when none has come for `timeout` seconds, and fails with
        `Status.CLOSED` when the graph is closed."""
        return _follow(self, self.reader(), since, timeout)


def _follow(graph: Asking, reader: Reader, since: int, timeout: Optional[float]) -> Iterator[Dict[str, Any]]:
    last = time.monotonic()
    while True:
        changes, since = graph.changes_since(since, _SOME_CHANGES)
        yield from changes
        if changes:
            last = time.monotonic()
            continue
        left = _PATIENCE if timeout is None else last + timeout - time.monotonic()
        if left <= 0:
            return
        reader.wait(since, min(left, _PATIENCE))


def _go_through(held: Handle) -> Iterator[Profile]:
    while True:
        written = text(lib.oneid_profiles_next_json, held, _SOME_PROFILES)
        if written is None:
            return
        yield from [Profile.read(line) for line in written.split("\n") if line]


def _go_through_ids(held: Handle) -> Iterator[UUID]:
    ids, count = ctypes.create_string_buffer(16 * _SOME_PROFILES), c_size_t()
    while call(lib.oneid_profiles_next_ids, held, ids, _SOME_PROFILES, byref(count)):
        raw = ids.raw
        yield from [UUID(bytes=raw[at : at + 16]) for at in range(0, 16 * count.value, 16)]
