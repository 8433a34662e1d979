"""The package is of the header: every function, structure and number of it."""

import ctypes
import os
import re
import unittest
from pathlib import Path

import oneid
from oneid import _change, _library
from oneid.errors import Status

from common import BINDING

HEADER = Path(os.environ.get("ONEID_HEADER") or BINDING / "../../crates/capi/include/oneid.h")
NUMBERS = {
    "size_t": ctypes.c_size_t,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "int64_t": ctypes.c_int64,
    "bool": ctypes.c_bool,
    "oneid_status": ctypes.c_uint32,
}
POINTERS = (ctypes.c_void_p, ctypes.c_char_p)


def header():
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", HEADER.read_text(encoding="utf-8"), flags=re.S)


def functions():
    """The name, the type that is given, and the types that are taken, of each function."""
    for given, name, taken in re.findall(r"^(\w[\w ]*?[\s*]+)(oneid_\w+)\(([^)]*)\);", header(), flags=re.M):
        if not name.startswith("oneid_test_"):
            words = [" ".join(one.split()) for one in taken.split(",")]
            yield name, given, [] if words == ["void"] else words


def fields(structure):
    body = re.search(r"typedef struct \{([^}]*)\} " + structure + ";", header()).group(1)
    return [(kind, name) for kind, name in re.findall(r"([^;]*?)(\w+);", body)]


def kinds(declared):
    """Which kinds of ctypes fit a type of C."""
    if "*" in declared or "callback" in declared:
        return POINTERS
    return (NUMBERS[declared.split()[0]],)


class Header(unittest.TestCase):
    def test_every_function_is_bound(self):
        declared = list(functions())
        self.assertGreater(len(declared), 100)
        for name, given, taken in declared:
            function = getattr(oneid.lib, name)
            with self.subTest(name):
                self.assertIsNotNone(function.argtypes, "it is not bound")
                self.assertEqual(len(function.argtypes), len(taken))
                for kind, argument in zip(function.argtypes, taken):
                    self.assertIn(kind, kinds(argument), argument)
                self.assertIn(function.restype, (None,) if given.split() == ["void"] else kinds(given))

    def test_nothing_is_bound_that_is_not_declared(self):
        bound = [line.split()[1] for line in _library.TABLE.split("\n") if line]
        self.assertEqual(sorted(bound), sorted(name for name, _, _ in functions()))

    def test_structures_are_those_of_the_header(self):
        outcome = [name for _, name in fields("oneid_outcome")]
        self.assertEqual(list(_change.Outcome._fields), outcome)
        for name, structure in (
            ("oneid_observations", _change.Observations),
            ("oneid_prepared_observations", _change.PreparedObservations),
        ):
            declared = fields(name)
            self.assertEqual([field for field, _ in structure._fields_], [field for _, field in declared])
            for (_, kind), (declaration, field) in zip(structure._fields_, declared):
                self.assertIn(kind, kinds(declaration), field)

    def test_statuses_are_those_of_the_header(self):
        numbers = dict(re.findall(r"#define ONEID_(\w+) (\d+)\b", header()))
        for status in Status:
            self.assertEqual(int(numbers[status.name]), status)
            self.assertEqual(oneid.lib.oneid_status_name(status).decode(), status.name.lower())
        known = {int(number) for number in numbers.values() if oneid.lib.oneid_status_name(int(number))}
        of_statuses = {int(n) for name, n in numbers.items() if self.is_status(name, int(n))}
        self.assertLessEqual(of_statuses, known)
        self.assertEqual(of_statuses - {0, 100}, {int(status) for status in Status})
        self.assertEqual(int(numbers["ABI_VERSION"]), _library.ABI_VERSION)

    def is_status(self, name, number):
        told = oneid.lib.oneid_status_name(number)
        return told is not None and told.decode().upper() == name

    def test_a_later_status_has_a_name(self):
        self.assertEqual(oneid.OneidError(9999, "x").name, "status_9999")

    def test_strengths_are_those_of_the_header(self):
        numbers = dict(re.findall(r"#define ONEID_(\w+) (\d+)\b", header()))
        for strength in oneid.Strength:
            self.assertEqual(int(numbers[strength.name]), strength)
        self.assertEqual(oneid.Durability.immediate().level, int(numbers["DURABLE_IMMEDIATE"]))
        self.assertEqual(oneid.Durability.group(1, 2).level, int(numbers["DURABLE_GROUP"]))
        self.assertEqual(oneid.Durability.on_sync().level, int(numbers["DURABLE_NONE"]))

    def test_the_binary_interface_is_checked(self):
        _library.check_abi(_library.ABI_VERSION)
        with self.assertRaises(ImportError):
            _library.check_abi(_library.ABI_VERSION + 1)
        self.assertRegex(oneid.version(), r"^\d+\.\d+\.\d+$")
        self.assertGreater(oneid.catalogue_version(), 0)
