"""The example fan bases: all is as the Rust library makes it."""

import json
import unittest
from uuid import UUID

import oneid

from common import KEY, ROOT, batches, expected_dir, read_lines

APPLIED_AT_ONCE = 100


class Fans(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = expected_dir()
        cls.policy = oneid.Policy.from_toml((cls.dir / "policy.toml").read_text(encoding="utf-8"))
        cls.graph = oneid.Graph(cls.policy, KEY)
        cls.addClassCleanup(cls.graph.close)
        lines = (cls.dir / "operations.jsonl").read_text(encoding="utf-8").split("\n")
        for batch in batches(lines, APPLIED_AT_ONCE):
            cls.graph.apply("\n".join(batch))
        # Asking is counted, too.
        cls.stats = cls.graph.stats()
        cls.lookups = list(read_lines(cls.dir / "lookups.jsonl"))

    def test_stats(self):
        self.assertEqual(self.stats, json.loads((self.dir / "stats.json").read_text(encoding="utf-8")))

    def test_profiles(self):
        profiles = sorted(self.graph.profiles(), key=lambda profile: profile.id.bytes)
        self.assertEqual([profile.to_dict() for profile in profiles], list(read_lines(self.dir / "profiles.jsonl")))
        self.assertEqual(sorted(self.graph.profile_ids(), key=lambda id: id.bytes), [one.id for one in profiles])
        for profile in profiles[::50]:
            self.assertEqual(self.graph.profile(profile.id), profile)

    def test_lookups(self):
        reader = self.graph.reader()
        self.assertGreater(len(self.lookups), 20_000)
        wanted = [UUID(one["profile"]) for one in self.lookups]
        ids = [one["id"] for one in self.lookups]
        self.assertEqual([reader.lookup(id) for id in ids], wanted)
        for at in range(0, len(ids), 4096):
            self.assertEqual(list(reader.lookup_batch(ids[at : at + 4096])), wanted[at : at + 4096])
        for id, profile in list(zip(ids, wanted))[::500]:
            self.assertEqual([found["profile"] for found in self.graph.lookup(id)], [str(profile)])

    def test_explanations(self):
        count = 0
        for one in read_lines(self.dir / "explanations.jsonl"):
            self.assertEqual(self.graph.explain(one["a"], one["b"]), one["explanation"])
            count += 1
        self.assertGreater(count, 1000)

    def test_changes(self):
        wanted = list(read_lines(self.dir / "changes.jsonl"))
        self.assertEqual(list(self.graph.follow(0, timeout=0)), wanted)
        changes, following = self.graph.changes_since(5, 7)
        self.assertEqual((changes, following), (wanted[5:12], 12))

    def test_it_holds(self):
        self.graph.check()

    def test_dicts_do_the_same_as_lines(self):
        operations = list(read_lines(self.dir / "operations.jsonl"))
        with oneid.Graph(self.policy, KEY, threads=2) as graph:
            for batch in batches(operations, 4096):
                graph.apply(batch)
            changed = {one.id: one for one in graph.profiles()}
        self.assertEqual(changed, {one.id: one for one in self.graph.profiles()})


class Import(unittest.TestCase):
    def test_a_manifest_is_read_as_the_operations_were(self):
        directory = expected_dir()
        manifest = oneid.Manifest(ROOT / "examples/fans/manifest.toml")
        self.assertGreater(len(manifest.fan_bases()), 2)
        with oneid.Graph(manifest.policy(), KEY) as graph:
            report = graph.import_manifest(manifest, 1_767_225_600_000)
            self.assertEqual(len(report["fan_bases"]), len(manifest.fan_bases()))
            profiles = {one.id: one.to_dict() for one in graph.profiles()}
        self.assertEqual(profiles, {UUID(one["id"]): one for one in read_lines(directory / "profiles.jsonl")})
