package oneid

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func TestAnErrorSaysWhatIsWrong(t *testing.T) {
	_, err := ParsePolicy("colour = 1\nshape = 2\n")
	e := refused(t, err, StatusPolicy)
	if len(e.Problems) != 2 || !strings.Contains(e.Message, "colour") || !strings.HasPrefix(err.Error(), "oneid: policy: ") {
		t.Fatalf("%#v", e)
	}
	_, err = ParsePhone("138****8001", "CN")
	equal(t, "reason", refused(t, err, StatusIdentifierValue).Reason, "masked")
	_, err = Preset("no such")
	equal(t, "reason", refused(t, err, StatusArgument).Reason, "")
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	g := observed(t)
	before := must(g.Stats())(t)
	bad := map[Status]Observation{
		StatusIdentifierSyntax: {IDs: []string{"no identifier"}},
		StatusUnknownNamespace: {IDs: []string{"no.such:1"}},
		StatusScope:            {IDs: []string{"wechat.openid:o1"}},
		StatusIdentifierValue:  {IDs: []string{"phone:12"}},
		StatusOperation:        {},
		StatusTrait:            {IDs: []string{ouidA}, Traits: json.RawMessage(`{"City":1}`)},
		StatusTimestamp:        {IDs: []string{ouidA}, At: time.UnixMilli(-1)},
		StatusArgument:         {IDs: []string{ouidA}, Strength: 77},
		StatusUTF8:             {IDs: []string{"taobao.ouid@shop:\xff"}},
	}
	for status, o := range bad {
		_, err := g.Observe(o)
		refused(t, err, status)
		_, err = g.ObserveBatch([]Observation{{IDs: []string{ouidA, ouidB}}, o})
		if e := refused(t, err, status); !strings.Contains(e.Message, "[1]") && !strings.Contains(e.Message, "operation 2") {
			t.Fatalf("%s does not say where", e)
		}
	}
	_, err := g.Apply([]byte(`{"op":"observe","ids":["taobao.ouid@shop:1"]}` + "\nnothing"))
	refused(t, err, StatusOperation)
	_, err = g.ApplyOperations([]Operation{{IDs: []string{"taobao.ouid@shop:\xff"}}})
	refused(t, err, StatusUTF8)
	_, err = g.ApplyOperations([]Operation{{IDs: []string{ouidA}, Traits: json.RawMessage(`{`)}})
	refused(t, err, StatusOperation)
	_, err = g.ApplyOperations([]Operation{{Op: OpExpire, Before: time.Now(), Source: "a", AllSources: true}})
	refused(t, err, StatusOperation)
	_, err = g.Expire(time.Time{})
	refused(t, err, StatusTimestamp)
	same(t, "stats", must(g.Stats())(t), before)
}

func TestPreparedNumbersOfAnotherGraphAreRefused(t *testing.T) {
	g := observed(t)
	reader := must(g.Reader())(t)
	_, _, err := reader.LookupPrepared(4000, "AAFa1")
	refused(t, err, StatusOperation)
	_, err = reader.LookupPreparedBatch([]PreparedScope{4000}, []string{"AAFa1"})
	refused(t, err, StatusOperation)
	_, err = reader.LookupPreparedBatch(nil, []string{"AAFa1"})
	refused(t, err, StatusArgument)
	_, err = g.ApplyPrepared([]PreparedObservation{{IDs: []PreparedIdentifier{{4000, "AAFa1"}}}})
	refused(t, err, StatusOperation)
	scope, source := must(g.PrepareScope("device", ""))(t), must(g.PrepareSource(""))(t)
	must(g.ApplyPrepared([]PreparedObservation{{IDs: []PreparedIdentifier{{scope, "d1"}}, Source: source}}))(t)
	if _, known, err := reader.LookupPrepared(scope, "d1"); !known || err != nil {
		t.Fatal(known, err)
	}
	_, err = g.PrepareScope("phone", "one")
	refused(t, err, StatusScope)
	_, err = g.PrepareScope("no.such", "")
	refused(t, err, StatusUnknownNamespace)
}

