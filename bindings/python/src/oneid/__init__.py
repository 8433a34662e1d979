"""oneid: who is one customer, from what Taobao, JD, Douyin, WeChat and others each know.

`Policy` has the rules, `Graph` what is known, and a `Reader` looks up while others write.
"""

from . import normalize
from ._ask import Refusal
from ._change import Outcome
from ._library import lib
from ._options import Durability
from ._values import Strength, parse_key
from .errors import OneidError, Status
from .graph import Graph, check_files
from .manifest import Manifest
from .policy import Policy
from .profile import Profile
from .reader import Lookups, Reader

__all__ = [
    "Durability",
    "Graph",
    "Lookups",
    "Manifest",
    "OneidError",
    "Outcome",
    "Policy",
    "Profile",
    "Reader",
    "Refusal",
    "Status",
    "Strength",
    "catalogue_version",
    "check_files",
    "lib",
    "normalize",
    "parse_key",
    "version",
]


def version() -> str:
    """The version of the library that is loaded."""
    return lib.oneid_version().decode()


def catalogue_version() -> int:
    """The version of the built-in catalogue of namespaces, which is part of every policy."""
    return lib.oneid_catalogue_version()
