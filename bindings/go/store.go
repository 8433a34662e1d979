package oneid

/*
#include <oneid.h>
*/
import "C"

import "encoding/json"

// Recovery tells how a durable graph was opened: {"snapshot":…,"blocks":…,"bad_snapshots":[…],"erasures_to_compact":…,"as_of_snapshot":…}.
func (g *Graph) Recovery() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_recovery(c, out, e)
	})
}

// StoreStats tells what the files take, and how far they are; null for a graph that is not in files, or opened to be read.
func (g *Graph) StoreStats() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_store_stats(c, out, e)
	})
}

// Sync makes every operation that has returned durable. Without effect in memory.
func (g *Graph) Sync() error {
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_sync(c, e) })
}

// Snapshotted is what became of a snapshot.
type Snapshotted struct {
	Bytes uint64 `json:"bytes"`
	// OfUse is false if the graph has been compacted meanwhile.
	OfUse bool `json:"of_use"`
}

// Snapshot takes a snapshot and writes it: the next opening starts from it. Changes wait while it is taken, not while it is written.
func (g *Graph) Snapshot() (Snapshotted, error) {
	return read[Snapshotted](g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_snapshot(c, out, e)
	}))
}

// Compact rewrites the journal as what the graph holds now: what has been erased is in no file any more. Readers go on.
func (g *Graph) Compact() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_compact(c, out, e)
	})
}

// Backup writes the graph as it is, in memory or in files, into a directory that has none: a durable graph to be opened by itself.
func (g *Graph) Backup(dir string) error {
	data, size := text(dir)
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_backup(c, data, size, e)
	})
}

// Dump writes operations that make the graph anew, as JSON Lines, into a file that there is not yet: for Apply of a graph of the same policy and key. Values that are
// retained stand in it in the clear.
func (g *Graph) Dump(path string) error {
	data, size := text(path)
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_dump(c, data, size, e) })
}
