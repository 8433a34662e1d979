"""The conformance cases, which are data: whatever resolves identities must pass them all.

ONEID_CASES names further files, joined by the separator of paths.
"""

import json
import os
import unittest
from pathlib import Path

import oneid

from common import ROOT, read_lines

KEY = b"key of the tests"
FILES = [ROOT / "testdata/spec.jsonl", ROOT / "testdata/peers.jsonl"]
KNOWN = {"profiles", "least_size", "same", "different", "shared", "reassigned", "blocked", "contradictory"}


def files():
    further = [Path(path) for path in os.environ.get("ONEID_CASES", "").split(os.pathsep) if path]
    return [path for path in FILES if path.exists()] + further


def answer(graph):
    """What holds now, identifiers as printed."""
    return {
        "profiles": sorted(profile.ids for profile in graph.profiles()),
        "shared": sorted(one["id"] for one in graph.shared()),
        "reassigned": sorted(graph.reassigned()),
        "blocked": sorted(graph.blocked()),
        "contradictory": sorted((sorted(one["ids"]), one["source"]) for one in graph.contradictory()),
    }


def failures(got, expected):
    """What of a case's expectations does not hold."""
    together = lambda pair: any(set(pair) <= set(profile) for profile in got["profiles"])
    least = expected.get("least_size", 1)
    holds = {
        "profiles": lambda value: sorted(map(sorted, value)) == [one for one in got["profiles"] if len(one) >= least],
        "least_size": lambda value: True,
        "same": lambda value: all(map(together, value)),
        "different": lambda value: not any(map(together, value)),
        "contradictory": lambda value: sorted((sorted(ids), source) for ids, source in value) == got["contradictory"],
    }
    for kind in ("shared", "reassigned", "blocked"):
        holds[kind] = lambda value, kind=kind: sorted(value) == got[kind]
    return [f"{key} ought to be {value}: {got}" for key, value in expected.items() if not holds[key](value)]


def run(case):
    """What failed, and how many operations were refused."""
    refused = 0
    with oneid.Graph(oneid.Policy.from_toml(case["policy"]), KEY) as graph:
        for operation in case["ops"]:
            try:
                graph.apply([operation])
            except oneid.OneidError:
                refused += 1
            else:
                graph.check()
        return failures(answer(graph), case["expected"]), refused


def undrivable(case):
    """Why a case cannot be driven; `None` if it can."""
    missing = {"policy", "ops", "expected"} - set(case)
    if missing:
        return f"it has no {', '.join(sorted(missing))}"
    unknown = set(case["expected"]) - KNOWN
    return f"nothing is known of the expectation {', '.join(sorted(unknown))}" if unknown else None


class Cases(unittest.TestCase):
    def test_every_case_holds(self):
        total = 0
        for path in files():
            count, refused, left_out = 0, 0, {}
            for case in read_lines(path):
                why = undrivable(case)
                if why:
                    left_out.setdefault(why, []).append(case.get("id"))
                    continue
                with self.subTest(path=path.name, case=case["id"]):
                    failed, operations = run(case)
                    self.assertEqual(failed, [])
                    count, refused = count + 1, refused + operations
            total += count
            print(f"{path.name}: {count} cases hold, {refused} operations refused, {sum(map(len, left_out.values()))} cases left out")
            for why, cases in left_out.items():
                print(f"  {why}: {', '.join(map(str, cases))}")
            if path in FILES:
                self.assertEqual(left_out, {})
        self.assertGreater(total, 60)

    def test_a_wrong_expectation_fails(self):
        noticed = set()
        for path in files():
            for case in read_lines(path):
                for kind in set(case["expected"]) & (KNOWN - {"least_size"}):
                    wrong = json.loads(json.dumps(case))
                    turned = {"same": "different", "different": "same"}
                    wanted = wrong["expected"].pop(kind)
                    wrong["expected"][turned.get(kind, kind)] = wanted if kind in turned else []
                    if (wanted or kind in turned) and run(wrong)[0]:
                        noticed.add(kind)
        self.assertEqual(noticed, KNOWN - {"least_size"})
