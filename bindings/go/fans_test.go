package oneid

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"sort"
	"testing"
	"time"
)

// atOnce is how many operations were applied at once when the expected results were made.
const atOnce = 100

func applyFans(t testing.TB, g *Graph) {
	t.Helper()
	lines := expectedLines(t, "operations.jsonl")
	for len(lines) > 0 {
		size := atOnce
		if len(lines) < size {
			size = len(lines)
		}
		must(g.Apply(bytes.Join(lines[:size], []byte("\n"))))(t)
		lines = lines[size:]
	}
}

func fansPolicy(t testing.TB) *Policy {
	t.Helper()
	return must(ParsePolicy(string(expected(t, "policy.toml"))))(t)
}

func fans(t testing.TB) *Graph {
	t.Helper()
	g := must(New(fansPolicy(t), testKey()))(t)
	t.Cleanup(func() { ok(t, g.Close()) })
	applyFans(t, g)
	return g
}

func TestFansAreWhatTheRustLibraryMakesOfThem(t *testing.T) {
	g := fans(t)
	// First, since whatever reads links counts that.
	t.Run("stats", func(t *testing.T) { same(t, "stats", must(g.Stats())(t), expected(t, "stats.json")) })
	ok(t, g.Check())
	t.Run("profiles", func(t *testing.T) { compareProfiles(t, g) })
	t.Run("lookups", func(t *testing.T) { compareLookups(t, g) })
	t.Run("prepared lookups", func(t *testing.T) { comparePreparedLookups(t, g) })
	t.Run("explanations", func(t *testing.T) { compareExplanations(t, g) })
	t.Run("changes", func(t *testing.T) { compareChanges(t, g) })
}

func compareProfiles(t *testing.T, g *Graph) {
	all := must(g.Profiles())(t)
	var profiles []*Profile
	for {
		profile, err := all.Next()
		if err == io.EOF {
			break
		}
		ok(t, err)
		profiles = append(profiles, profile)
	}
	ok(t, all.Close())
	sort.Slice(profiles, func(i, j int) bool { return bytes.Compare(profiles[i].ID[:], profiles[j].ID[:]) < 0 })
	lines := expectedLines(t, "profiles.jsonl")
	equal(t, "profiles", len(profiles), len(lines))
	for i, line := range lines {
		same(t, "profile", must(json.Marshal(profiles[i]))(t), line)
		same(t, "profile as JSON", must(g.ProfileJSON(profiles[i].ID))(t), line)
		again := must(g.ProfileOf(profiles[i].Identifiers[0]))(t)
		equal(t, "profile of an identifier", again, profiles[i])
	}
}

type wantedLookup struct {
	ID      string    `json:"id"`
	Profile ProfileID `json:"profile"`
}

func wantedLookups(t testing.TB) []wantedLookup {
	var wanted []wantedLookup
	for _, line := range expectedLines(t, "lookups.jsonl") {
		wanted = append(wanted, must(read[wantedLookup](line, nil))(t))
	}
	return wanted
}

func compareLookups(t *testing.T, g *Graph) {
	reader := must(g.Reader())(t)
	defer reader.Close()
	wanted := wantedLookups(t)
	var ids []string
	for _, w := range wanted {
		id, found, err := reader.Lookup(w.ID)
		ok(t, err)
		equal(t, w.ID, id, w.Profile)
		equal(t, w.ID, found, 1)
		ids = append(ids, w.ID)
	}
	lookups := must(reader.LookupBatch(ids))(t)
	for i, w := range wanted {
		equal(t, w.ID, lookups.Profiles[i], w.Profile)
		equal(t, w.ID, lookups.Found[i], uint8(1))
	}
}

// comparePreparedLookups looks up what operations name: printed fingerprints have no values to be prepared.
func comparePreparedLookups(t *testing.T, g *Graph) {
	reader, policy := must(g.Reader())(t), must(g.Policy())(t)
	defer reader.Close()
	printed := map[string]ProfileID{}
	for _, w := range wantedLookups(t) {
		printed[w.ID] = w.Profile
	}
	var scopes []PreparedScope
	var values []string
	var wanted []ProfileID
	for _, line := range expectedLines(t, "operations.jsonl") {
		for _, id := range must(read[Operation](line, nil))(t).IDs {
			canonical := must(policy.Canonical(testKey(), id))(t)
			for i, prepared := range must(g.Prepare(id))(t) {
				scopes, values = append(scopes, prepared.Scope), append(values, prepared.Value)
				wanted = append(wanted, printed[canonical[i]])
			}
		}
	}
	lookups := must(reader.LookupPreparedBatch(scopes, values))(t)
	equal(t, "prepared lookups", lookups.Profiles, wanted)
	for i, value := range values {
		id, found, err := reader.LookupPrepared(scopes[i], value)
		ok(t, err)
		equal(t, value, id, wanted[i])
		equal(t, value, found, lookups.Found[i] == 1)
	}
}

