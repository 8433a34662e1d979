package oneid

/*
#include <oneid.h>

// What a lookup found comes back by value, and the reader is a number, so that Go sets no memory aside: it would, to check a pointer.
typedef struct {
	uint8_t profile[16];
	uint8_t found;
	oneid_status status;
	oneid_error *error;
} looked_up;

static looked_up look_up(uintptr_t reader, const char *id, size_t id_size) {
	looked_up l = {{0}};
	l.status = oneid_reader_lookup((const oneid_reader *)reader, id, id_size, l.profile, &l.found, &l.error);
	return l;
}

static looked_up look_up_prepared(uintptr_t reader, uint32_t scope, const char *value, size_t value_size) {
	looked_up l = {{0}};
	l.status = oneid_reader_lookup_prepared((const oneid_reader *)reader, scope, value, value_size, l.profile, &l.found, &l.error);
	return l;
}

static oneid_status look_up_batch(const oneid_reader *reader, char *const *ids, const size_t *id_sizes, size_t count,
	uint8_t *profiles, uint8_t *found, oneid_error **error) {
	return oneid_reader_lookup_batch(reader, (const char *const *)ids, id_sizes, count, profiles, found, error);
}

static oneid_status look_up_prepared_batch(const oneid_reader *reader, const uint32_t *scopes, char *const *values,
	const size_t *value_sizes, size_t count, uint8_t *profiles, uint8_t *found, oneid_error **error) {
	return oneid_reader_lookup_prepared_batch(reader, scopes, (const char *const *)values, value_sizes, count, profiles, found, error);
}
*/
import "C"

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

// Reader looks identifiers up in a graph while others write to it. A lookup waits for nobody, and nobody waits for it; what one call did to the graph is seen all
// at once. It outlives its graph, of which it then sees the last state.
//
// oneid_reader_read, which makes several lookups of one state, is not offered: a goroutine that stops in the middle of it, for the collector say, would hold up
// whoever writes.
type Reader struct{ held atomic.Pointer[reading] }

// reading is freed when no call uses it any more.
type reading struct{ c *C.oneid_reader }

func (held *reading) number() C.uintptr_t { return C.uintptr_t(uintptr(unsafe.Pointer(held.c))) }

func newReader(c *C.oneid_reader) *Reader {
	held := &reading{c}
	runtime.SetFinalizer(held, func(held *reading) { C.oneid_reader_free(held.c) })
	r := new(Reader)
	r.held.Store(held)
	return r
}

// Reader gives a reader of a graph.
func (g *Graph) Reader() (*Reader, error) {
	var r *C.oneid_reader
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_reader(c, &r, e) })
	if err != nil {
		return nil, err
	}
	return newReader(r), nil
}

// Close ends the use of a reader: whatever is asked of it fails with StatusClosed from then on. Calls that are going on are finished. To close it again does nothing.
func (r *Reader) Close() error {
	r.held.Store(nil)
	return nil
}

// try makes a call with a reader, if that is not closed.
func (r *Reader) try(call func(c *C.oneid_reader, e **C.oneid_error) C.oneid_status) error {
	held := r.held.Load()
	if held == nil {
		return closed("reader")
	}
	defer runtime.KeepAlive(held)
	return try(func(e **C.oneid_error) C.oneid_status { return call(held.c, e) })
}

// Clone gives another reader of the same graph.
func (r *Reader) Clone() (*Reader, error) {
	var clone *C.oneid_reader
	err := r.try(func(c *C.oneid_reader, e **C.oneid_error) C.oneid_status { return C.oneid_reader_clone(c, &clone, e) })
	if err != nil {
		return nil, err
	}
	return newReader(clone), nil
}

// Lookup gives the profile of an identifier, namespace[@scope]:value, and how many there are: 0 if it is not known; more than 1 where a raw value stands for several
// identifiers that lie in several profiles, of which the first is given.
func (r *Reader) Lookup(id string) (ProfileID, int, error) {
	held := r.held.Load()
	if held == nil {
		return ProfileID{}, 0, closed("reader")
	}
	data, size := text(id)
	l := C.look_up(held.number(), data, size)
	runtime.KeepAlive(held)
	if l.status != C.ONEID_OK {
		return ProfileID{}, 0, failure(l.status, l.error)
	}
	return profileID(&l.profile), int(l.found), nil
}

// LookupPrepared gives the profile of a canonical value in a scope, and whether it is known.
func (r *Reader) LookupPrepared(scope PreparedScope, value string) (ProfileID, bool, error) {
	held := r.held.Load()
	if held == nil {
		return ProfileID{}, false, closed("reader")
	}
	data, size := text(value)
	l := C.look_up_prepared(held.number(), C.uint32_t(scope), data, size)
	runtime.KeepAlive(held)
	if l.status != C.ONEID_OK {
		return ProfileID{}, false, failure(l.status, l.error)
	}
	return profileID(&l.profile), l.found != 0, nil
}

func profileID(c *[16]C.uint8_t) (id ProfileID) {
	for i, b := range c {
		id[i] = byte(b)
	}
	return id
}

// Lookups are what a batch found.
type Lookups struct {
	// Profiles has zeros for what is not known.
	Profiles []ProfileID
	// Found says how many profiles there are, as Lookup does; 255 stands for that and more.
	Found []uint8
}

func newLookups(count int) Lookups {
	return Lookups{Profiles: make([]ProfileID, count), Found: make([]uint8, count)}
}

// LookupBatch gives the profile of each identifier. Each is looked up in some state.
func (r *Reader) LookupBatch(ids []string) (Lookups, error) {
	t := textsOf(ids)
	defer t.put()
	lookups := newLookups(len(ids))
	err := r.try(func(c *C.oneid_reader, e **C.oneid_error) C.oneid_status {
		return C.look_up_batch(c, t.data(), t.lengths(), C.size_t(t.count), numbers[C.uint8_t](lookups.Profiles), numbers[C.uint8_t](lookups.Found), e)
	})
	return lookups, err
}

// LookupPreparedBatch gives the profile of each canonical value in the scope of the same place. One of many costs a fraction of a single lookup; a few thousand at once is
// best. Each is looked up in some state.
func (r *Reader) LookupPreparedBatch(scopes []PreparedScope, values []string) (Lookups, error) {
	if len(scopes) != len(values) {
		return Lookups{}, refuse(StatusArgument, "as many scopes as values are needed")
	}
	t := textsOf(values)
	defer t.put()
	lookups := newLookups(len(values))
	err := r.try(func(c *C.oneid_reader, e **C.oneid_error) C.oneid_status {
		return C.look_up_prepared_batch(c, numbers[C.uint32_t](scopes), t.data(), t.lengths(), C.size_t(t.count),
			numbers[C.uint8_t](lookups.Profiles), numbers[C.uint8_t](lookups.Found), e)
	})
	return lookups, err
}

// Wait waits until there are changes from a sequence number on, or so long, and gives the number that the next change will have. It keeps a thread of the system
// meanwhile. What the changes are, Graph.ChangesSince tells; Graph.Follow does both.
func (r *Reader) Wait(since uint64, most time.Duration) (uint64, error) {
	var next C.uint64_t
	err := r.try(func(c *C.oneid_reader, e **C.oneid_error) C.oneid_status {
		return C.oneid_reader_wait(c, C.uint64_t(since), duration(most), &next, e)
	})
	return uint64(next), err
}
