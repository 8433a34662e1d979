"""What changes a graph."""

import ctypes
from ctypes import c_bool, c_char_p, c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Union

from ._base import Base
from ._columns import Numbers, Texts, each, id_counts, numbers, texts
from ._library import call, lib, number, text
from ._values import (
    Key,
    Strength,
    Text,
    Time,
    Traits,
    key_bytes,
    milliseconds,
    operations,
    optional,
    sized,
    traits_json,
)
from .policy import Policy

Lines = Union[str, bytes, Iterable[Mapping[str, Any]]]
"""Operations: JSON Lines, or dicts."""


class Outcome(NamedTuple):
    """What an operation, or a batch, did."""

    first_change: int
    """The sequence number of the first change of profiles that it made, if it made any."""
    next_change: int
    """The sequence number that the next change will have."""
    records_added: int
    records_dropped: int
    identifiers_added: int
    identifiers_dropped: int
    separations_added: int
    separations_dropped: int
    erased_identifiers: int
    erased_records: int
    erased_records_removed: int
    erased_traits: int
    erased_mentions: int
    erased_separations: int
    refused_identifiers: int
    refused_traits: int
    refused_observations: int
    refused_separations: int


_Outcome = c_uint64 * len(Outcome._fields)


class Observations(ctypes.Structure):
    """`oneid_observations`"""

    _fields_ = [
        ("count", c_size_t),
        ("id_counts", c_void_p),
        ("id_count", c_size_t),
        ("ids", c_void_p),
        ("id_sizes", c_void_p),
        ("at", c_void_p),
        ("sources", c_void_p),
        ("source_sizes", c_void_p),
        ("source", c_char_p),
        ("source_size", c_size_t),
        ("strengths", c_void_p),
        ("traits", c_void_p),
        ("traits_sizes", c_void_p),
    ]


class PreparedObservations(ctypes.Structure):
    """`oneid_prepared_observations`"""

    _fields_ = [
        ("count", c_size_t),
        ("id_counts", c_void_p),
        ("id_count", c_size_t),
        ("scopes", c_void_p),
        ("values", c_void_p),
        ("value_sizes", c_void_p),
        ("at", c_void_p),
        ("sources", c_void_p),
        ("source", c_uint32),
        ("strengths", c_void_p),
        ("traits", c_void_p),
        ("traits_sizes", c_void_p),
    ]


