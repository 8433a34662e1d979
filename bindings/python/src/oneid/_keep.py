"""What concerns the files of a graph."""

import os
from typing import Any, Dict, Optional, Union

from ._base import Base
from ._library import call, lib
from ._values import path

Path = Union[str, bytes, "os.PathLike[Any]"]


class Keeping(Base):
    def sync(self) -> None:
        """Makes every operation that has returned durable."""
        call(lib.oneid_graph_sync, self._held())

    def snapshot(self) -> Dict[str, Any]:
        """Takes a snapshot and writes it: the next opening starts from it. Gives its `bytes`, and whether it is `of_use`."""
        return self._answer(lib.oneid_graph_snapshot)

    def compact(self) -> Dict[str, Any]:
        """Rewrites the journal as what the graph holds now: what has been erased is in no file any more."""
        return self._answer(lib.oneid_graph_compact)

    def backup(self, dir: Path) -> None:
        """Writes the graph as it is into a directory that has none: a durable graph to be opened by itself."""
        call(lib.oneid_graph_backup, self._held(), *path(dir))

    def dump(self, file: Path) -> None:
        """Writes operations that make the graph anew, as JSON Lines, into a file that there is not yet. Values that are retained stand in it in the clear."""
        call(lib.oneid_graph_dump, self._held(), *path(file))

    def recovery(self) -> Dict[str, Any]:
        """How a durable graph was opened."""
        return self._answer(lib.oneid_graph_recovery)

    def store_stats(self) -> Optional[Dict[str, Any]]:
        """What the files take, and how far they are; `None` for a graph that is not in files, or opened to be read."""
        return self._answer(lib.oneid_graph_store_stats)
