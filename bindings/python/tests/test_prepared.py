"""Prepared batches, from lists and from arrays of numpy."""

import oneid

from common import PHONE, Case, needs_numpy, numpy

# Of many lengths; one holds a zero within, and one is not ASCII.
VALUES = [b"a", b"bc" * 20, b"c", b"d" * 7, "李".encode(), b"f"]


class Prepared(Case):
    def setUp(self):
        self.prepared = self.graph()
        self.scope = self.prepared.prepare_scope("jd.xid", "shop")
        self.other = self.prepared.prepare_scope("jd.xid", "other")
        self.source = self.prepared.prepare_source("bench")

    def apply(self, values, graph=None, **named):
        named = {"ids_each": 2, "scopes": self.scope, "source": self.source, **named}
        return (graph or self.prepared).apply_prepared(values, **named)

    def test_it_is_as_if_not_prepared(self):
        plain = self.graph()
        ids = [f"jd.xid@shop:{value.decode()}" for value in VALUES]
        plain.observe_batch([ids[:2], ids[2:4], ids[4:]], source="bench", at=[5, None, 7], strength=[2, 3, 4], traits=[None, {"a": 1}, None])
        outcome = self.apply(VALUES, at=[5, None, 7], strength=[2, 3, 4], traits=[None, {"a": 1}, None])
        self.assertEqual((outcome.records_added, outcome.identifiers_added), (3, 6))
        self.assertEqual(self.prepared.sources(), plain.sources())
        by_id = lambda graph: {one.id: one for one in graph.profiles()}
        self.assertEqual(by_id(self.prepared), by_id(plain))

    def test_lists_of_bytes_and_str(self):
        self.apply(VALUES)
        reader = self.prepared.reader()
        wanted = [reader.lookup(f"jd.xid@shop:{value.decode()}") for value in VALUES]
        self.assertNotIn(None, wanted)
        text = [value.decode() for value in VALUES]
        for values in (VALUES, text, tuple(VALUES), [text[0], *VALUES[1:]], [bytearray(value) for value in VALUES]):
            lookups = reader.lookup_prepared_batch(self.scope, values)
            self.assertEqual(list(lookups), wanted)
            self.assertEqual(bytes(lookups.found), b"\1" * 6)
        for value, profile in zip(VALUES, wanted):
            self.assertEqual(reader.lookup_prepared(self.scope, value), profile.bytes)
            self.assertEqual(reader.lookup_prepared(self.scope, value.decode()), profile.bytes)

    def test_what_is_not_known(self):
        self.apply(VALUES)
        reader = self.prepared.reader()
        lookups = reader.lookup_prepared_batch([self.scope, self.other, self.scope], [b"a", b"a", b"z"])
        self.assertIsNotNone(lookups[0])
        self.assertEqual(lookups[-2:], [None, None])
        self.assertEqual((bytes(lookups.found), bytes(lookups.profiles[16:])), (b"\1\0\0", bytes(32)))
        self.assertEqual(len(lookups), 3)
        self.assertRaises(IndexError, lambda: lookups[3])
        self.assertIsNone(reader.lookup_prepared(self.other, b"a"))
        self.assertEqual(list(reader.lookup_prepared_batch(self.scope, [])), [])

    def test_each_may_have_its_own_number_of_identifiers(self):
        outcome = self.apply(VALUES, ids_each=[1, 2, 3], source=[self.source] * 3, scopes=[self.scope] * 5 + [self.other])
        self.assertEqual((outcome.records_added, self.prepared.stats()["profiles"]), (3, 3))

    def test_what_a_raw_value_stands_for(self):
        [own, *_] = self.prepared.prepare(PHONE)
        self.prepared.observe([PHONE])
        self.assertIsNotNone(self.prepared.reader().lookup_prepared(own["scope"], own["value"]))

    def test_what_does_not_fit_is_refused(self):
        argument = oneid.Status.ARGUMENT
        for wrong in (
            {"ids_each": 4},
            {"ids_each": 0},
            {"ids_each": -1},
            {"scopes": [self.scope]},
            {"scopes": -1},
            {"scopes": 2**32},
            {"at": [1]},
            {"strength": [1, 2]},
            {"strength": 9},
            {"traits": [None]},
            {"source": [1]},
            {"ids_each": [1, 1]},
        ):
            with self.subTest(wrong):
                self.fails(argument, self.apply, VALUES, **wrong)
        reader = self.prepared.reader()
        self.fails(argument, reader.lookup_prepared_batch, [self.scope], [b"a", b"b"])
        for scope in (-1, 2**32 + self.scope):
            self.fails(argument, reader.lookup_prepared, scope, b"a")
        self.fails(oneid.Status.OPERATION, reader.lookup_prepared, 1000, b"a")
        self.fails(oneid.Status.OPERATION, reader.lookup_prepared_batch, 1000, [b"a"])
        self.fails(oneid.Status.OPERATION, self.apply, VALUES, source=1000)
        for values in ([None], [1], [b"a", 1], "abc", b"abc"):
            self.assertRaises(TypeError, reader.lookup_prepared_batch, self.scope, values)
        self.assertRaises(TypeError, reader.lookup_prepared, self.scope, 1)
        self.assertEqual(self.prepared.stats()["records"], 0)


