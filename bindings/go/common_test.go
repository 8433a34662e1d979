package oneid

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// testKey is the key of all programs that are compared: the bytes 0 to 15.
func testKey() Key {
	var key Key
	for i := range key {
		key[i] = byte(i)
	}
	return key
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that a call failed with a status.
func refused(t testing.TB, err error, status Status) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error; wanted %s", err, status)
	}
	if e.Status != status || !errors.Is(err, status) || e.Message == "" || len(e.Problems) == 0 {
		t.Fatalf("%#v; wanted %s", e, status)
	}
	return e
}

func equal(t testing.TB, what string, got, wanted any) {
	t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		t.Fatalf("%s: got %v, wanted %v", what, got, wanted)
	}
}

// same compares JSON by what it says.
func same(t testing.TB, what string, got, wanted []byte) {
	t.Helper()
	if !reflect.DeepEqual(parsed(t, got), parsed(t, wanted)) {
		t.Fatalf("%s: got %s, wanted %s", what, got, wanted)
	}
}

func parsed(t testing.TB, raw []byte) any {
	t.Helper()
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	ok(t, decoder.Decode(&value))
	return value
}

// expected reads a file of what the Rust library makes of the example fan bases.
func expected(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("ONEID_EXPECTED")
	if dir == "" {
		t.Skip("ONEID_EXPECTED names no directory")
	}
	return must(os.ReadFile(filepath.Join(dir, name)))(t)
}

func expectedLines(t testing.TB, name string) [][]byte {
	t.Helper()
	return bytes.Split(bytes.TrimSpace(expected(t, name)), []byte("\n"))
}

// newTestGraph is an empty graph in memory that is closed with the test.
func newTestGraph(t testing.TB, options ...Option) *Graph {
	t.Helper()
	g := must(New(must(Preset("retail-cn"))(t), testKey(), options...))(t)
	t.Cleanup(func() { ok(t, g.Close()) })
	return g
}

const (
	unionA  = "wechat.unionid@acct:oUnionA1"
	openA   = "wechat.openid@app:oOpenA1"
	ouidA   = "taobao.ouid@shop:AAFa1"
	ouidB   = "taobao.ouid@shop:AAFb1"
	phoneA  = "phone:+8613800138001"
	sourceA = "taobao/shop"
)

// observed is a graph that knows one customer of three identifiers, and another of one.
func observed(t testing.TB, options ...Option) *Graph {
	t.Helper()
	g := newTestGraph(t, options...)
	must(g.ObserveBatch([]Observation{
		{IDs: []string{unionA, openA}, Source: "wechat", Strength: Authoritative},
		{IDs: []string{openA, ouidA}, Source: sourceA, Strength: Verified, Traits: json.RawMessage(`{"city":"杭州"}`)},
		{IDs: []string{ouidB}, Source: sourceA},
	}))(t)
	return g
}
