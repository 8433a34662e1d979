package oneid

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func profiles(t testing.TB, g *Graph) int {
	t.Helper()
	return must(read[struct{ Profiles int }](g.Stats()))(t).Profiles
}

func TestOperationsDoWhatTheySay(t *testing.T) {
	g := observed(t)
	at := time.Date(2021, 10, 22, 7, 7, 35, 0, time.UTC)
	steps := []struct {
		name     string
		do       func() (Outcome, error)
		profiles int
	}{
		{"confirm", func() (Outcome, error) { return g.Confirm([]string{ouidA, ouidB}, at, "steward") }, 1},
		{"retract", func() (Outcome, error) { return g.Retract([]string{ouidA, ouidB}, "steward") }, 2},
		{"separate", func() (Outcome, error) { return g.Separate(ouidA, openA, at, "steward") }, 3},
		{"rejoin", func() (Outcome, error) { return g.Rejoin(openA, ouidA) }, 2},
		{"observe", func() (Outcome, error) {
			return g.Observe(Observation{IDs: []string{"device:d1"}, At: at, Source: "old", Strength: Inferred})
		}, 3},
		{"expire nothing", func() (Outcome, error) { return g.ExpireSource(at.Add(time.Hour), "") }, 3},
		{"expire a source", func() (Outcome, error) { return g.ExpireSource(at.Add(time.Millisecond), "old") }, 2},
		{"observe again", func() (Outcome, error) { return g.Observe(Observation{IDs: []string{"device:d1"}, At: at}) }, 3},
		{"expire", func() (Outcome, error) { return g.Expire(at.Add(time.Hour)) }, 2},
		{"retract a source", func() (Outcome, error) { return g.RetractSource(sourceA) }, 1},
		{"operations", func() (Outcome, error) {
			return g.ApplyOperations([]Operation{
				{IDs: []string{"device:d1"}, At: at, Strength: Verified}, {IDs: []string{"device:d2"}, At: at, Source: "s"},
				{Op: OpExpire, Before: at.Add(time.Hour)},
			})
		}, 2},
		{"operations of all sources", func() (Outcome, error) {
			return g.ApplyOperations([]Operation{{Op: OpExpire, Before: at.Add(time.Hour), AllSources: true}, {Op: OpErase, ID: unionA}})
		}, 1},
	}
	for _, step := range steps {
		out := must(step.do())(t)
		equal(t, step.name, profiles(t, g), step.profiles)
		equal(t, "next change", out.NextChange, must(end(g))(t))
		ok(t, g.Check())
	}
}

func end(g *Graph) (uint64, error) {
	_, next, err := g.ChangesSince(0, 1<<20)
	return next, err
}

func TestAnOutcomeCounts(t *testing.T) {
	g := observed(t)
	out := must(g.Observe(Observation{IDs: []string{ouidA, "device:d1"}}))(t)
	equal(t, "outcome", out, Outcome{FirstChange: 2, NextChange: 3, RecordsAdded: 1, IdentifiersAdded: 1})
	told := must(read[struct{ Outcome map[string]any }](g.DryRun([]byte(`{"op":"separate","ids":["device:d1","` + ouidB + `"]}`))))(t)
	equal(t, "told", told.Outcome["separations_added"], any(1.0))
	equal(t, "nothing is done", must(g.Separate("device:d1", ouidB, time.Time{}, ""))(t).SeparationsAdded, uint64(1))
}

func TestWhatIsErasedIsRefused(t *testing.T) {
	g := observed(t)
	refused(t, g.RefuseErased(testKey()), StatusKey)
	ok(t, g.RefuseErased(Key{7}))
	receipt := must(read[map[string]any](g.EraseProfile(ouidA)))(t)
	equal(t, "erased", []any{receipt["identifiers"], receipt["refused_from_now_on"]}, []any{3.0, true})
	must(g.Erase(ouidB))(t)
	refused(t, g.RefuseErased(Key{8}), StatusKey)
	equal(t, "left", profiles(t, g), 0)
	equal(t, "refused", must(g.Observe(Observation{IDs: []string{ouidB}}))(t).RefusedIdentifiers, uint64(1))
	_, count, err := g.RefusedIdentifiers()
	equal(t, "refused", []any{count, err}, []any{uint64(4), error(nil)})
	equal(t, "readmitted", []bool{must(g.Readmit(ouidB))(t), must(g.Readmit(ouidB))(t)}, []bool{true, false})
}

