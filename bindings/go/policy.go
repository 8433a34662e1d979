package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"encoding/json"
	"runtime"
)

// Policy is the rules of who is one customer. It never changes.
type Policy struct{ c *C.oneid_policy }

func newPolicy(make func(out **C.oneid_policy, e **C.oneid_error) C.oneid_status) (*Policy, error) {
	var c *C.oneid_policy
	if err := try(func(e **C.oneid_error) C.oneid_status { return make(&c, e) }); err != nil {
		return nil, err
	}
	return ownPolicy(c), nil
}

func ownPolicy(c *C.oneid_policy) *Policy {
	p := &Policy{c}
	runtime.SetFinalizer(p, func(p *Policy) { C.oneid_policy_free(p.c) })
	return p
}

// handle is NULL of no policy.
func (p *Policy) handle() *C.oneid_policy {
	if p == nil {
		return nil
	}
	return p.c
}

// Preset is the policy of this name: connected, first-owner, last-login or retail-cn.
func Preset(name string) (*Policy, error) {
	data, size := text(name)
	return newPolicy(func(out **C.oneid_policy, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_preset(data, size, out, e)
	})
}

// ParsePolicy reads a policy of TOML. The error has every problem.
func ParsePolicy(toml string) (*Policy, error) {
	data, size := text(toml)
	return newPolicy(func(out **C.oneid_policy, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_from_toml(data, size, out, e)
	})
}

func (p *Policy) answer(call func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status) ([]byte, error) {
	defer runtime.KeepAlive(p)
	return answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status { return call(p.handle(), out, e) })
}

// TOML reads back as the same policy.
func (p *Policy) TOML() (string, error) {
	return words(p.answer(func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_to_toml(c, out, e)
	}))
}

// JSON is the policy as one object, every namespace with all its rules.
func (p *Policy) JSON() (json.RawMessage, error) {
	return p.answer(func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_to_json(c, out, e)
	})
}

// Warnings tell what is allowed but hardly meant; mostly there are none.
func (p *Policy) Warnings() ([]string, error) {
	return read[[]string](p.answer(func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_warnings(c, out, e)
	}))
}

// Links tells whether records of a source link anything.
func (p *Policy) Links(source string) (bool, error) {
	defer runtime.KeepAlive(p)
	var links C.bool
	data, size := text(source)
	err := try(func(e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_links(p.handle(), data, size, &links, e)
	})
	return bool(links), err
}

// TraitRule names the rule by which a trait is shown: newest, oldest, most_frequent, min, max, all or sum.
func (p *Policy) TraitRule(name string) (string, error) {
	data, size := text(name)
	return words(p.answer(func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_trait_rule(c, data, size, out, e)
	}))
}

// Canonical is what an identifier stands for under a policy and a key, as a graph prints it: itself first, then one for each digest that its namespace bridges to.
func (p *Policy) Canonical(key Key, id string) ([]string, error) {
	data, size := text(id)
	return read[[]string](p.answer(func(c *C.oneid_policy, out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_policy_canonical(c, bytes16(&key), data, size, out, e)
	}))
}
