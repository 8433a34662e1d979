package oneid

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestADurableGraphIsOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	g := must(Open(dir, testKey(), WithPolicy(fansPolicy(t)), WithDurability(DurableGroup, time.Millisecond, 1000)))(t)
	_, err := Open(dir, testKey())
	refused(t, err, StatusLocked)
	applyFans(t, g)
	ok(t, g.Sync())
	if s := must(g.Snapshot())(t); s.Bytes == 0 || !s.OfUse {
		t.Fatalf("%+v", s)
	}
	must(g.Observe(Observation{IDs: []string{unionA}, Source: "after"}))(t)
	must(g.RetractSource("after"))(t)
	ok(t, g.Close())

	checked := must(CheckFiles(dir, testKey()))(t)
	equal(t, "files", []any{checked.Profiles, checked.Snapshots, checked.Problems}, []any{uint64(6801), uint64(1), []string{}})
	g = must(Open(dir, testKey(), WithCreate(false), WithWait(time.Second)))(t)
	recovery := must(read[map[string]json.RawMessage](g.Recovery()))(t)
	if string(recovery["snapshot"]) == "null" || recovery["snapshot"] == nil {
		t.Fatalf("it was not opened from its snapshot: %s", recovery)
	}
	ok(t, g.Check())
	compareProfiles(t, g)
	compareLookups(t, g)
	if string(must(g.StoreStats())(t)) == "null" {
		t.Fatal("a durable graph has no files")
	}
	must(g.Compact())(t)
	ok(t, g.Close())

	g = must(OpenReadOnly(dir, testKey()))(t)
	compareProfiles(t, g)
	_, err = g.Observe(Observation{IDs: []string{unionA}})
	refused(t, err, StatusReadOnly)
	ok(t, g.Close())
}

func TestBackupsAndDumpsMakeTheSameGraph(t *testing.T) {
	g := observed(t)
	dir := t.TempDir()
	backup, dump := filepath.Join(dir, "backup"), filepath.Join(dir, "dump.jsonl")
	ok(t, g.Backup(backup))
	ok(t, g.Dump(dump))
	refused(t, g.Backup(backup), StatusLocked)
	refused(t, g.Dump(dump), StatusIO)

	restored := must(Open(backup, testKey()))(t)
	defer restored.Close()
	again := newTestGraph(t)
	must(again.Apply(must(os.ReadFile(dump))(t)))(t)
	for _, other := range []*Graph{restored, again} {
		equal(t, "profile", must(other.ProfileOf(ouidA))(t), must(g.ProfileOf(ouidA))(t))
		ok(t, other.Check())
	}
}

func TestWhatCannotBeOpened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	_, err := Open(dir, testKey(), WithCreate(false))
	refused(t, err, StatusNotFound)
	_, err = OpenReadOnly(dir, testKey())
	refused(t, err, StatusNotFound)
	g := must(Open(dir, testKey(), WithPolicy(must(Preset("connected"))(t))))(t)
	must(g.Observe(Observation{IDs: []string{unionA, ouidA}}))(t)
	ok(t, g.Close())
	_, err = Open(dir, Key{1})
	refused(t, err, StatusKey)
	_, err = Open(dir, testKey(), WithPolicy(must(Preset("retail-cn"))(t)))
	refused(t, err, StatusPolicy)
	_, err = CheckFiles(filepath.Join(dir, "no"), testKey())
	refused(t, err, StatusNotFound)
	damage(t, dir)
	if checked := must(CheckFiles(dir, testKey()))(t); len(checked.Problems) == 0 {
		t.Fatal("damage is not seen")
	}
	_, err = Open(dir, testKey())
	refused(t, err, StatusDamaged)
}

// damage turns a bit in the middle of every file.
func damage(t *testing.T, dir string) {
	for _, path := range must(filepath.Glob(filepath.Join(dir, "*")))(t) {
		content := must(os.ReadFile(path))(t)
		if len(content) == 0 {
			continue
		}
		content[len(content)/2] ^= 1
		ok(t, os.WriteFile(path, content, 0o600))
	}
}

func TestErasedIdentifiersLeaveTheFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "graph")
	g := must(Open(dir, testKey(), WithPolicy(must(Preset("retail-cn"))(t)), WithRefusal(Key{9})))(t)
	defer g.Close()
	must(g.Observe(Observation{IDs: []string{unionA, ouidA}}))(t)
	must(g.EraseProfile(unionA))(t)
	must(g.Compact())(t)
	for _, path := range must(filepath.Glob(filepath.Join(dir, "*")))(t) {
		if bytes.Contains(must(os.ReadFile(path))(t), []byte("oUnionA1")) {
			t.Fatalf("%s still holds it", path)
		}
	}
}