@needs_numpy
class Arrays(Prepared):
    def test_arrays_are_as_lists(self):
        array = numpy.array(VALUES)
        self.assertEqual(array.dtype.kind, "S")
        apart = self.graph()
        apart.prepare_scope("jd.xid", "shop"), apart.prepare_source("bench")
        at, strength = [3, 4, 5], [1, 2, 3]
        self.apply(VALUES, graph=apart, at=at, strength=strength)
        self.apply(
            array,
            scopes=numpy.full(6, self.scope),
            source=numpy.full(3, self.source, dtype="u4"),
            ids_each=numpy.array([2, 2, 2]),
            at=numpy.array(at),
            strength=numpy.array(strength),
        )
        self.assertEqual(list(self.prepared.profiles()), list(apart.profiles()))
        self.assertEqual(self.prepared.sources(), apart.sources())

    def test_every_kind_of_array(self):
        self.apply(VALUES)
        reader = self.prepared.reader()
        wanted = list(reader.lookup_prepared_batch(self.scope, VALUES))
        array = numpy.array(VALUES)
        padded = array.astype("S90")
        for values in (array, padded, array.astype(object), numpy.array([v.decode() for v in VALUES])):
            self.assertEqual(list(reader.lookup_prepared_batch(self.scope, values)), wanted)
        # Not side by side in memory.
        self.assertEqual(list(reader.lookup_prepared_batch(self.scope, padded[::-2])), wanted[::-2])
        self.assertEqual(list(reader.lookup_prepared_batch(self.scope, array[:0])), [])
        self.assertEqual(list(reader.lookup_batch(numpy.char.add(b"jd.xid@shop:", array))), wanted)

    def test_results_as_an_array(self):
        self.apply(VALUES)
        lookups = self.prepared.reader().lookup_prepared_batch(self.scope, numpy.array(VALUES + [b"z"]))
        array = lookups.array()
        self.assertEqual((array.shape, array.dtype), ((7, 16), numpy.uint8))
        self.assertEqual([bytes(row) for row in array[:6]], [one.bytes for one in lookups[:6]])
        self.assertFalse(array[6].any())
        self.assertEqual(self.prepared.reader().lookup_batch([]).array().shape, (0, 16))

    def test_zeros_are_only_stripped_at_the_end(self):
        from oneid import _columns
        import ctypes

        values = [b"a\0b", b"", b"abc", b"a"]
        column = _columns.texts(numpy.array(values))
        words = ctypes.c_uint64 * len(values)
        places = zip(words.from_address(column.pointers), words.from_address(column.sizes))
        self.assertEqual([ctypes.string_at(*place) for place in places], values)

    def test_arrays_that_do_not_fit_are_refused(self):
        reader = self.prepared.reader()
        argument = oneid.Status.ARGUMENT
        self.fails(argument, reader.lookup_prepared_batch, self.scope, numpy.array([VALUES]))
        for scopes in (numpy.array([-1]), numpy.array([2**32]), numpy.array([0.5]), numpy.array([[0]]), numpy.array([0, 0])):
            self.fails(argument, reader.lookup_prepared_batch, scopes, [b"a"])