func TestProfilesAreReadInEveryForm(t *testing.T) {
	g := observed(t)
	p := must(g.ProfileOf(ouidA))(t)
	equal(t, "identifiers", p.Identifiers, []string{ouidA, openA, unionA})
	equal(t, "trait", string(p.Traits["city"]), `"杭州"`)
	equal(t, "by its id", must(g.Profile(p.ID))(t), p)
	same(t, "JSON", must(g.ProfileJSON(p.ID))(t), must(json.Marshal(p))(t))
	none, err := g.ProfileOf("taobao.ouid@shop:unknown")
	equal(t, "none", []any{none, err}, []any{(*Profile)(nil), error(nil)})
	raw, err := g.ProfileJSON(ProfileID{})
	equal(t, "none", []any{raw, err}, []any{json.RawMessage(nil), error(nil)})

	all := must(g.Profiles())(t)
	defer all.Close()
	lines := must(all.NextJSON(1))(t)
	ids := make([]ProfileID, 5)
	equal(t, "ids", must(all.NextIDs(ids))(t), 1)
	equal(t, "lines", strings.Count(string(lines), "\n"), 1)
	for _, err := range []error{second(all.Next()), second(all.NextJSON(1)), second(all.NextIDs(ids))} {
		equal(t, "the end", err, io.EOF)
	}
	refused(t, second(all.NextJSON(0)), StatusArgument)
	refused(t, second(all.NextIDs(nil)), StatusArgument)
}

func TestStandings(t *testing.T) {
	g := observed(t)
	var observations []Observation
	for i := 0; i < 10; i++ {
		observations = append(observations, Observation{IDs: []string{phoneA, member(i)}})
	}
	blocked := "device:unknown"
	must(g.ObserveBatch(append(observations, Observation{IDs: []string{blocked}})))(t)
	phone := must(must(g.Policy())(t).Canonical(testKey(), phoneA))(t)[0]
	p := must(g.ProfileOf(phoneA))(t)
	equal(t, "shared", p.Shared, []string{phone})
	equal(t, "blocked", must(g.ProfileOf(blocked))(t).Blocked, []string{blocked})
	equal(t, "blocked", must(g.Blocked())(t), []string{blocked})
	same(t, "as JSON", must(g.ProfileJSON(p.ID))(t), must(json.Marshal(p))(t))
	shared := must(read[[]struct{ ID string }](g.Shared()))(t)
	equal(t, "shared", shared[0].ID, phone)
	equal(t, "reassigned", must(g.Reassigned())(t), []string{})
	standing := must(read[[]map[string]any](g.LookupStanding(phoneA)))(t)
	if standing[0]["standing"].(map[string]any)["shared"] == nil {
		t.Fatal(standing)
	}
}

