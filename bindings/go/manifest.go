package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"encoding/json"
	"runtime"
	"time"
)

// Manifest says what fan-base files there are, and how each is read. It never changes.
type Manifest struct{ c *C.oneid_manifest }

// FanBase is one that a manifest names.
type FanBase struct {
	Name     string   `json:"name"`
	Platform string   `json:"platform"`
	File     string   `json:"file"`
	Source   string   `json:"source"`
	Strength Strength `json:"strength"`
}

// ReadManifest reads a manifest; files that it names lie beside it. policy takes the place of the one that it names; nil: that one. The error has every problem.
func ReadManifest(path string, policy *Policy) (*Manifest, error) {
	defer runtime.KeepAlive(policy)
	data, size := text(path)
	var c *C.oneid_manifest
	err := try(func(e **C.oneid_error) C.oneid_status {
		return C.oneid_manifest_read(data, size, policy.handle(), &c, e)
	})
	if err != nil {
		return nil, err
	}
	m := &Manifest{c}
	runtime.SetFinalizer(m, func(m *Manifest) { C.oneid_manifest_free(m.c) })
	return m, nil
}

// handle is NULL of no manifest.
func (m *Manifest) handle() *C.oneid_manifest {
	if m == nil {
		return nil
	}
	return m.c
}

// Policy is the one to merge under.
func (m *Manifest) Policy() (*Policy, error) {
	defer runtime.KeepAlive(m)
	return newPolicy(func(out **C.oneid_policy, e **C.oneid_error) C.oneid_status {
		return C.oneid_manifest_policy(m.handle(), out, e)
	})
}

// FanBases are those that a manifest names.
func (m *Manifest) FanBases() ([]FanBase, error) {
	defer runtime.KeepAlive(m)
	return read[[]FanBase](answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_manifest_fan_bases(m.handle(), out, e)
	}))
}

// Import reads every fan base into a graph of the manifest's policy, in batches, and tells what became of every row, and whom fan bases and platforms reach. Rows whose
// time is after now are skipped, and counted. What has been read before a failure stays: RetractSource takes it back.
func (g *Graph) Import(manifest *Manifest, now time.Time) (json.RawMessage, error) {
	defer runtime.KeepAlive(manifest)
	return g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_import(c, manifest.handle(), milliseconds(now), out, e)
	})
}
