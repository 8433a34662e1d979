package oneid

/*
#include <oneid.h>
*/
import "C"

import "encoding/json"

// Erase erases an identifier for good, and gives a receipt, which holds no personal data. The files of a durable graph still hold it until Compact has returned.
func (g *Graph) Erase(id string) (json.RawMessage, error) {
	data, size := text(id)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_erase(c, data, size, out, e)
	})
}

// EraseProfile erases every identifier of the profile that holds this one.
func (g *Graph) EraseProfile(id string) (json.RawMessage, error) {
	data, size := text(id)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_erase_profile(c, data, size, out, e)
	})
}

// RefuseErased refuses what is erased from now on, under a second key that is kept for this alone.
func (g *Graph) RefuseErased(key Key) error {
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_refuse_erased(c, bytes16(&key), e)
	})
}

// Readmit takes back that an erased identifier is refused, and tells whether it was.
func (g *Graph) Readmit(id string) (bool, error) {
	data, size := text(id)
	var was C.bool
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_readmit(c, data, size, &was, e)
	})
	return bool(was), err
}

// RefusedIdentifiers tells whether erased identifiers are refused, and how many are.
func (g *Graph) RefusedIdentifiers() (refuses bool, count uint64, err error) {
	var r C.bool
	var n C.uint64_t
	err = g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_refused_identifiers(c, &r, &n, e)
	})
	return bool(r), uint64(n), err
}