func compareExplanations(t *testing.T, g *Graph) {
	type wanted struct{ A, B, Explanation json.RawMessage }
	for i, line := range expectedLines(t, "explanations.jsonl") {
		w := must(read[wanted](line, nil))(t)
		a, b := must(read[string](w.A, nil))(t), must(read[string](w.B, nil))(t)
		same(t, "explanation", must(g.Explain(a, b))(t), w.Explanation)
		if i%100 == 0 {
			verified := must(read[struct {
				Explanation json.RawMessage
				Confirmed   bool
			}](g.Verify(a, b)))(t)
			same(t, "verified explanation", verified.Explanation, w.Explanation)
			equal(t, "confirmed", verified.Confirmed, true)
		}
	}
}

func compareChanges(t *testing.T, g *Graph) {
	lines := expectedLines(t, "changes.jsonl")
	var changes []Change
	for since := uint64(0); ; {
		some, next, err := g.ChangesSince(since, 1000)
		ok(t, err)
		if len(some) == 0 {
			equal(t, "next", next, since)
			break
		}
		changes = append(changes, some...)
		since = next
	}
	equal(t, "changes", len(changes), len(lines))
	for i, line := range lines {
		same(t, "change", must(json.Marshal(changes[i]))(t), line)
	}
}

func TestOperationsReadAndWriteTheContract(t *testing.T) {
	g := must(New(fansPolicy(t), testKey()))(t)
	defer g.Close()
	var operations []Operation
	for _, line := range expectedLines(t, "operations.jsonl") {
		operation := must(read[Operation](line, nil))(t)
		same(t, "operation", must(json.Marshal(operation))(t), line)
		operations = append(operations, operation)
	}
	must(g.ApplyOperations(operations))(t)
	compareCounts(t, g)
}

// compareCounts compares what a graph holds, whatever work that was.
func compareCounts(t *testing.T, g *Graph) {
	type counts struct{ Identifiers, Profiles, Records, Links, Separations int }
	equal(t, "counts", must(read[counts](g.Stats()))(t), must(read[counts](expected(t, "stats.json"), nil))(t))
}

func TestBatchesGiveWhatOperationsGive(t *testing.T) {
	whole, prepared := must(New(fansPolicy(t), testKey()))(t), must(New(fansPolicy(t), testKey()))(t)
	defer whole.Close()
	defer prepared.Close()
	var observations []Observation
	var ready []PreparedObservation
	for _, line := range expectedLines(t, "operations.jsonl") {
		o := must(read[Operation](line, nil))(t)
		observations = append(observations, Observation{IDs: o.IDs, At: o.At, Source: o.Source, Strength: o.Strength, Traits: o.Traits})
		p := PreparedObservation{At: o.At, Source: must(prepared.PrepareSource(o.Source))(t), Strength: o.Strength, Traits: o.Traits}
		for _, id := range o.IDs {
			p.IDs = append(p.IDs, must(prepared.Prepare(id))(t)...)
		}
		ready = append(ready, p)
	}
	for len(observations) > 0 {
		size := atOnce
		if len(observations) < size {
			size = len(observations)
		}
		one := must(whole.ObserveBatch(observations[:size]))(t)
		equal(t, "outcome", must(prepared.ApplyPrepared(ready[:size]))(t), one)
		observations, ready = observations[size:], ready[size:]
	}
	for _, g := range []*Graph{whole, prepared} {
		same(t, "stats", must(g.Stats())(t), expected(t, "stats.json"))
		compareProfiles(t, g)
	}
}

func TestAManifestIsImported(t *testing.T) {
	path := "../../examples/fans/manifest.toml"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the example fan bases are not here")
	}
	m := must(ReadManifest(path, nil))(t)
	equal(t, "a fan base's strength", must(m.FanBases())(t)[0].Strength, Declared)
	g := must(New(must(m.Policy())(t), testKey()))(t)
	defer g.Close()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	report := must(read[map[string]json.RawMessage](g.Import(m, now)))(t)
	if report["fan_bases"] == nil || report["reach"] == nil {
		t.Fatalf("no report: %v", report)
	}
	compareCounts(t, g)
	compareProfiles(t, g)
	other := newTestGraph(t)
	_, err := other.Import(m, now)
	refused(t, err, StatusArgument)
	_, err = ReadManifest("no such file", nil)
	refused(t, err, StatusIO)
}
