"""What is refused, and how."""

import pickle
from datetime import datetime

import oneid
from oneid import Graph, Policy, Reader, Status, Strength

from common import KEY, PHONE, XID, Case


class Misuse(Case):
    def test_an_error_tells_all(self):
        error = self.fails(Status.IDENTIFIER_VALUE, self.graph().observe, ["phone:+86138****8000"])
        self.assertEqual((error.name, error.reason), ("identifier_value", "masked"))
        self.assertEqual(error.problems, [error.message])
        self.assertEqual(str(error), f"identifier_value: {error.message}")
        self.assertNotIn("138", str(error))
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((again.status, again.reason, str(again)), (error.status, error.reason, str(error)))

    def test_a_policy_tells_every_problem(self):
        toml = '[namespace.a]\nclass = "odd"\n[namespace.b]\nclass = "account"\nrank = "x"\n'
        error = self.fails(Status.POLICY, Policy.from_toml, toml)
        self.assertEqual("\n".join(error.problems), error.message)
        self.assertGreaterEqual(len(error.problems), 1)
        self.fails(Status.ARGUMENT, Policy.preset, "none-such")

    def test_identifiers(self):
        graph = self.graph()
        for status, id in (
            (Status.IDENTIFIER_SYNTAX, "no colon"),
            (Status.UNKNOWN_NAMESPACE, "nobody:1"),
            (Status.SCOPE, "jd.xid:1"),
            (Status.UTF8, b"phone:\xff"),
            (Status.UTF8, "phone:\ud800"),
        ):
            with self.subTest(id):
                self.fails(status, graph.observe, [id])
                self.fails(status, graph.reader().lookup, id)
                self.fails(status, graph.reader().lookup_batch, [PHONE, id])
                self.fails(status, graph.explain, PHONE, id)
        self.assertEqual(graph.stats()["identifiers"], 0)

    def test_all_or_none(self):
        graph = self.graph()
        error = self.fails(Status.IDENTIFIER_VALUE, graph.apply, [{"ids": [PHONE]}, {"ids": ["phone:1"]}])
        self.assertIn("2", error.message)
        self.fails(Status.IDENTIFIER_VALUE, graph.observe_batch, [[PHONE], ["phone:1"]])
        self.fails(Status.OPERATION, graph.apply, "{")
        self.fails(Status.OPERATION, graph.observe, [])
        self.assertEqual(graph.stats()["records"], 0)

    def test_times_strengths_traits(self):
        graph = self.graph()
        naive = datetime(2024, 1, 1)
        for at in (naive, -1, 2**63, 2**70, -(2**70)):
            self.fails(Status.TIMESTAMP, graph.observe, [PHONE], at=at)
        self.fails(Status.TIMESTAMP, graph.apply, [{"ids": [PHONE], "at": naive}])
        for strength in (5, -1, 2**32 + 1):
            self.fails(Status.ARGUMENT, graph.observe, [PHONE], strength=strength)
        self.fails(Status.TRAIT, graph.observe, [PHONE], traits={"nickname": [1]})
        self.assertRaises(TypeError, graph.observe, [PHONE], traits={"nickname": object()})
        self.assertRaises(TypeError, graph.observe, PHONE)
        self.assertRaises(TypeError, graph.observe, [1])
        self.assertRaises(TypeError, graph.explain, PHONE, None)
        self.assertEqual(graph.observe([PHONE], strength=Strength.INFERRED).records_added, 1)

    def test_numbers(self):
        graph = self.graph()
        for number in (-1, 2**64):
            self.fails(Status.ARGUMENT, graph.changes_since, number, 1)
            self.fails(Status.ARGUMENT, graph.changes_since, 0, number)
            self.fails(Status.ARGUMENT, graph.trim_changes, number)
            self.fails(Status.ARGUMENT, graph.candidates, number)
        for seconds in (-1, float("nan")):
            self.fails(Status.ARGUMENT, graph.reader().wait, 0, seconds)
        for id in ("x", b"short"):
            self.fails(Status.ARGUMENT, graph.profile, id)
            self.fails(Status.ARGUMENT, graph.history, id)

    def test_keys(self):
        policy = Policy.preset("connected")
        for key in (b"short", "zz", "00" * 15):
            self.fails(Status.KEY, Graph, policy, key)
        graph = Graph(policy, KEY.hex())
        self.assertEqual(policy.canonical(KEY, PHONE), policy.canonical(KEY.hex(), PHONE))
        self.fails(Status.KEY, graph.refuse_erased, KEY)
        graph.close()

    def test_a_graph_needs_a_policy(self):
        self.fails(Status.ARGUMENT, Graph, None, KEY)

    def test_what_is_closed(self):
        graph = self.graph()
        reader = graph.reader()
        iterators = graph.profiles(), graph.profile_ids()
        for _ in range(2):
            graph.close()
            reader.close()
        self.fails(Status.CLOSED, graph.observe, [PHONE])
        self.fails(Status.CLOSED, graph.stats)
        self.fails(Status.CLOSED, graph.reader)
        self.fails(Status.CLOSED, graph.sync)
        self.fails(Status.CLOSED, reader.lookup, PHONE)
        self.fails(Status.CLOSED, reader.lookup_prepared, 0, b"x")
        self.fails(Status.CLOSED, reader.clone)
        self.fails(Status.CLOSED, graph.follow)
        for iterator in iterators:
            self.fails(Status.CLOSED, next, iterator)

    def test_a_graph_that_panicked_can_only_be_closed(self):
        if not hasattr(oneid.lib, "oneid_test_panic_in_change"):
            self.skipTest("the library is not built to panic")
        graph = Graph(Policy.preset("connected"), KEY)
        reader, profiles = graph.reader(), graph.profiles()
        oneid.lib.oneid_test_panic_in_change()
        self.fails(Status.PANIC, graph.observe, [PHONE])
        self.fails(Status.POISONED, graph.stats)
        self.fails(Status.POISONED, reader.lookup, PHONE)
        self.fails(Status.POISONED, next, profiles)
        self.fails(Status.POISONED, graph.close)
        self.fails(Status.CLOSED, graph.stats)

    def test_a_handle_of_another_kind_is_refused(self):
        graph = self.graph()
        wrong = Reader(graph._held())
        self.fails(Status.HANDLE, wrong.lookup, XID)

    def test_manifests(self):
        self.fails(Status.IO, oneid.Manifest, "/nowhere/manifest.toml")