func TestWhatIsExplained(t *testing.T) {
	g := observed(t)
	id := must(g.ProfileOf(ouidA))(t).ID
	answers := map[string]func() (json.RawMessage, error){
		`"chain"`:             func() (json.RawMessage, error) { return g.Explain(ouidA, unionA) },
		`"confirmed":true`:    func() (json.RawMessage, error) { return g.Verify(ouidA, unionA) },
		`"records":[`:         func() (json.RawMessage, error) { return g.Cut(ouidA, unionA) },
		`"record":{`:          func() (json.RawMessage, error) { return g.History(id) },
		`[{`:                  func() (json.RawMessage, error) { return g.Bridges(id) },
		`"links"`:             func() (json.RawMessage, error) { return g.Evidence(id) },
		`[`:                   func() (json.RawMessage, error) { return g.Candidates(5) },
		`"authoritative"`:     func() (json.RawMessage, error) { return g.RecordsOf(openA) },
		`"taobao/shop"`:       func() (json.RawMessage, error) { return g.Export(openA) },
		`[]`:                  g.Refused,
		`{`:                   g.Memory,
		`"source":"wechat"`:   func() (json.RawMessage, error) { return g.Sources() },
		`{"snapshot":`:        g.Recovery,
		`null`:                g.StoreStats,
		`{"identifiers":4,"p`: g.Stats,
	}
	for wanted, ask := range answers {
		if answer := string(must(ask())(t)); !strings.Contains(answer, wanted) {
			t.Errorf("%s is not in %s", wanted, answer)
		}
	}
	for _, none := range []json.RawMessage{
		must(g.Cut(ouidA, ouidB))(t), must(g.History(ProfileID{}))(t), must(g.Bridges(ProfileID{}))(t), must(g.Evidence(ProfileID{}))(t),
		must(g.Export("taobao.ouid@shop:unknown"))(t),
	} {
		equal(t, "none", string(none), "null")
	}
	equal(t, "contradictory", string(must(g.Contradictory())(t)), "[]")
	equal(t, "refused", must(g.RefusedCount())(t), uint64(0))
	ok(t, g.Sync())
}

func TestPolicies(t *testing.T) {
	p := must(Preset("retail-cn"))(t)
	same(t, "TOML reads back", must(must(ParsePolicy(must(p.TOML())(t)))(t).JSON())(t), must(p.JSON())(t))
	equal(t, "warnings", must(p.Warnings())(t), []string{})
	equal(t, "links", must(p.Links("any"))(t), true)
	equal(t, "trait rule", must(p.TraitRule("city"))(t), "newest")
	equal(t, "canonical", must(p.Canonical(testKey(), ouidA))(t), []string{ouidA})

	g := observed(t)
	strict := must(ParsePolicy("base = \"retail-cn\"\nmin_strength = \"authoritative\"\n"))(t)
	if told := string(must(g.Simulate(strict))(t)); !strings.Contains(told, ouidA) {
		t.Fatal(told)
	}
	must(g.ApplyPolicy(strict))(t)
	equal(t, "profiles", profiles(t, g), 3)
	same(t, "in force", must(must(g.Policy())(t).JSON())(t), must(strict.JSON())(t))
	other := must(ParsePolicy("[namespace.phone]\nretain = true\n"))(t)
	_, err := g.ApplyPolicy(other)
	refused(t, err, StatusPolicy)
}

func TestNormalisers(t *testing.T) {
	phone := must(ParsePhone("138 0013 8001", "CN"))(t)
	equal(t, "phone", phone, Phone{E164: "+8613800138001", Digits: "8613800138001", National: "13800138001", CallingCode: "86", Mainland: true})
	digest := must(PhoneDigest("13800138001", "CN", "sha256_e164"))(t)
	equal(t, "digest", must(ParseDigest(strings.ToUpper(digest), "sha256"))(t), digest)
	refused(t, second(PhoneDigest("13800138001", "CN", "crc_e164")), StatusArgument)
	email := must(ParseEmail(" Shop.Fan+a@Example.COM"))(t)
	equal(t, "domain", email.Domain, "example.com")
	if email.UID2 == "" || email.Google == "" || email.Local == "" || email.Email == "" {
		t.Fatalf("%+v", email)
	}
	equal(t, "digest", len(must(EmailDigest("fan@example.com", "md5"))(t)), 32)
	equal(t, "contact", must(NormalizeContact(" ＡＢ "))(t), "AB")
	equal(t, "account", must(NormalizeAccount(" ＡＢ "))(t), "ＡＢ")
	id := must(ParseIdentifier(ouidA))(t)
	equal(t, "identifier", id, Identifier{Namespace: "taobao.ouid", Scope: "shop", Value: "AAFa1"})
	equal(t, "text", must(id.Text())(t), ouidA)
	equal(t, "text", must(Identifier{Namespace: "device", Value: "d:1"}.Text())(t), "device:d:1")
	operation := must(NormalizeOperation([]byte(`{"ids":["device:d1"]}`)))(t)
	same(t, "operation", operation, []byte(`{"op":"observe","ids":["device:d1"],"source":"","strength":"declared"}`))
}
