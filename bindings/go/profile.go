package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"encoding/json"
	"runtime"
	"sync"
)

// Profile is one customer, as it was when it was asked for. As JSON it is the object that the library and the command line write.
type Profile struct {
	ID ProfileID `json:"id"`
	// Identifiers are in the order of bytes.
	Identifiers []string `json:"ids"`
	// Traits are JSON by name.
	Traits map[string]json.RawMessage `json:"traits"`
	// Blocked are those of Identifiers that the policy says identify nobody; Shared those that too many have; Reassigned those given to another holder.
	Blocked    []string `json:"blocked,omitempty"`
	Shared     []string `json:"shared,omitempty"`
	Reassigned []string `json:"reassigned,omitempty"`
}

// takeProfile reads a profile, and frees it.
func takeProfile(c *C.oneid_profile) (*Profile, error) {
	defer C.oneid_profile_free(c)
	p := &Profile{Traits: map[string]json.RawMessage{}, Identifiers: []string{}}
	err := try(func(e **C.oneid_error) C.oneid_status { return C.oneid_profile_id(c, bytes16(&p.ID), e) })
	if err != nil {
		return nil, err
	}
	for i, count := C.size_t(0), C.oneid_profile_identifier_count(c); i < count; i++ {
		p.add(C.GoString(C.oneid_profile_identifier(c, i)), C.oneid_profile_identifier_standing(c, i))
	}
	for i, count := C.size_t(0), C.oneid_profile_trait_count(c); i < count; i++ {
		name := C.GoString(C.oneid_profile_trait_name(c, i))
		p.Traits[name] = json.RawMessage(C.GoString(C.oneid_profile_trait_value(c, i)))
	}
	return p, nil
}

func (p *Profile) add(id string, standing C.uint32_t) {
	p.Identifiers = append(p.Identifiers, id)
	if standing&C.ONEID_BLOCKED != 0 {
		p.Blocked = append(p.Blocked, id)
	}
	if standing&C.ONEID_SHARED != 0 {
		p.Shared = append(p.Shared, id)
	}
	if standing&C.ONEID_REASSIGNED != 0 {
		p.Reassigned = append(p.Reassigned, id)
	}
}

// Profile gives the profile of an id: as long as the identifier that an id was made from is known, the profile that holds it now. nil if there is none.
func (g *Graph) Profile(id ProfileID) (*Profile, error) {
	return g.profile(func(c *C.oneid_graph, out **C.oneid_profile, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_profile(c, bytes16(&id), out, e)
	})
}

// ProfileOf gives the profile that holds an identifier, the first where it stands for several. nil if it is not known.
func (g *Graph) ProfileOf(id string) (*Profile, error) {
	data, size := text(id)
	return g.profile(func(c *C.oneid_graph, out **C.oneid_profile, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_profile_of(c, data, size, out, e)
	})
}

func (g *Graph) profile(call func(c *C.oneid_graph, out **C.oneid_profile, e **C.oneid_error) C.oneid_status) (*Profile, error) {
	var p *C.oneid_profile
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return call(c, &p, e) })
	if there, err := found(err); !there {
		return nil, err
	}
	return takeProfile(p)
}

// ProfileJSON gives a profile as JSON, for those who only pass it on. nil if there is none.
func (g *Graph) ProfileJSON(id ProfileID) (json.RawMessage, error) {
	var p *C.oneid_profile
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status {
		return C.oneid_graph_profile(c, bytes16(&id), &p, e)
	})
	if there, err := found(err); !there {
		return nil, err
	}
	defer C.oneid_profile_free(p)
	return answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status { return C.oneid_profile_to_json(p, out, e) })
}

// Profiles goes through all profiles, in no particular order: those that there were at its beginning.
type Profiles struct {
	// gate is held by who uses c, so that nobody frees it meanwhile.
	gate sync.Mutex
	c    *C.oneid_profiles
}

// Profiles begins to go through all profiles.
func (g *Graph) Profiles() (*Profiles, error) {
	p := new(Profiles)
	err := g.try(func(c *C.oneid_graph, e **C.oneid_error) C.oneid_status { return C.oneid_graph_profiles(c, &p.c, e) })
	if err != nil {
		return nil, err
	}
	runtime.SetFinalizer(p, func(p *Profiles) { C.oneid_profiles_free(p.c) })
	return p, nil
}

// Close frees what is left to go through. To close it again does nothing.
func (p *Profiles) Close() error {
	p.gate.Lock()
	defer p.gate.Unlock()
	C.oneid_profiles_free(p.c)
	p.c = nil
	runtime.SetFinalizer(p, nil)
	return nil
}

func (p *Profiles) try(call func(c *C.oneid_profiles, e **C.oneid_error) C.oneid_status) error {
	p.gate.Lock()
	defer p.gate.Unlock()
	if p.c == nil {
		return closed("iterator")
	}
	return try(func(e **C.oneid_error) C.oneid_status { return call(p.c, e) })
}

// Next gives the next profile, as it is now; one that has become part of another since the beginning is passed over. io.EOF after the last.
func (p *Profiles) Next() (*Profile, error) {
	var profile *C.oneid_profile
	err := p.try(func(c *C.oneid_profiles, e **C.oneid_error) C.oneid_status {
		return C.oneid_profiles_next(c, &profile, e)
	})
	if err != nil {
		return nil, err
	}
	return takeProfile(profile)
}

// NextJSON gives the next profiles, at most so many, as JSON Lines. io.EOF after the last.
func (p *Profiles) NextJSON(most int) ([]byte, error) {
	if most < 1 {
		return nil, refuse(StatusArgument, "at least one profile at a time")
	}
	var out *C.oneid_text
	err := p.try(func(c *C.oneid_profiles, e **C.oneid_error) C.oneid_status {
		return C.oneid_profiles_next_json(c, size(most), &out, e)
	})
	if err != nil {
		return nil, err
	}
	return take(out), nil
}

// NextIDs writes the next ids of profiles, as they were at the beginning, and gives how many there were. io.EOF after the last.
func (p *Profiles) NextIDs(ids []ProfileID) (int, error) {
	if len(ids) == 0 {
		return 0, refuse(StatusArgument, "there is no room for ids")
	}
	var count C.size_t
	err := p.try(func(c *C.oneid_profiles, e **C.oneid_error) C.oneid_status {
		return C.oneid_profiles_next_ids(c, numbers[C.uint8_t](ids), C.size_t(len(ids)), &count, e)
	})
	return int(count), err
}
