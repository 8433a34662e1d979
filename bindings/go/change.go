package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"time"
)

// Outcome is what an operation, or a batch, did.
type Outcome struct {
	// FirstChange is the sequence number of the first change of profiles that it made, if it made any; NextChange that which the next will have.
	FirstChange, NextChange uint64
	// RecordsAdded are new; RecordsDropped are gone.
	RecordsAdded, RecordsDropped uint64
	// IdentifiersAdded were not known; IdentifiersDropped are not known any more.
	IdentifiersAdded, IdentifiersDropped uint64
	// SeparationsAdded are pairs that were not yet separated; SeparationsDropped were taken back, or erased with an identifier.
	SeparationsAdded, SeparationsDropped uint64
	// What was erased: known identifiers, records that held some of these, those that are gone, traits, mentions in others' invited_by, separations.
	ErasedIdentifiers, ErasedRecords, ErasedRecordsRemoved, ErasedTraits, ErasedMentions, ErasedSeparations uint64
	// What was left out since it is erased and refused.
	RefusedIdentifiers, RefusedTraits, RefusedObservations, RefusedSeparations uint64
}

func outcome(c *C.oneid_outcome) Outcome {
	return Outcome{
		FirstChange:          uint64(c.first_change),
		NextChange:           uint64(c.next_change),
		RecordsAdded:         uint64(c.records_added),
		RecordsDropped:       uint64(c.records_dropped),
		IdentifiersAdded:     uint64(c.identifiers_added),
		IdentifiersDropped:   uint64(c.identifiers_dropped),
		SeparationsAdded:     uint64(c.separations_added),
		SeparationsDropped:   uint64(c.separations_dropped),
		ErasedIdentifiers:    uint64(c.erased_identifiers),
		ErasedRecords:        uint64(c.erased_records),
		ErasedRecordsRemoved: uint64(c.erased_records_removed),
		ErasedTraits:         uint64(c.erased_traits),
		ErasedMentions:       uint64(c.erased_mentions),
		ErasedSeparations:    uint64(c.erased_separations),
		RefusedIdentifiers:   uint64(c.refused_identifiers),
		RefusedTraits:        uint64(c.refused_traits),
		RefusedObservations:  uint64(c.refused_observations),
		RefusedSeparations:   uint64(c.refused_separations),
	}
}

// Apply applies operations as JSON Lines, as one: all of them, or none.
func (g *Graph) Apply(lines []byte) (Outcome, error) {
	data, size := octets(lines)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_apply(c, data, size, out, e)
	})
}

// ApplyOperations applies operations as one: all of them, or none.
func (g *Graph) ApplyOperations(operations []Operation) (Outcome, error) {
	lines, err := operationLines(operations)
	if err != nil {
		return Outcome{}, err
	}
	return g.Apply(lines)
}

// DryRun tells what operations, as JSON Lines, would do, without doing it: {"outcome":{…},"changes":[…]}.
func (g *Graph) DryRun(lines []byte) (json.RawMessage, error) {
	data, size := octets(lines)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_dry_run(c, data, size, out, e)
	})
}

func operationLines(operations []Operation) ([]byte, error) {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, operation := range operations {
		if err := encoder.Encode(operation); err != nil {
			return nil, unwritten(err)
		}
	}
	return lines.Bytes(), nil
}

// unwritten is why an operation could not be written as JSON: what check refused, or traits that are no JSON.
func unwritten(err error) error {
	var refused *Error
	if errors.As(err, &refused) {
		return refused
	}
	return refuse(StatusOperation, "it cannot be written as JSON")
}

// Observe applies one observation. Many at once cost far less: ObserveBatch, ApplyPrepared.
func (g *Graph) Observe(o Observation) (Outcome, error) {
	ids := textsOf(o.IDs)
	defer ids.put()
	source, sourceSize := text(o.Source)
	traits, traitsSize := octets(o.Traits)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_observe(c, ids.data(), ids.lengths(), C.size_t(ids.count), milliseconds(o.At), source, sourceSize,
			o.Strength.number(), traits, traitsSize, out, e)
	})
}

// Confirm says that identifiers are one and the same customer's: an observation of strength Asserted. The zero time is "no time is known".
func (g *Graph) Confirm(ids []string, at time.Time, source string) (Outcome, error) {
	t := textsOf(ids)
	defer t.put()
	data, size := text(source)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_confirm(c, t.data(), t.lengths(), C.size_t(t.count), milliseconds(at), data, size, out, e)
	})
}

// Separate says that two identifiers never share a profile, whatever the evidence.
func (g *Graph) Separate(a, b string, at time.Time, source string) (Outcome, error) {
	one, oneSize := text(a)
	other, otherSize := text(b)
	data, size := text(source)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_separate(c, one, oneSize, other, otherSize, milliseconds(at), data, size, out, e)
	})
}

// Rejoin takes a separation back, whoever said it.
func (g *Graph) Rejoin(a, b string) (Outcome, error) {
	one, oneSize := text(a)
	other, otherSize := text(b)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_rejoin(c, one, oneSize, other, otherSize, out, e)
	})
}

// Retract drops the records of exactly these identifiers and this source, of any strength.
func (g *Graph) Retract(ids []string, source string) (Outcome, error) {
	t := textsOf(ids)
	defer t.put()
	data, size := text(source)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_retract(c, t.data(), t.lengths(), C.size_t(t.count), data, size, out, e)
	})
}

// RetractSource drops every record of a source: a bad import is undone as if it had never been.
func (g *Graph) RetractSource(source string) (Outcome, error) {
	data, size := text(source)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_retract_source(c, data, size, out, e)
	})
}

// Expire drops the records of all sources whose last time is before a time, but none that is asserted. Records without a time stay.
func (g *Graph) Expire(before time.Time) (Outcome, error) { return g.expire(before, nil, 0) }

// ExpireSource drops the records of one source whose last time is before a time. Records without a time stay.
func (g *Graph) ExpireSource(before time.Time, source string) (Outcome, error) {
	data, size := text(source)
	return g.expire(before, data, size)
}

func (g *Graph) expire(before time.Time, source *C.char, sourceSize C.size_t) (Outcome, error) {
	if before.IsZero() {
		return Outcome{}, refuse(StatusTimestamp, "before which time?")
	}
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_expire(c, milliseconds(before), source, sourceSize, out, e)
	})
}

// Simulate tells what another policy would give, without changing anything: counts, and every profile that would merge or split.
func (g *Graph) Simulate(policy *Policy) (json.RawMessage, error) {
	defer runtime.KeepAlive(policy)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_simulate(c, policy.handle(), out, e)
	})
}

// ApplyPolicy puts another policy in force, for good. Scopes are to be prepared anew.
func (g *Graph) ApplyPolicy(policy *Policy) (Outcome, error) {
	defer runtime.KeepAlive(policy)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_apply_policy(c, policy.handle(), out, e)
	})
}
