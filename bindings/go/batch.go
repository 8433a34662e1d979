package oneid

/*
#include <oneid.h>

// These put the columns together here, so that Go hands over memory that holds no pointers of Go.

static oneid_status observe_batch(oneid_graph *graph, size_t count, const uint32_t *id_counts, size_t id_count,
	char *const *ids, const size_t *id_sizes, const int64_t *at, char *const *sources, const size_t *source_sizes,
	const uint32_t *strengths, char *const *traits, const size_t *traits_sizes, oneid_outcome *outcome, oneid_error **error) {
	oneid_observations batch = {0};
	batch.count = count;
	batch.id_counts = id_counts;
	batch.id_count = id_count;
	batch.ids = (const char *const *)ids;
	batch.id_sizes = id_sizes;
	batch.at = at;
	batch.sources = (const char *const *)sources;
	batch.source_sizes = source_sizes;
	batch.strengths = strengths;
	batch.traits = (const char *const *)traits;
	batch.traits_sizes = traits_sizes;
	return oneid_graph_observe_batch(graph, &batch, outcome, error);
}

static oneid_status apply_prepared(oneid_graph *graph, size_t count, const uint32_t *id_counts, size_t id_count,
	const uint32_t *scopes, char *const *values, const size_t *value_sizes, const int64_t *at, const uint32_t *sources,
	const uint32_t *strengths, char *const *traits, const size_t *traits_sizes, oneid_outcome *outcome, oneid_error **error) {
	oneid_prepared_observations batch = {0};
	batch.count = count;
	batch.id_counts = id_counts;
	batch.id_count = id_count;
	batch.scopes = scopes;
	batch.values = (const char *const *)values;
	batch.value_sizes = value_sizes;
	batch.at = at;
	batch.sources = sources;
	batch.strengths = strengths;
	batch.traits = (const char *const *)traits;
	batch.traits_sizes = traits_sizes;
	return oneid_graph_apply_prepared(graph, &batch, outcome, error);
}
*/
import "C"

import (
	"encoding/json"
	"sync"
	"time"
	"unsafe"
)

// PreparedScope is the number of a namespace in a scope, of one graph, as long as its policy is in force.
type PreparedScope uint32

// PreparedSource is the number of a source, of one graph.
type PreparedSource uint32

// PreparedIdentifier is a canonical value in its scope.
type PreparedIdentifier struct {
	Scope PreparedScope `json:"scope"`
	Value string        `json:"value"`
}

// PreparedObservation is an Observation of a scope and source that have been prepared, and of canonical values.
type PreparedObservation struct {
	// IDs are 1 to 640.
	IDs []PreparedIdentifier
	// At is when it was so; the zero time is "not known".
	At       time.Time
	Source   PreparedSource
	Strength Strength
	// Traits are a JSON object, or nothing.
	Traits json.RawMessage
}

// PrepareScope finds a namespace in a scope once for all its identifiers. An empty scope is none.
func (g *Graph) PrepareScope(namespace, scope string) (PreparedScope, error) {
	data, size := text(namespace)
	where, whereSize := optional(scope)
	var number C.uint32_t
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_prepare_scope(c, data, size, where, whereSize, &number, e)
	})
	return PreparedScope(number), err
}

// PrepareSource finds a source once for all its observations.
func (g *Graph) PrepareSource(source string) (PreparedSource, error) {
	data, size := text(source)
	var number C.uint32_t
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_prepare_source(c, data, size, &number, e)
	})
	return PreparedSource(number), err
}

// Prepare gives the canonical values that an identifier stands for: itself first, then one for each digest that its namespace bridges to. A printed fingerprint,
// namespace:#…, has no value, and is refused.
func (g *Graph) Prepare(id string) ([]PreparedIdentifier, error) {
	data, size := text(id)
	return read[[]PreparedIdentifier](g.answer(func(c *C.oneid_graph, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_prepare(c, data, size, out, e)
	}))
}

// columns are a batch on its way to the library; their memory is used again.
type columns struct {
	idCounts, scopes, sourceNumbers, strengths []uint32
	at                                         []int64
	ids, sources, traits                       *texts
	row                                        []string
}

