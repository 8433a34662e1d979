"""A graph in memory: every change, and every question."""

import hashlib
from ctypes import byref, c_void_p, create_string_buffer
from datetime import datetime, timedelta, timezone

import oneid
from oneid import Policy, Strength

from common import KEY, OTHER_PHONE, PHONE, XID, Case

DAY = datetime(2024, 5, 1, 12, 0, 0, 250_000, tzinfo=timezone.utc)


class Changes(Case):
    def test_an_observation_is_kept_as_it_was_given(self):
        graph = self.graph()
        outcome = graph.observe([PHONE, XID], at=DAY, source="shop", strength=Strength.VERIFIED, traits={"nickname": "李"})
        self.assertEqual((outcome.first_change, outcome.next_change, outcome.records_added, outcome.identifiers_added), (0, 1, 1, 2))
        [record] = graph.records_of(PHONE)
        self.assertEqual(record["last_seen"], "2024-05-01T12:00:00.25Z")
        self.assertEqual((record["source"], record["strength"]), ("shop", "verified"))
        profile = graph.profile_of(XID)
        self.assertEqual(profile.traits, {"nickname": "李"})
        self.assertEqual(profile.ids[0], XID)
        self.assertIn(str(profile.id), str(graph.export(XID)))

    def test_times_are_the_same_in_every_form(self):
        milliseconds = (DAY - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)
        east = DAY.astimezone(timezone(timedelta(hours=8)))
        seen = set()
        for at in (DAY, milliseconds, east):
            graph = self.graph()
            graph.observe([PHONE], at=at)
            seen.add(graph.records_of(PHONE)[0]["last_seen"])
        graph = self.graph()
        graph.apply([{"ids": [PHONE], "at": east}])
        seen.add(graph.records_of(PHONE)[0]["last_seen"])
        self.assertEqual(seen, {"2024-05-01T12:00:00.25Z"})

    def test_separate_rejoin_confirm(self):
        graph = self.graph()
        graph.observe([PHONE, XID])
        self.assertEqual(graph.separate(PHONE, XID, at=DAY, source="desk").separations_added, 1)
        self.assertNotEqual(graph.profile_of(PHONE), graph.profile_of(XID))
        self.assertEqual(graph.rejoin(XID, PHONE).separations_dropped, 1)
        self.assertEqual(graph.profile_of(PHONE), graph.profile_of(XID))
        graph.confirm([PHONE, OTHER_PHONE], at=DAY, source="desk")
        self.assertEqual(graph.records_of(OTHER_PHONE)[0]["strength"], "asserted")

    def test_retract_and_expire(self):
        graph = self.graph()
        graph.observe([PHONE, XID], source="a", at=DAY)
        graph.observe([PHONE], source="b", at=DAY + timedelta(days=1))
        graph.observe([OTHER_PHONE], source="c")
        self.assertEqual([one["source"] for one in graph.sources()], ["a", "b", "c"])
        self.assertEqual(graph.retract([XID, PHONE], source="b").records_dropped, 0)
        self.assertEqual(graph.retract([XID, PHONE], source="a").records_dropped, 1)
        self.assertEqual(graph.retract_source("c").records_dropped, 1)
        self.assertEqual(graph.expire(DAY + timedelta(days=2), source="z").records_dropped, 0)
        self.assertEqual(graph.expire(DAY + timedelta(days=2)).records_dropped, 1)
        self.assertEqual(list(graph.profiles()), [])

    def test_erase_and_refuse(self):
        graph = self.graph()
        graph.refuse_erased(b"another key, 16b")
        graph.observe([PHONE, XID])
        self.assertEqual(graph.erase(PHONE)["identifiers"], 1)
        self.assertEqual(graph.observe([PHONE]).refused_identifiers, 1)
        self.assertEqual(graph.refused_identifiers(), oneid.Refusal(True, 1))
        self.assertTrue(graph.readmit(PHONE))
        self.assertFalse(graph.readmit(PHONE))
        graph.observe([PHONE, XID])
        self.assertEqual(graph.erase_profile(PHONE)["identifiers"], 2)
        self.assertEqual(graph.stats()["identifiers"], 0)
        refusing = self.graph(refuse_erased="00" * 15 + "01")
        self.assertTrue(refusing.refused_identifiers().refuses)

    def test_lines_and_dicts(self):
        graph = self.graph()
        self.assertEqual(graph.apply('{"ids":["' + PHONE + '"]}\n\n{"ids":["' + XID + '"]}').records_added, 2)
        self.assertEqual(graph.apply([{"ids": [OTHER_PHONE], "traits": {"nickname": "a\u2028b\nc"}}]).records_added, 1)
        self.assertEqual(graph.profile_of(OTHER_PHONE).traits, {"nickname": "a\u2028b\nc"})
        self.assertEqual([one.traits for one in graph.profiles() if one.traits], [{"nickname": "a\u2028b\nc"}])
        self.assertEqual(graph.apply(b"").records_added, 0)
        told = graph.dry_run([{"ids": [PHONE, XID]}])
        self.assertEqual(told["outcome"]["records_added"], 1)
        self.assertEqual(graph.stats()["records"], 3)

    def test_a_batch_is_as_its_observations(self):
        ids = [[PHONE, XID], [OTHER_PHONE.encode()], [XID, OTHER_PHONE]]
        times, sources, strengths, traits = [DAY, None, 5], ["a", "b", "a"], [2, 0, 3], [{"n": 1}, None, '{"n":3}']
        one, many = self.graph(), self.graph()
        for row in zip(ids, times, sources, strengths, traits):
            one.observe(row[0], at=row[1], source=row[2], strength=row[3], traits=row[4])
        many.observe_batch(ids, at=times, source=sources, strength=strengths, traits=traits)
        self.assertEqual(one.profile_of(PHONE), many.profile_of(PHONE))
        self.assertEqual(one.sources(), many.sources())
        self.assertEqual(one.records_of(XID), many.records_of(XID))
        self.assertEqual(many.observe_batch([[PHONE], [XID]], at=DAY, source="z", strength=4).records_added, 2)
        self.assertEqual([r["strength"] for r in many.records_of(PHONE) if r["source"] == "z"], ["asserted"])

    def test_settings_bound_a_graph(self):
        graph = self.graph(most_bytes=4096, threads=2, counted_above=10, cascade_links=5)
        self.fails(oneid.Status.CAPACITY, graph.apply, [{"ids": [f"jd.xid@shop:{n:020}"]} for n in range(10_000)])
        self.assertEqual(graph.stats()["records"], 0)