class Changing(Base):
    def apply(self, lines: Lines) -> Outcome:
        """Applies operations as one: all of them, or none. JSON Lines, or dicts, in which a time may be a `datetime`."""
        return self._change(lib.oneid_graph_apply, *sized(operations(lines)))

    def observe(
        self,
        ids: Sequence[Text],
        *,
        at: Time = None,
        source: Text = "",
        strength: int = Strength.DECLARED,
        traits: Traits = None,
    ) -> Outcome:
        """Applies one observation: identifiers, `namespace[@scope]:value`, that were seen together."""
        column = texts(ids)
        level = numbers("I", int(strength), 1).held[0]
        said = [milliseconds(at), *sized(source), level, *sized(traits_json(traits))]
        return self._change(lib.oneid_graph_observe, column.pointers, column.sizes, column.count, *said)

    def confirm(self, ids: Sequence[Text], *, at: Time = None, source: Text = "") -> Outcome:
        """Says that identifiers are one and the same customer's."""
        column = texts(ids)
        said = [milliseconds(at), *sized(source)]
        return self._change(lib.oneid_graph_confirm, column.pointers, column.sizes, column.count, *said)

    def separate(self, a: Text, b: Text, *, at: Time = None, source: Text = "") -> Outcome:
        """Says that two identifiers never share a profile, whatever the evidence."""
        return self._change(lib.oneid_graph_separate, *sized(a), *sized(b), milliseconds(at), *sized(source))

    def rejoin(self, a: Text, b: Text) -> Outcome:
        """Takes a separation back, whoever said it."""
        return self._change(lib.oneid_graph_rejoin, *sized(a), *sized(b))

    def retract(self, ids: Sequence[Text], *, source: Text = "") -> Outcome:
        """Drops the records of exactly these identifiers and this source, of any strength."""
        column = texts(ids)
        return self._change(lib.oneid_graph_retract, column.pointers, column.sizes, column.count, *sized(source))

    def retract_source(self, source: Text) -> Outcome:
        """Drops every record of a source: a bad import is undone as if it had never been."""
        return self._change(lib.oneid_graph_retract_source, *sized(source))

    def expire(self, before: Time, *, source: Optional[Text] = None) -> Outcome:
        """Drops records whose last time is before a time: of a source, or of all sources, but then none that is asserted. Records without a time stay."""
        return self._change(lib.oneid_graph_expire, milliseconds(before), *optional(source))

    def apply_policy(self, policy: Policy) -> Outcome:
        """Puts another policy in force, for good. Numbers of prepared scopes are to be asked for anew."""
        return self._change(lib.oneid_graph_apply_policy, policy._handle)

    def observe_batch(
        self,
        ids: Sequence[Sequence[Text]],
        *,
        at: Union[Time, Sequence[Time]] = None,
        source: Union[Text, Sequence[Text]] = "",
        strength: Union[int, Sequence[int]] = Strength.DECLARED,
        traits: Optional[Sequence[Traits]] = None,
    ) -> Outcome:
        """Applies observations in order, as one: all of them, or none. `ids` has a list for each; all else is one for all, or a list with one for each."""
        count = len(ids)
        column = texts([id for row in ids for id in row])
        counts = numbers("I", [len(row) for row in ids], count)
        batch = Observations(count, counts.address, column.count, column.pointers, column.sizes)
        held: List[Any] = [column, counts]
        if isinstance(source, (str, bytes)):
            batch.source, batch.source_size = sized(source)
        else:
            sources = texts(each(source, count))
            batch.sources, batch.source_sizes = sources.pointers, sources.sizes
            held.append(sources)
        held += _said(batch, count, at, strength, traits)
        return self._change(lib.oneid_graph_observe_batch, ctypes.byref(batch))

    def apply_prepared(
        self,
        values: Any,
        *,
        ids_each: Union[int, Sequence[int]],
        scopes: Any,
        source: Any,
        at: Any = None,
        strength: Any = Strength.DECLARED,
        traits: Optional[Sequence[Traits]] = None,
    ) -> Outcome:
        """Applies prepared observations in order, as one: all of them, or none. The quickest way in; a few thousand at once is best.

        `values` are canonical values, all of the first observation, then all of the second, and so on: a list of bytes or str, or a numpy array of fixed-width bytes
        (dtype S). `ids_each` is how many each observation has, and `scopes` the number of the scope of each value: one for all, or a list or array. So are `source` (a
        number by `prepare_source`), `at` and `strength`, one for each observation.
        """
        column = texts(values)
        counts = id_counts(ids_each, column.count)
        scope = numbers("I", scopes, column.count)
        batch = PreparedObservations(counts.count, counts.address, column.count, scope.address)
        batch.values, batch.value_sizes = column.pointers, column.sizes
        sources = numbers("I", source, counts.count)
        batch.sources = sources.address
        held = [column, counts, scope, sources, *_said(batch, counts.count, at, strength, traits)]
        assert held, "the columns must stay until the call is done"
        return self._change(lib.oneid_graph_apply_prepared, ctypes.byref(batch))

    def erase(self, id: Text) -> Dict[str, Any]:
        """Erases an identifier for good, and gives a receipt without personal data. The files of a durable graph still hold it until `compact` has returned."""
        return self._answer(lib.oneid_graph_erase, *sized(id))

    def erase_profile(self, id: Text) -> Dict[str, Any]:
        """Erases every identifier of the profile that holds this one."""
        return self._answer(lib.oneid_graph_erase_profile, *sized(id))

    def refuse_erased(self, key: Key) -> None:
        """Refuses what is erased from now on, under a second key that is kept for this alone."""
        call(lib.oneid_graph_refuse_erased, self._held(), key_bytes(key))

    def readmit(self, id: Text) -> bool:
        """Takes back that an erased identifier is refused; tells whether it was."""
        return number(lib.oneid_graph_readmit, c_bool, self._held(), *sized(id))

    def trim_changes(self, before: int) -> None:
        """Drops changes before a sequence number: every consumer has seen them."""
        call(lib.oneid_graph_trim_changes, self._held(), numbers("Q", before, 1).held[0])

    def prepare_scope(self, namespace: Text, scope: Optional[Text] = None) -> int:
        """The number of a namespace in a scope, for prepared calls, as long as the policy is in force."""
        return number(lib.oneid_graph_prepare_scope, c_uint32, self._held(), *sized(namespace), *optional(scope))

    def prepare_source(self, source: Text) -> int:
        """The number of a source, for prepared calls."""
        return number(lib.oneid_graph_prepare_source, c_uint32, self._held(), *sized(source))

    def prepare(self, id: Text) -> List[Dict[str, Any]]:
        """The canonical values that an identifier stands for, each with the number of its scope: itself, then one for each digest that its namespace bridges to."""
        return self._answer(lib.oneid_graph_prepare, *sized(id))

    def _change(self, function: Any, *arguments: Any) -> Outcome:
        held = self._held()
        out = _Outcome()
        call(function, held, *arguments, out)
        return Outcome._make(out)


def _said(batch: Any, count: int, at: Any, strength: Any, traits: Optional[Sequence[Traits]]) -> List[Union[Numbers, Texts]]:
    """Fills the columns that both kinds of batches have; gives what is to be kept."""
    held: List[Union[Numbers, Texts]] = []
    if at is not None:
        times = numbers("q", at if hasattr(at, "__array_interface__") else [milliseconds(one) for one in each(at, count)], count)
        batch.at = times.address
        held.append(times)
    if strength is not Strength.DECLARED:
        strengths = numbers("I", strength, count)
        batch.strengths = strengths.address
        held.append(strengths)
    if traits is not None:
        column = texts([traits_json(one) for one in each(traits, count)])
        batch.traits, batch.traits_sizes = column.pointers, column.sizes
        held.append(column)
    return held