var columnsPool = sync.Pool{New: func() any { return &columns{ids: newTexts(), sources: newTexts(), traits: newTexts()} }}

func newColumns() *columns {
	c := columnsPool.Get().(*columns)
	c.idCounts, c.scopes, c.sourceNumbers, c.strengths, c.at = c.idCounts[:0], c.scopes[:0], c.sourceNumbers[:0], c.strengths[:0], c.at[:0]
	return c
}

func (c *columns) put() {
	for i := range c.row {
		c.row[i] = ""
	}
	columnsPool.Put(c)
}

func (c *columns) add(ids int, at time.Time, strength Strength, traits json.RawMessage) {
	c.idCounts = append(c.idCounts, uint32(ids))
	c.at = append(c.at, int64(milliseconds(at)))
	c.strengths = append(c.strengths, uint32(strength.number()))
	c.traits.add([]string{view(traits)})
}

// view is bytes as a string, without a copy, for as long as nobody writes them.
func view(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

// ObserveBatch applies observations in order, as one: all of them, or none. A few thousand at once is best.
func (g *Graph) ObserveBatch(observations []Observation) (Outcome, error) {
	columns := newColumns()
	defer columns.put()
	columns.observations(observations)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.observe_batch(c, C.size_t(len(observations)), numbers[C.uint32_t](columns.idCounts), C.size_t(columns.ids.count),
			columns.ids.data(), columns.ids.lengths(), numbers[C.int64_t](columns.at), columns.sources.data(), columns.sources.lengths(),
			numbers[C.uint32_t](columns.strengths), columns.traits.data(), columns.traits.lengths(), out, e)
	})
}

func (c *columns) observations(observations []Observation) {
	ids, idBytes, sourceBytes, traitBytes := 0, 0, 0, 0
	for i := range observations {
		o := &observations[i]
		ids += len(o.IDs)
		for _, id := range o.IDs {
			idBytes += len(id)
		}
		sourceBytes += len(o.Source)
		traitBytes += len(o.Traits)
	}
	c.ids.reset(ids, idBytes)
	c.sources.reset(len(observations), sourceBytes)
	c.traits.reset(len(observations), traitBytes)
	for i := range observations {
		o := &observations[i]
		c.ids.add(o.IDs)
		c.sources.add([]string{o.Source})
		c.add(len(o.IDs), o.At, o.Strength, o.Traits)
	}
}

// ApplyPrepared applies prepared observations in order, as one: all of them, or none. It is the quickest way in; a few thousand at once is best.
func (g *Graph) ApplyPrepared(observations []PreparedObservation) (Outcome, error) {
	columns := newColumns()
	defer columns.put()
	columns.prepared(observations)
	return g.change(func(c *C.oneid_graph, out *C.oneid_outcome, e **C.oneid_error) C.oneid_status {
		return C.apply_prepared(c, C.size_t(len(observations)), numbers[C.uint32_t](columns.idCounts), C.size_t(columns.ids.count),
			numbers[C.uint32_t](columns.scopes), columns.ids.data(), columns.ids.lengths(), numbers[C.int64_t](columns.at),
			numbers[C.uint32_t](columns.sourceNumbers), numbers[C.uint32_t](columns.strengths), columns.traits.data(), columns.traits.lengths(), out, e)
	})
}

func (c *columns) prepared(observations []PreparedObservation) {
	ids, idBytes, traitBytes := 0, 0, 0
	for i := range observations {
		o := &observations[i]
		ids += len(o.IDs)
		for j := range o.IDs {
			idBytes += len(o.IDs[j].Value)
		}
		traitBytes += len(o.Traits)
	}
	c.ids.reset(ids, idBytes)
	c.traits.reset(len(observations), traitBytes)
	for i := range observations {
		o := &observations[i]
		c.row = c.row[:0]
		for j := range o.IDs {
			c.scopes = append(c.scopes, uint32(o.IDs[j].Scope))
			c.row = append(c.row, o.IDs[j].Value)
		}
		c.ids.add(c.row)
		c.sourceNumbers = append(c.sourceNumbers, uint32(o.Source))
		c.add(len(o.IDs), o.At, o.Strength, o.Traits)
	}
}