class Questions(Case):
    def setUp(self):
        self.asked = self.graph()
        self.asked.observe([PHONE, XID], at=DAY, source="a")
        self.asked.observe([XID, OTHER_PHONE], at=DAY, source="b")
        self.id = self.asked.reader().lookup(PHONE)

    def test_why(self):
        graph = self.asked
        chain = graph.explain(PHONE, OTHER_PHONE)["chain"]
        self.assertEqual([step["record"]["source"] for step in chain], ["a", "b"])
        self.assertIs(graph.verify(PHONE, OTHER_PHONE)["confirmed"], True)
        self.assertIsNotNone(graph.cut(PHONE, OTHER_PHONE))
        self.assertIsNone(graph.cut(PHONE, "phone:+8613800138009"))

    def test_of_a_profile(self):
        graph = self.asked
        for question in (graph.history, graph.bridges, graph.evidence, graph.profile):
            answers = [question(id) for id in (self.id, str(self.id), self.id.bytes)]
            self.assertIsNotNone(answers[0])
            self.assertEqual(answers, [answers[0]] * 3)
            self.assertIsNone(question(bytes(16)))
        self.assertIsNone(graph.profile_of("phone:+8613800138009"))
        self.assertIsNone(graph.export("phone:+8613800138009"))

    def test_lists(self):
        graph = self.asked
        for question in (graph.shared, graph.blocked, graph.reassigned, graph.contradictory, graph.refused):
            self.assertEqual(question(), [])
        self.assertEqual(graph.refused_count(), 0)
        self.assertIsInstance(graph.candidates(10), list)
        self.assertGreater(graph.memory()["records"], 0)
        self.assertEqual([found["profile"] for found in graph.lookup(PHONE)], [str(self.id)])
        self.assertEqual(graph.lookup("phone:+8613800138009"), [])
        graph.check()

    def test_policies(self):
        graph = self.asked
        other = Policy.preset("retail-cn")
        self.assertNotEqual(graph.policy().to_toml(), other.to_toml())
        self.assertIsInstance(graph.simulate(other), dict)
        graph.apply_policy(other)
        self.assertEqual(graph.policy().to_toml(), other.to_toml())
        self.assertEqual(Policy.from_toml(other.to_toml()).to_dict(), other.to_dict())
        self.assertEqual(other.warnings(), [])
        self.assertEqual(other.canonical(KEY, XID), [XID])
        self.assertIs(other.links("a"), True)
        self.assertEqual(other.trait_rule("nickname"), "newest")

    def test_changes(self):
        graph = self.asked
        changes, following = graph.changes_since(0, 100)
        self.assertEqual([one["sequence"] for one in changes], list(range(following)))
        self.assertEqual(graph.first_change(), 0)
        graph.trim_changes(1)
        self.assertEqual(graph.first_change(), 1)
        self.assertEqual(list(graph.follow(0, timeout=0)), changes[1:])

    def test_the_accessors_of_a_profile_say_what_its_json_says(self):
        self.asked.observe([PHONE], traits={"nickname": "n", "orders": 2})
        whole = self.asked.profile_of(PHONE)
        lib, held, profiles = oneid.lib, c_void_p(), c_void_p()
        self.assertEqual(lib.oneid_graph_profiles(self.asked._held(), byref(profiles), None), 0)
        self.assertEqual(lib.oneid_profiles_next(profiles, byref(held), None), 0)
        id = create_string_buffer(16)
        self.assertEqual(lib.oneid_profile_id(held, id, None), 0)
        self.assertEqual((id.raw, lib.oneid_profile_uuid(held).decode()), (whole.id.bytes, str(whole.id)))
        count = lib.oneid_profile_identifier_count(held)
        self.assertEqual([lib.oneid_profile_identifier(held, n).decode() for n in range(count)], whole.ids)
        self.assertEqual([lib.oneid_profile_identifier_standing(held, n) for n in range(count)], [0] * count)
        names = [lib.oneid_profile_trait_name(held, n).decode() for n in range(lib.oneid_profile_trait_count(held))]
        self.assertEqual(names, ["nickname", "orders"])
        self.assertEqual(lib.oneid_profile_trait_value(held, 1), b"2")
        self.assertEqual(lib.oneid_profile_trait(held, b"nickname", 8), b'"n"')
        lib.oneid_profile_free(held)
        self.assertEqual(lib.oneid_profiles_next(profiles, byref(held), None), 100)
        lib.oneid_profiles_free(profiles)


