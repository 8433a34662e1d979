package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"runtime"
	"sync"
)

// Graph is an identity graph, in memory or in a directory.
type Graph struct {
	// gate is held to be read by those who use c, so that nobody frees it meanwhile.
	gate sync.RWMutex
	c    *C.oneid_graph
}

// New makes an empty graph in memory.
func New(policy *Policy, key Key, options ...Option) (*Graph, error) {
	options = append([]Option{WithPolicy(policy)}, options...)
	return newGraph(key, options, func(o *C.oneid_options, out **C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_new(o, out, e)
	})
}

// Open opens the durable graph of a directory, or makes it, which takes WithPolicy. One process writes a graph at a time.
func Open(dir string, key Key, options ...Option) (*Graph, error) {
	data, size := text(dir)
	return newGraph(key, options, func(o *C.oneid_options, out **C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_open(data, size, o, out, e)
	})
}

// OpenReadOnly opens the durable graph of a directory to be read: its newest state if nobody writes it, else that of its newest snapshot (Recovery says which).
func OpenReadOnly(dir string, key Key, options ...Option) (*Graph, error) {
	data, size := text(dir)
	return newGraph(key, options, func(o *C.oneid_options, out **C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_open_read_only(data, size, o, out, e)
	})
}

// FilesChecked is what CheckFiles found.
type FilesChecked struct {
	Generation  uint64   `json:"generation"`
	Blocks      uint64   `json:"blocks"`
	Identifiers uint64   `json:"identifiers"`
	Records     uint64   `json:"records"`
	Profiles    uint64   `json:"profiles"`
	Snapshots   uint64   `json:"snapshots"`
	Leftovers   []string `json:"leftovers"`
	// Problems tell what is damaged; if there are none, all is as it was written.
	Problems []string `json:"problems"`
}

// CheckFiles checks the files of a durable graph, every byte of them, without opening it. Damage is no error: FilesChecked.Problems tells it.
func CheckFiles(dir string, key Key, options ...Option) (FilesChecked, error) {
	data, size := text(dir)
	var out *C.oneid_text
	err := withOptions(key, options, func(o *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_check_files(data, size, o, &out, e)
	})
	if err != nil {
		return FilesChecked{}, err
	}
	return read[FilesChecked](take(out), nil)
}

func newGraph(key Key, options []Option, make func(o *C.oneid_options, out **C.oneid_graph, e **C.oneid_error) C.oneid_status) (*Graph, error) {
	g := new(Graph)
	err := withOptions(key, options, func(o *C.oneid_options, e **C.oneid_error) C.oneid_status { return make(o, &g.c, e) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(g, func(g *Graph) { C.oneid_graph_free(g.c) })
	return g, nil
}

// Close waits for calls that are going on, makes everything durable, gives the files and the memory back, and tells whether that went well. The graph is closed
// all the same, and all else that is asked of it fails with StatusClosed; readers go on to see the last state. To close it again does nothing.
func (g *Graph) Close() error {
	g.gate.Lock()
	defer g.gate.Unlock()
	if g.c == nil {
		return nil
	}
	err := try(func(e **C.oneid_error) C.oneid_status { return C.oneid_graph_close(g.c, e) })
	// One that panicked cannot be closed, but freed.
	C.oneid_graph_free(g.c)
	g.c = nil
	runtime.SetFinalizer(g, nil)
	return err
}

// try makes a call with a graph, if that is not closed.
func (g *Graph) try(call func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status) error {
	g.gate.RLock()
	defer g.gate.RUnlock()
	if g.c == nil {
		return closed("graph")
	}
	return try(func(e **C.oneid_error) C.oneid_status { return call(g.c, e) })
}

// answer makes a call with a graph that gives a text, and takes that.
func (g *Graph) answer(call func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status) ([]byte, error) {
	var out *C.oneid_text
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return call(c, &out, e) })
	if err != nil {
		return nil, err
	}
	return take(out), nil
}

// change makes a call with a graph that gives an outcome.
func (g *Graph) change(call func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status) (Outcome, error) {
	var out C.oneid_outcome
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return call(c, &out, e) })
	return outcome(&out), err
}

// Policy is the one in force.
func (g *Graph) Policy() (*Policy, error) {
	var p *C.oneid_policy
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_policy(c, &p, e) })
	if err != nil {
		return nil, err
	}
	return ownPolicy(p), nil
}
