package oneid

/*
#include <oneid.h>
*/
import "C"

import "encoding/json"

// Explain tells why two identifiers are one customer, or why they are not: the object that oneid explain --json prints.
func (g *Graph) Explain(a, b string) (json.RawMessage, error) {
	one, oneSize := text(a)
	other, otherSize := text(b)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_explain(c, one, oneSize, other, otherSize, out, e)
	})
}

// Verify explains two identifiers and has every step of it recomputed from the records it cites: {"explanation":{…},"confirmed":true}, or what could not be confirmed.
func (g *Graph) Verify(a, b string) (json.RawMessage, error) {
	one, oneSize := text(a)
	other, otherSize := text(b)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_verify(c, one, oneSize, other, otherSize, out, e)
	})
}

// Cut gives a smallest set of records that, taken away, leaves two identifiers of one profile in two, and what simulating that shows; null if they are not in one.
func (g *Graph) Cut(a, b string) (json.RawMessage, error) {
	one, oneSize := text(a)
	other, otherSize := text(b)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_cut(c, one, oneSize, other, otherSize, out, e)
	})
}

// History gives the merges that made a profile, each with its record; null if there is no such profile.
func (g *Graph) History(profile ProfileID) (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_history(c, bytes16(&profile), out, e)
	})
}

// Bridges gives the records that alone hold a profile together; null if there is no such profile.
func (g *Graph) Bridges(profile ProfileID) (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_bridges(c, bytes16(&profile), out, e)
	})
}

// Evidence gives all evidence of a profile as a graph: identifiers, links, records; null if there is no such profile.
func (g *Graph) Evidence(profile ProfileID) (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_evidence(c, bytes16(&profile), out, e)
	})
}

// Candidates are a data steward's work list: what awaits a decision, at most so many, the heaviest first.
func (g *Graph) Candidates(most int) (json.RawMessage, error) {
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_candidates(c, size(most), out, e)
	})
}

// RecordsOf gives the records that hold an identifier.
func (g *Graph) RecordsOf(id string) (json.RawMessage, error) {
	data, size := text(id)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_records_of(c, data, size, out, e)
	})
}

// LookupStanding gives an identifier with its profile and how it stands; an empty array if it is not known, several where a raw value stands for several identifiers.
func (g *Graph) LookupStanding(id string) (json.RawMessage, error) {
	data, size := text(id)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_lookup(c, data, size, out, e)
	})
}

// Export gives all that is held on the profile of an identifier, the answer to a subject's access request; null if it is not known.
func (g *Graph) Export(id string) (json.RawMessage, error) {
	data, size := text(id)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_export(c, data, size, out, e)
	})
}