class Normalisers(Case):
    def test_phones(self):
        forms = oneid.normalize.phone("138 0013 8000", "CN")
        self.assertEqual((forms["e164"], forms["national"], forms["mainland"]), ("+8613800138000", "13800138000", True))
        self.assertEqual(self.fails(oneid.Status.IDENTIFIER_VALUE, oneid.normalize.phone, "138****8000", "CN").reason, "masked")
        for hash, form in (("md5", "national"), ("sha256", "e164")):
            digest = hashlib.new(hash, forms[form].encode()).hexdigest()
            self.assertEqual(oneid.normalize.phone_digest("+86 13800138000", f"{hash}_{form}"), digest)
            self.assertEqual(oneid.normalize.digest(digest.upper(), hash), digest)
        self.fails(oneid.Status.ARGUMENT, oneid.normalize.phone_digest, "+8613800138000", "crc_e164")

    def test_emails_and_texts(self):
        forms = oneid.normalize.email("Some.One+x@Gmail.com")
        self.assertEqual(forms["uid2"], "someone@gmail.com")
        self.assertEqual(len(oneid.normalize.email_digest("a@example.com", "sm3")), 64)
        self.assertEqual(oneid.normalize.contact(" ａ "), "a")
        self.assertEqual(oneid.normalize.account(" ａ "), "ａ")

    def test_identifiers_and_operations(self):
        parts = {"namespace": "jd.xid", "scope": "shop", "value": "x:y"}
        self.assertEqual(oneid.normalize.parse_identifier("jd.xid@shop:x:y"), parts)
        self.assertEqual(oneid.normalize.join_identifier(**parts), "jd.xid@shop:x:y")
        self.assertEqual(oneid.normalize.join_identifier("phone", "1"), "phone:1")
        told = oneid.normalize.parse_operation({"ids": [PHONE]})
        self.assertEqual(told, oneid.normalize.parse_operation('{"ids":["' + PHONE + '"]}'))
        self.assertEqual(told["op"], "observe")
