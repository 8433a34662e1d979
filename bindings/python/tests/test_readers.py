"""Readers in threads: the interpreter's lock is free while the library works."""

import gc
import threading
import time
import weakref
from unittest import mock

import oneid
from oneid import Graph, Status

from common import OTHER_PHONE, PHONE, XID, Case

PATIENCE = 30


def together(*functions):
    """Runs each in a thread of its own; raises what one raised."""
    raised = []

    def guard(function):
        try:
            function()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guard, args=(function,), daemon=True) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "it hangs"
    if raised:
        raise raised[0]


class Readers(Case):
    def test_many_read_while_one_writes(self):
        graph = self.graph()
        scope, source = graph.prepare_scope("jd.xid", "shop"), graph.prepare_source("a")
        reader, written = graph.reader(), [0]
        name = lambda number: b"value%06d" % number

        def write():
            for start in range(0, 20_000, 1000):
                graph.apply_prepared([name(n) for n in range(start, start + 1000)], ids_each=2, scopes=scope, source=source)
                written[0] = start + 1000

        def read():
            while True:
                known = written[0]
                values = [name(n) for n in range(max(0, known - 500), known)]
                lookups = reader.lookup_prepared_batch(scope, values)
                assert lookups.found.count(1) == len(values)
                for first, second in zip(lookups[::2], lookups[1::2]):
                    assert first == second
                for value, id in list(zip(values, lookups))[:20]:
                    assert reader.lookup_prepared(scope, value) == id.bytes
                if known == 20_000:
                    return

        together(write, read, read, read)
        graph.check()

    def test_threads_run_while_one_waits_in_the_library(self):
        graph = self.graph()
        reader, ran = graph.reader(), threading.Event()

        def wait():
            # If the lock were held, nothing could be observed meanwhile.
            assert reader.wait(0, PATIENCE) == 1
            assert ran.is_set()

        def write():
            time.sleep(0.05)
            ran.set()
            graph.observe([PHONE])

        together(wait, write)

    def test_wait_ends(self):
        reader = self.graph().reader()
        self.assertEqual(reader.wait(0, 0), 0)
        began = time.monotonic()
        self.assertEqual(reader.wait(0, 0.05), 0)
        self.assertGreaterEqual(time.monotonic() - began, 0.05)

    def test_lookups_inside_of_read_are_of_one_state(self):
        graph = self.graph()
        graph.observe([PHONE])
        reader, inside, done = graph.reader(), threading.Event(), []

        def compare():
            inside.set()
            before = reader.lookup(XID)
            time.sleep(0.05)
            return before, reader.lookup(XID), list(done)

        def read():
            assert reader.read(compare) == ((None, None, []), 1)

        def write():
            inside.wait(PATIENCE)
            graph.observe([PHONE, XID])
            done.append(True)

        together(read, write)
        self.assertIsNotNone(reader.lookup(XID))

    def test_what_a_callback_raises_is_raised(self):
        reader = self.graph().reader()
        with self.assertRaises(ZeroDivisionError):
            reader.read(lambda: 1 // 0)
        self.assertEqual(reader.read(lambda: "x"), ("x", 0))

    def test_what_would_wait_for_ever_is_refused(self):
        graph = self.graph()
        reader = graph.reader()
        for function in (lambda: reader.read(int), lambda: graph.observe([PHONE]), lambda: graph.erase(PHONE)):
            self.fails(Status.ARGUMENT, reader.read, function)
        graph.observe([PHONE])

    def test_follow_sees_what_comes(self):
        graph = self.graph()
        graph.observe([PHONE])
        seen = []

        def follow():
            for change in graph.follow(0, timeout=PATIENCE):
                seen.append(change["kind"])
                if len(seen) == 3:
                    return

        def write():
            time.sleep(0.1)
            graph.observe([OTHER_PHONE])
            time.sleep(0.1)
            graph.observe([PHONE, OTHER_PHONE])

        together(follow, write)
        self.assertEqual(seen[:2], ["created", "created"])
        began = time.monotonic()
        self.assertEqual(len(list(graph.follow(1, timeout=0.1))), graph.changes_since(1, 100)[1] - 1)
        self.assertGreaterEqual(time.monotonic() - began, 0.1)

    def test_follow_fails_when_the_graph_is_closed(self):
        graph = self.graph()

        def follow():
            self.fails(Status.CLOSED, list, graph.follow())

        def close():
            time.sleep(0.1)
            graph.close()

        together(follow, close)

    def test_close_waits_for_nobody_to_be_hurt(self):
        for _ in range(20):
            graph = self.graph()
            graph.observe([PHONE, XID])
            reader = graph.reader()

            def use():
                try:
                    while True:
                        graph.explain(PHONE, XID)
                        reader.lookup(PHONE)
                except oneid.OneidError as error:
                    assert error.status is Status.CLOSED, error

            def close():
                time.sleep(0.002)
                graph.close()
                reader.close()

            together(use, use, close, close)

    def test_a_running_call_holds_what_it_works_on(self):
        for name, ask in (("check", Graph.check), ("sync", Graph.sync), ("stats", Graph.stats), ("first_change", Graph.first_change)):
            graph = self.graph()
            held = weakref.ref(graph._held())

            def close_meanwhile(*_):
                graph.close()
                gc.collect()
                self.assertIsNotNone(held(), "it is freed under a running call")
                return Status.CLOSED

            with self.subTest(name), mock.patch.object(oneid.lib, f"oneid_graph_{name}", close_meanwhile):
                self.fails(Status.CLOSED, ask, graph)
            self.assertIsNone(held())

    def test_a_reader_outlives_its_graph(self):
        graph = self.graph()
        graph.observe([PHONE])
        with graph.reader() as reader:
            clone = reader.clone()
        graph.close()
        self.fails(Status.CLOSED, reader.lookup, PHONE)
        self.assertIsNotNone(clone.lookup(PHONE))

    def test_handles_are_freed(self):
        graph = self.graph()
        graph.observe([PHONE])
        reader = graph.reader()
        held = [weakref.ref(reader._held()), weakref.ref(graph._held())]
        reader.close()
        graph.close()
        gc.collect()
        self.assertEqual([one() for one in held], [None, None])
