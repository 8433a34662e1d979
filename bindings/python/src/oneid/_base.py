"""What all parts of a graph share."""

from typing import Any, Optional

from ._library import Handle, answer
from .errors import closed


class Base:
    _handle: Optional[Handle]

    def _held(self) -> Handle:
        held = self._handle
        if held is None:
            raise closed("graph")
        return held

    def _answer(self, function: Any, *arguments: Any) -> Any:
        """Makes a call that gives JSON."""
        held = self._held()
        return answer(function, held, *arguments)
