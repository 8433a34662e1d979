package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"runtime"
	"time"
)

// Option is a setting with which a graph is made, or opened.
type Option struct {
	set func(c *C.oneid_options, e **C.oneid_error) C.oneid_status
}

// Durability is when operations of a durable graph are durable.
type Durability uint32

const (
	// DurableImmediate: a call is durable when it returns. The default.
	DurableImmediate Durability = C.ONEID_DURABLE_IMMEDIATE
	// DurableGroup: calls are made durable together, when so many operations wait, or the first has waited so long.
	DurableGroup Durability = C.ONEID_DURABLE_GROUP
	// DurableNone: a call is durable after the next Sync, or when the graph is closed.
	DurableNone Durability = C.ONEID_DURABLE_NONE
)

// WithPolicy sets the policy. A graph that is made needs one; one that is opened has its own, and is opened only if this one is equal, or none is set.
func WithPolicy(policy *Policy) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		defer runtime.KeepAlive(policy)
		return C.oneid_options_policy(c, policy.handle(), e)
	}}
}

// WithDurability sets when operations are durable. The delay and the number of operations matter to DurableGroup alone.
func WithDurability(level Durability, maxDelay time.Duration, maxOperations uint64) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_durability(c, C.uint32_t(level), duration(maxDelay), C.uint64_t(maxOperations), e)
	}}
}

// WithRefusal sets the second key, under which erased identifiers are refused from now on. Default: they are not.
func WithRefusal(key Key) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_refuse_erased(c, bytes16(&key), e)
	}}
}

// WithCreate sets whether a durable graph is made where there is none. Default: it is.
func WithCreate(create bool) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_create(c, C.bool(create), e)
	}}
}

// WithWait sets how long opening waits for others who have the files. Default: not at all.
func WithWait(most time.Duration) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_wait_ms(c, duration(most), e)
	}}
}

// WithMostBytes sets the most bytes that a graph may come to (Graph.Memory), without its changes; what might exceed it is refused. Default: no bound.
func WithMostBytes(most uint64) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_most_bytes(c, C.uint64_t(most), e)
	}}
}

// WithThreads sets how many threads one call may use, the caller's among them. Default: 1, as is less.
func WithThreads(threads int) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_threads(c, size(threads), e)
	}}
}

// WithTuning sets two bounds of work that change no result: above how many records the partners of an identifier are counted as they come and go (default 64), and
// above how many conflicting links everything is resolved anew (default 10,000).
func WithTuning(countedAbove int, cascadeLinks uint64) Option {
	return Option{func(c *C.oneid_options, e **C.oneid_error) C.oneid_status {
		return C.oneid_options_tuning(c, size(countedAbove), C.uint64_t(cascadeLinks), e)
	}}
}

// withOptions makes a call with options.
func withOptions(key Key, options []Option, call func(c *C.oneid_options, e **C.oneid_error) C.oneid_status) error {
	var c *C.oneid_options
	err := try(func(e **C.oneid_error) C.oneid_status { return C.oneid_options_new(bytes16(&key), &c, e) })
	if err != nil {
		return err
	}
	defer C.oneid_options_free(c)
	for _, option := range options {
		if err := try(func(e **C.oneid_error) C.oneid_status { return option.set(c, e) }); err != nil {
			return err
		}
	}
	return try(func(e **C.oneid_error) C.oneid_status { return call(c, e) })
}

// duration in milliseconds, rounded up; a negative one is none.
func duration(d time.Duration) C.uint64_t {
	if d <= 0 {
		return 0
	}
	return C.uint64_t((d-1)/time.Millisecond) + 1
}

// size of a number; a negative one is none.
func size(n int) C.size_t {
	if n < 0 {
		return 0
	}
	return C.size_t(n)
}
