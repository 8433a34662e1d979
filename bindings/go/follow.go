package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"
)

// Change is one of profiles; their sequence numbers increase.
type Change struct {
	Sequence uint64 `json:"sequence"`
	// Kind is created, merged, split, moved, renamed, forgotten or erased.
	Kind string `json:"kind"`
	// From and Into are the profiles concerned; nil where the kind has none.
	From        *ProfileID `json:"from,omitempty"`
	Into        *ProfileID `json:"into,omitempty"`
	Identifiers []string   `json:"identifiers"`
}

const (
	// followed is how many changes Follow reads at once.
	followed = 1024
	// patience is how long Follow waits before it looks whether it is to stop.
	patience = 50 * time.Millisecond
)

// ChangesSince gives changes from a sequence number on, at most so many, and the number to go on from. Those before FirstChange have been trimmed: whoever asks for
// these gets those from there on.
func (g *Graph) ChangesSince(since uint64, most int) ([]Change, uint64, error) {
	var next C.uint64_t
	lines, err := g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_changes_since(c, C.uint64_t(since), size(most), out, &next, e)
	})
	if err != nil {
		return nil, 0, err
	}
	changes, err := readChanges(lines)
	return changes, uint64(next), err
}

func readChanges(lines []byte) ([]Change, error) {
	var changes []Change
	decoder := json.NewDecoder(bytes.NewReader(lines))
	for {
		var change Change
		switch err := decoder.Decode(&change); err {
		case nil:
			changes = append(changes, change)
		case io.EOF:
			return changes, nil
		default:
			return nil, err
		}
	}
}

// Follow hands every change from a sequence number on to handle, those that there are and those to come, until the context is done, the graph is closed or handle
// fails; it gives the number to go on from, and why it ended.
func (g *Graph) Follow(ctx context.Context, since uint64, handle func(Change) error) (uint64, error) {
	reader, err := g.Reader()
	if err != nil {
		return since, err
	}
	defer reader.Close()
	for {
		if since, err = g.handOver(ctx, since, handle); err != nil {
			return since, err
		}
		if _, err := reader.Wait(since, patience); err != nil {
			return since, err
		}
	}
}

// handOver hands over the changes that there are.
func (g *Graph) handOver(ctx context.Context, since uint64, handle func(Change) error) (uint64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return since, err
		}
		changes, next, err := g.ChangesSince(since, followed)
		if err != nil {
			return since, err
		}
		if len(changes) == 0 {
			return next, nil
		}
		for _, change := range changes {
			since = change.Sequence
			if err := ctx.Err(); err != nil {
				return since, err
			}
			if err := handle(change); err != nil {
				return since, err
			}
			since = change.Sequence + 1
		}
	}
}

// FirstChange is the sequence number of the first change that is still kept, or of the next if none is.
func (g *Graph) FirstChange() (uint64, error) {
	var sequence C.uint64_t
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_first_change(c, &sequence, e)
	})
	return uint64(sequence), err
}

// TrimChanges drops changes before a sequence number: every consumer has seen them.
func (g *Graph) TrimChanges(before uint64) error {
	return g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_trim_changes(c, C.uint64_t(before), e)
	})
}
