"""Identity graphs, in memory or in a directory."""

import weakref
from typing import Any, Dict, Optional

from ._ask import Asking
from ._change import Changing
from ._keep import Keeping, Path
from ._library import Handle, answer, call, handle, lib
from ._options import Durability, Settings, options
from ._values import Key, Time, milliseconds, path
from .errors import OneidError
from .manifest import Manifest
from .policy import Policy


class Graph(Changing, Asking, Keeping):
    """An identity graph. Any thread may call anything at any time.

    Calls that change it wait for all others; those that ask go side by side. Take a `reader` to look up while others write.
    """

    def __init__(
        self,
        policy: Policy,
        key: Key,
        *,
        threads: Optional[int] = None,
        most_bytes: Optional[int] = None,
        refuse_erased: Optional[Key] = None,
        counted_above: Optional[int] = None,
        cascade_links: Optional[int] = None,
    ) -> None:
        """Makes an empty graph in memory.

        `threads`: how many one call may use, 1 if not given. `most_bytes`: what the graph may come to. `refuse_erased`: the second key, under which erased identifiers
        are refused. `counted_above` and `cascade_links` bound work and change no result.
        """
        settings = Settings(
            threads=threads,
            most_bytes=most_bytes,
            refuse_erased=refuse_erased,
            counted_above=counted_above,
            cascade_links=cascade_links,
        )
        self._begin(lib.oneid_graph_new, options(key, policy, settings))

    @classmethod
    def open(
        cls,
        dir: Path,
        key: Key,
        policy: Optional[Policy] = None,
        *,
        durability: Optional[Durability] = None,
        create: Optional[bool] = None,
        wait: Optional[float] = None,
        threads: Optional[int] = None,
        most_bytes: Optional[int] = None,
        refuse_erased: Optional[Key] = None,
        counted_above: Optional[int] = None,
        cascade_links: Optional[int] = None,
    ) -> "Graph":
        """Opens the durable graph of a directory, or makes it, which needs a policy. One process writes a graph at a time.

        `create`: whether it is made where there is none, `True` if not given. `wait`: how many seconds to wait for others who have the files. The rest is that of `Graph`.
        """
        settings = Settings(
            durability, create, wait, threads, most_bytes, refuse_erased, counted_above, cascade_links
        )
        graph = cls.__new__(cls)
        graph._begin(lib.oneid_graph_open, options(key, policy, settings), *path(dir))
        return graph

    @classmethod
    def open_read_only(
        cls,
        dir: Path,
        key: Key,
        policy: Optional[Policy] = None,
        *,
        wait: Optional[float] = None,
        threads: Optional[int] = None,
        most_bytes: Optional[int] = None,
    ) -> "Graph":
        """Opens the durable graph of a directory to be read: its newest state if nobody writes it, else that of its newest snapshot (`recovery` says which)."""
        settings = Settings(wait=wait, threads=threads, most_bytes=most_bytes)
        graph = cls.__new__(cls)
        graph._begin(lib.oneid_graph_open_read_only, options(key, policy, settings), *path(dir))
        return graph

    def _begin(self, function: Any, given: Handle, *before: Any) -> None:
        self._handle = None
        held = handle(function, lib.oneid_graph_free, *before, given)
        assert held is not None
        self._handle = held
        # At exit, too: what waits to be durable is to be so.
        self._closing = weakref.finalize(self, _close_quietly, held)

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Makes everything durable, gives the files back, and fails if that did not go well. Waits for calls that are going on; to close it again does nothing."""
        if self._closing.detach() is None:
            return
        held = self._held()
        self._handle = None
        call(lib.oneid_graph_close, held)

    def import_manifest(self, manifest: Manifest, now: Time) -> Dict[str, Any]:
        """Reads every fan base of a manifest, whose policy the graph must have. Rows whose time is after `now` are skipped, and counted.

        What has been read before a failure stays: `retract_source` takes it back.
        """
        return self._answer(lib.oneid_graph_import, manifest._handle, milliseconds(now))


def _close_quietly(held: Handle) -> None:
    try:
        call(lib.oneid_graph_close, held)
    except OneidError:
        # Nobody is there to be told: `close` tells.
        pass


def check_files(dir: Path, key: Key, policy: Optional[Policy] = None, *, wait: Optional[float] = None) -> Dict[str, Any]:
    """Checks the files of a durable graph, every byte of them, without opening it. Every damage is in `problems`."""
    given = options(key, policy, Settings(wait=wait))
    return answer(lib.oneid_check_files, *path(dir), given)