func TestEmptyListsAreNothing(t *testing.T) {
	g := observed(t)
	before := must(g.Stats())(t)
	reader := must(g.Reader())(t)
	for _, err := range []error{
		second(g.Apply(nil)), second(g.ApplyOperations(nil)), second(g.ObserveBatch(nil)), second(g.ApplyPrepared(nil)),
		second(reader.LookupBatch(nil)), second(reader.LookupPreparedBatch(nil, nil)),
	} {
		ok(t, err)
	}
	same(t, "stats", must(g.Stats())(t), before)
}

func second[T any](_ T, err error) error { return err }

func TestWhatIsClosedRefuses(t *testing.T) {
	g := observed(t)
	reader, all := must(g.Reader())(t), must(g.Profiles())(t)
	open := must(g.Profiles())(t)
	ok(t, reader.Close())
	ok(t, all.Close())
	ok(t, g.Close())
	for _, again := range []io.Closer{reader, all, g} {
		ok(t, again.Close())
	}
	closed := []error{
		second(g.Stats()), second(g.Observe(Observation{IDs: []string{ouidA}})), second(g.Reader()), second(g.Profiles()), second(g.Policy()), g.Check(),
		second(reader.LookupBatch(nil)), second(reader.Clone()), second(reader.Wait(0, 0)), second(all.Next()), second(open.Next()),
		second(new(Graph).Stats()), second(new(Reader).Clone()), second(new(Profiles).Next()), new(Graph).Close(),
	}
	for _, err := range closed[:len(closed)-1] {
		refused(t, err, StatusClosed)
	}
	ok(t, closed[len(closed)-1])
	_, _, err := reader.Lookup(ouidA)
	refused(t, err, StatusClosed)
	_, _, err = reader.LookupPrepared(0, "")
	refused(t, err, StatusClosed)
}

func TestNoPolicyIsNoPolicy(t *testing.T) {
	_, err := New(nil, testKey())
	refused(t, err, StatusNull)
	g := observed(t)
	_, err = g.Simulate(nil)
	refused(t, err, StatusNull)
	_, err = (*Policy)(nil).TOML()
	refused(t, err, StatusNull)
	_, err = new(Manifest).FanBases()
	refused(t, err, StatusNull)
}

func TestOptionsAreObeyed(t *testing.T) {
	g := newTestGraph(t, WithMostBytes(1), WithThreads(2), WithTuning(8, 100))
	_, err := g.Observe(Observation{IDs: []string{ouidA}})
	refused(t, err, StatusCapacity)
	_, err = New(must(Preset("connected"))(t), testKey(), WithDurability(9, 0, 0))
	refused(t, err, StatusArgument)
	newTestGraph(t, WithThreads(-1), WithTuning(-1, 0))
	g = newTestGraph(t, WithRefusal(Key{7}))
	refuses, count, err := g.RefusedIdentifiers()
	equal(t, "refusal", []any{refuses, count, err}, []any{true, uint64(0), error(nil)})
}

func TestKeysAndIdsReadAndWrite(t *testing.T) {
	equal(t, "key", must(ParseKey("000102030405060708090a0b0c0d0e0f"))(t), testKey())
	_, err := ParseKey("0001")
	refused(t, err, StatusKey)
	equal(t, "a key does not show", testKey().String()+testKey().GoString(), "oneid.Key(…)oneid.Key(…)")
	id := ProfileID(testKey())
	text := "00010203-0405-0607-0809-0a0b0c0d0e0f"
	equal(t, "text", id.String(), text)
	equal(t, "id", must(ParseProfileID(text))(t), id)
	for _, bad := range []string{"", "0", text + "0", text[1:], "0001020304050607080-90a0b0c0d0e0f---", strings.Replace(text, "0a", "xx", 1)} {
		_, err := ParseProfileID(bad)
		refused(t, err, StatusArgument)
	}
}
