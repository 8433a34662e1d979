"""What several tests use."""

import json
import os
import unittest
from pathlib import Path
from typing import Any, Iterator, List

import oneid

BINDING = Path(__file__).resolve().parent.parent
ROOT = BINDING.parent.parent
KEY = bytes(range(16))
PHONE = "phone:+8613800138000"
OTHER_PHONE = "phone:+8613800138001"
XID = "jd.xid@shop:o*AAsT1Example"

try:
    import numpy
except ImportError:
    numpy = None

needs_numpy = unittest.skipIf(numpy is None, "numpy is not installed")


def connected(**settings: Any) -> oneid.Graph:
    return oneid.Graph(oneid.Policy.preset("connected"), KEY, **settings)


class Case(unittest.TestCase):
    def graph(self, **settings: Any) -> oneid.Graph:
        graph = connected(**settings)
        self.addCleanup(graph.close)
        return graph

    def fails(self, status: oneid.Status, function: Any, *arguments: Any, **named: Any) -> oneid.OneidError:
        with self.assertRaises(oneid.OneidError) as raised:
            function(*arguments, **named)
        self.assertEqual(raised.exception.status, status, raised.exception)
        return raised.exception


def expected_dir() -> Path:
    path = os.environ.get("ONEID_EXPECTED")
    if not path:
        raise unittest.SkipTest("ONEID_EXPECTED names no directory")
    return Path(path)


def read_lines(path: Path) -> Iterator[Any]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def batches(values: List[Any], size: int) -> Iterator[List[Any]]:
    for at in range(0, len(values), size):
        yield values[at : at + size]
