package oneid

/*
#include <oneid.h>
*/
import "C"

import "encoding/json"

// Refused gives every link that was refused, with the reason.
func (g *Graph) Refused() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_refused(c, out, e)
	})
}

// Contradictory gives every record that contradicts itself.
func (g *Graph) Contradictory() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_contradictory(c, out, e)
	})
}

// Shared gives every identifier that too many have: [{"id":…,"upto":…,"partners":…},…].
func (g *Graph) Shared() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_shared(c, out, e)
	})
}

// Blocked gives every known identifier that the policy blocks.
func (g *Graph) Blocked() ([]string, error) {
	return read[[]string](g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_blocked(c, out, e)
	}))
}

// Reassigned gives every identifier that has been given to another holder.
func (g *Graph) Reassigned() ([]string, error) {
	return read[[]string](g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_reassigned(c, out, e)
	}))
}

// Sources gives every source, and what is kept of it.
func (g *Graph) Sources() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_sources(c, out, e)
	})
}

// Stats counts what the graph holds, and the work it has done.
func (g *Graph) Stats() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_stats(c, out, e)
	})
}

// Memory is what the graph sets aside, in bytes, by what for.
func (g *Graph) Memory() (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_memory(c, out, e)
	})
}

// RefusedCount says how many links were refused.
func (g *Graph) RefusedCount() (uint64, error) {
	var count C.uint64_t
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_refused_count(c, &count, e)
	})
	return uint64(count), err
}

// Check checks every invariant of a graph; StatusInvariant with the one that does not hold, which is a bug of the library.
func (g *Graph) Check() error {
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_check(c, e) })
}
