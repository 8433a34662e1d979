package oneid

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

const (
	members    = 2000
	iterations = 2500
	// mostGrowth is far less than what comes together if one of the calls below keeps what it made.
	mostGrowth = 8 << 20
)

// resident is how much memory the process has, of Go and of C.
func resident(t *testing.T) int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("this system does not tell how much memory a process has")
	}
	var size, pages int
	must(fmt.Sscan(string(statm), &size, &pages))(t)
	return pages * os.Getpagesize()
}

// TestNothingIsKept: what calls give is freed, by them, by Close or by the collector.
func TestNothingIsKept(t *testing.T) {
	g := must(New(must(Preset("connected"))(t), testKey()))(t)
	defer g.Close()
	var ids []string
	for i := 0; i < members; i++ {
		ids = append(ids, member(i))
		must(g.Observe(Observation{IDs: []string{member(i), member(i % 2 * i)}}))(t)
	}
	wrong := wrongPolicy()
	calls := map[string]func(){
		"errors":    func() { refused(t, second(ParsePolicy(wrong)), StatusPolicy) },
		"texts":     func() { must(must(Preset("retail-cn"))(t).JSON())(t) },
		"profiles":  func() { must(g.ProfileOf(member(0)))(t) },
		"JSON":      func() { must(g.Profiles())(t).Close() },
		"forgotten": func() { must(g.Profiles())(t) },
		"lookups":   func() { must(must(g.Reader())(t).LookupBatch(ids))(t) },
		"graphs":    func() { makeAndForget(t, ids[:64]) },
	}
	for name, call := range calls {
		repeat(call)
		before := resident(t)
		repeat(call)
		if growth := resident(t) - before; growth > mostGrowth {
			t.Errorf("%s: memory grew by %d MiB", name, growth>>20)
		}
	}
}

// wrongPolicy has many problems.
func wrongPolicy() string {
	var toml strings.Builder
	for i := 0; i < 200; i++ {
		fmt.Fprintf(&toml, "key%d = 1\n", i)
	}
	return toml.String()
}

// makeAndForget closes neither the graph nor its reader.
func makeAndForget(t *testing.T, ids []string) {
	g := must(New(must(Preset("connected"))(t), testKey()))(t)
	must(g.Observe(Observation{IDs: ids}))(t)
	must(g.Reader())(t)
}

func repeat(call func()) {
	for i := 0; i < iterations; i++ {
		call()
		if i%100 == 0 {
			runtime.GC()
		}
	}
	runtime.GC()
}
