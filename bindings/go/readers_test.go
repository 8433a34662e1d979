package oneid

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
)

const chain = 400

func member(i int) string { return fmt.Sprintf("jd.xid@shop:member%d", i) }

// TestReadersSeeEachCallAsAWhole: a chain of identifiers grows by one with each call, so that what is known is always of the first one's profile.
func TestReadersSeeEachCallAsAWhole(t *testing.T) {
	g := must(New(must(Preset("connected"))(t), testKey()))(t)
	defer g.Close()
	must(g.Observe(Observation{IDs: []string{member(0)}}))(t)
	reader := must(g.Reader())(t)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for i := 0; i < 4; i++ {
		readers.Add(1)
		clone := must(reader.Clone())(t)
		go func() {
			defer readers.Done()
			readChain(t, g, clone, done)
		}()
	}
	for i := 1; i < chain; i++ {
		must(g.Observe(Observation{IDs: []string{member(i - 1), member(i)}}))(t)
	}
	close(done)
	readers.Wait()
	equal(t, "members", len(must(g.ProfileOf(member(0)))(t).Identifiers), chain)
}

func readChain(t *testing.T, g *Graph, reader *Reader, done chan struct{}) {
	var ids []string
	for i := chain - 1; i >= 0; i-- {
		ids = append(ids, member(i))
	}
	for {
		lookups, err := reader.LookupBatch(ids)
		if err != nil {
			t.Error(err)
			return
		}
		first, found, err := reader.Lookup(member(0))
		if err != nil || found != 1 {
			t.Error(found, err)
		}
		for i, id := range lookups.Profiles {
			if lookups.Found[i] == 1 && id != first {
				t.Errorf("%s is of %s, not %s", ids[i], id, first)
			}
		}
		if _, err := g.Explain(member(0), member(1)); err != nil {
			t.Error(err)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func TestClosingWhileOthersUseIt(t *testing.T) {
	for round := 0; round < 20; round++ {
		g := observed(t)
		reader, all := must(g.Reader())(t), must(g.Profiles())(t)
		var users sync.WaitGroup
		use := func(call func() error) {
			users.Add(1)
			go func() {
				defer users.Done()
				for {
					if err := call(); err != nil {
						if !errors.Is(err, StatusClosed) {
							t.Error(err)
						}
						return
					}
					runtime.Gosched()
				}
			}()
		}
		use(func() error { _, _, err := reader.Lookup(ouidA); return err })
		use(func() error { _, err := reader.LookupBatch([]string{ouidA, ouidB}); return err })
		use(func() error { _, err := g.Stats(); return err })
		use(func() error { _, err := g.Observe(Observation{IDs: []string{ouidA}}); return err })
		use(func() error {
			if _, err := all.Next(); errors.Is(err, StatusClosed) {
				return err
			}
			return nil
		})
		runtime.GC()
		ok(t, reader.Close())
		ok(t, g.Close())
		ok(t, all.Close())
		users.Wait()
	}
}

func TestWhatIsForgottenIsFreed(t *testing.T) {
	for i := 0; i < 200; i++ {
		g := must(New(must(Preset("connected"))(t), testKey()))(t)
		must(g.Observe(Observation{IDs: []string{member(0)}, Traits: json.RawMessage(`{"city":"杭州"}`)}))(t)
		must(g.Profiles())(t)
		reader := must(g.Reader())(t)
		if i%20 == 0 {
			runtime.GC()
		}
		if _, found, err := reader.Lookup(member(0)); found != 1 || err != nil {
			t.Fatal(found, err)
		}
	}
}

func TestAReaderOutlivesItsGraph(t *testing.T) {
	g := observed(t)
	reader := must(g.Reader())(t)
	id, _, err := reader.Lookup(ouidA)
	ok(t, err)
	ok(t, g.Close())
	again, found, err := reader.Lookup(ouidA)
	equal(t, "lookup", []any{again, found, err}, []any{id, 1, error(nil)})
}

func TestALookupSetsNoMemoryAside(t *testing.T) {
	g := observed(t)
	reader := must(g.Reader())(t)
	scope := must(g.PrepareScope("taobao.ouid", "shop"))(t)
	allocations := testing.AllocsPerRun(100, func() {
		_, _, _ = reader.Lookup(ouidA)
		_, _, _ = reader.LookupPrepared(scope, "AAFa1")
	})
	equal(t, "allocations", allocations, 0.0)
}
