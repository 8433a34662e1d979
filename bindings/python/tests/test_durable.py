"""Graphs in files."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import oneid
from oneid import Durability, Graph, Policy, Status

from common import KEY, OTHER_PHONE, PHONE, XID, Case

PROGRAM = """
import sys, oneid
graph = oneid.Graph.open(sys.argv[1], bytes(range(16)), oneid.Policy.preset("connected"), durability=oneid.Durability.on_sync())
graph.observe(["phone:+8613800138000"])
"""

FORKS = """
import gc, os, sys, oneid
directory, way, durability = sys.argv[1:]
graph = oneid.Graph.open(directory, bytes(range(16)), oneid.Policy.preset("connected"), durability=eval(durability))
graph.observe(["phone:+8613800138000"])
sizes = lambda: {entry.name: entry.stat().st_size for entry in os.scandir(directory)}
before = sizes()
child = os.fork()
if child == 0:
    assert graph.stats()["records"] == 1
    try:
        graph.observe(["phone:+8613800138002"])
    except oneid.OneidError as error:
        assert error.status is oneid.Status.CLOSED
    else:
        sys.exit("the child changed it")
    if way == "closed":
        try:
            graph.close()
        except oneid.OneidError as error:
            assert error.status is oneid.Status.CLOSED
    if way != "left":
        del graph
        gc.collect()
    sys.exit()
assert os.waitpid(child, 0)[1] == 0, "the child failed"
assert sizes() == before, "the child wrote"
graph.observe(["phone:+8613800138001"])
"""


class Durable(Case):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.dir = Path(held.name)
        self.policy = Policy.preset("connected")

    def open(self, name="graph", **settings):
        graph = Graph.open(self.dir / name, KEY, self.policy, **settings)
        self.addCleanup(graph.close)
        return graph

    def test_it_is_there_when_it_is_opened_again(self):
        with self.open() as graph:
            graph.observe([PHONE, XID], source="a", traits={"nickname": "x"})
            wanted = list(graph.profiles())
            graph.sync()
            self.assertGreater(graph.snapshot()["bytes"], 0)
            graph.observe([OTHER_PHONE])
        with Graph.open(self.dir / "graph", KEY) as graph:
            self.assertEqual(graph.profile_of(XID), wanted[0])
            self.assertIsNotNone(graph.profile_of(OTHER_PHONE))
            self.assertIsNotNone(graph.recovery()["snapshot"])
            self.assertIsNotNone(graph.store_stats())
            self.assertEqual(graph.policy().to_toml(), self.policy.to_toml())
            graph.check()

    def test_every_durability(self):
        for number, durability in enumerate((Durability.immediate(), Durability.group(0.01, 10), Durability.on_sync())):
            with self.open(str(number), durability=durability, wait=0.1) as graph:
                graph.observe([PHONE])
            with self.open(str(number)) as graph:
                self.assertIsNotNone(graph.profile_of(PHONE))

    def test_one_process_writes_and_others_read(self):
        graph = self.open()
        graph.observe([PHONE])
        self.fails(Status.LOCKED, Graph.open, self.dir / "graph", KEY)
        graph.snapshot()
        graph.close()
        with Graph.open_read_only(self.dir / "graph", KEY) as read:
            self.assertIsNotNone(read.profile_of(PHONE))
            self.fails(Status.READ_ONLY, read.observe, [XID])
            self.assertIsNone(read.store_stats())

    def test_what_cannot_be_opened(self):
        self.fails(Status.NOT_FOUND, Graph.open, self.dir / "none", KEY, create=False)
        self.fails(Status.NOT_FOUND, Graph.open_read_only, self.dir / "none", KEY)
        self.open().close()
        self.fails(Status.KEY, Graph.open, self.dir / "graph", bytes(16))
        self.fails(Status.POLICY, Graph.open, self.dir / "graph", KEY, Policy.preset("retail-cn"))

    def test_files_are_checked(self):
        with self.open() as graph:
            graph.observe([PHONE])
        self.assertEqual(oneid.check_files(self.dir / "graph", KEY)["problems"], [])
        self.fails(Status.NOT_FOUND, oneid.check_files, self.dir / "none", KEY)
        journal = max((self.dir / "graph").iterdir(), key=lambda path: path.stat().st_size)
        content = bytearray(journal.read_bytes())
        content[len(content) // 2] ^= 0xFF
        journal.write_bytes(content)
        self.assertNotEqual(oneid.check_files(self.dir / "graph", KEY)["problems"], [])

    def test_erase_and_compact(self):
        graph = self.open()
        graph.observe(["wechat.openid@app:oExampleOpenId"])
        graph.erase("wechat.openid@app:oExampleOpenId")
        self.assertIsInstance(graph.compact(), dict)
        graph.close()
        files = [path.read_bytes() for path in (self.dir / "graph").iterdir()]
        self.assertFalse(any(b"oExampleOpenId" in content for content in files))

    def test_backup_and_dump(self):
        graph = self.graph()
        graph.observe([PHONE, XID], source="a")
        graph.backup(self.dir / "copy")
        graph.dump(self.dir / "dump.jsonl")
        with Graph.open(self.dir / "copy", KEY) as copy:
            self.assertEqual(list(copy.profiles()), list(graph.profiles()))
        again = self.graph()
        again.apply((self.dir / "dump.jsonl").read_bytes())
        self.assertEqual(list(again.profiles()), list(graph.profiles()))
        self.fails(Status.IO, graph.dump, self.dir / "dump.jsonl")
        self.fails(Status.LOCKED, graph.backup, self.dir / "copy")

    def test_the_end_of_a_program_makes_it_durable(self):
        self.run_program(PROGRAM, str(self.dir / "graph"))
        with self.open() as graph:
            self.assertIsNotNone(graph.profile_of(PHONE))

    @unittest.skipUnless(hasattr(os, "fork"), "nothing forks here")
    def test_a_fork_leaves_the_files_alone(self):
        for way in ("left", "collected", "closed"):
            for durability in ("oneid.Durability.on_sync()", "oneid.Durability.group(60, 1000)"):
                with self.subTest(way=way, durability=durability):
                    directory = self.dir / (way + durability)
                    self.run_program(FORKS, str(directory), way, durability)
                    self.assertEqual(oneid.check_files(directory, KEY)["problems"], [])
                    with self.open(directory) as graph:
                        self.assertEqual(graph.stats()["records"], 2)

    def run_program(self, program, *arguments):
        environment = {**os.environ, "PYTHONPATH": str(Path(oneid.__file__).parent.parent)}
        subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=environment)

    def test_a_forgotten_graph_gives_its_files_back(self):
        graph = Graph.open(self.dir / "graph", KEY, self.policy)
        graph.observe([PHONE])
        profiles = graph.profiles()
        del graph
        with self.open() as graph:
            self.assertIsNotNone(graph.profile_of(PHONE))
        self.fails(Status.CLOSED, next, profiles)
