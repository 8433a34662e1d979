package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// Strength is how much an observation weighs. The zero strength is the default, Declared.
type Strength uint32

const (
	// Inferred is a guess, or a weak sign.
	Inferred Strength = C.ONEID_INFERRED + 1
	// Declared is typed in by somebody.
	Declared Strength = C.ONEID_DECLARED + 1
	// Verified is proven by the customer.
	Verified Strength = C.ONEID_VERIFIED + 1
	// Authoritative is said by the platform that issues the identifier.
	Authoritative Strength = C.ONEID_AUTHORITATIVE + 1
	// Asserted is said to be one and the same by the merchant, or by a platform's own map.
	Asserted Strength = C.ONEID_ASSERTED + 1
)

var strengthNames = [...]string{Inferred: "inferred", Declared: "declared", Verified: "verified", Authoritative: "authoritative", Asserted: "asserted"}

// number of the library.
func (s Strength) number() C.uint32_t {
	if s == 0 {
		return C.ONEID_DECLARED
	}
	return C.uint32_t(s - 1)
}

// String is the name of a strength.
func (s Strength) String() string {
	switch {
	case s == 0:
		return strengthNames[Declared]
	case int(s) < len(strengthNames):
		return strengthNames[s]
	}
	return "unknown"
}

// MarshalText writes the name.
func (s Strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a name.
func (s *Strength) UnmarshalText(name []byte) error {
	for number, known := range strengthNames {
		if number > 0 && known == string(name) {
			*s = Strength(number)
			return nil
		}
	}
	return refuse(StatusOperation, "a strength is inferred, declared, verified, authoritative or asserted")
}

// Observation is identifiers that were seen together.
type Observation struct {
	// IDs are namespace[@scope]:value, 1 to 64 of them.
	IDs []string
	// At is when it was so; the zero time is "not known".
	At time.Time
	// Source may be empty.
	Source   string
	Strength Strength
	// Traits are a JSON object, or nothing.
	Traits json.RawMessage
}

// Op is what an operation does.
type Op string

// The operations of the contract.
const (
	OpObserve       Op = "observe"
	OpConfirm       Op = "confirm"
	OpSeparate      Op = "separate"
	OpRejoin        Op = "rejoin"
	OpRetract       Op = "retract"
	OpRetractSource Op = "retract_source"
	OpExpire        Op = "expire"
	OpErase         Op = "erase"
	OpEraseProfile  Op = "erase_profile"
)

// Operation is one change of a graph, for many to be applied as one. It reads and writes the JSON of the contract.
type Operation struct {
	// Op is OpObserve if it is empty.
	Op Op
	// IDs are those of all operations but of OpErase and OpEraseProfile, which have ID.
	IDs []string
	ID  string
	// At is when it was so; the zero time is "not known".
	At time.Time
	// Before is that of OpExpire.
	Before time.Time
	Source string
	// AllSources makes an OpExpire one of all sources, but then of nothing that is asserted.
	AllSources bool
	// Strength is that of OpObserve.
	Strength Strength
	// Traits are a JSON object, or nothing.
	Traits json.RawMessage
}

// operationLine is an operation as JSON has it: a key that an operation does not know is an error.
type operationLine struct {
	Op       Op              `json:"op,omitempty"`
	IDs      []string        `json:"ids,omitempty"`
	ID       string          `json:"id,omitempty"`
	At       *time.Time      `json:"at,omitempty"`
	Before   *time.Time      `json:"before,omitempty"`
	Source   *string         `json:"source,omitempty"`
	Strength *Strength       `json:"strength,omitempty"`
	Traits   json.RawMessage `json:"traits,omitempty"`
}

// MarshalJSON writes the JSON of the contract.
func (o Operation) MarshalJSON() ([]byte, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	line := operationLine{Op: o.Op, IDs: o.IDs, ID: o.ID, Traits: o.Traits}
	if !o.At.IsZero() {
		line.At = &o.At
	}
	if !o.Before.IsZero() {
		line.Before = &o.Before
	}
	if o.Source != "" || o.Op == OpRetractSource || o.Op == OpExpire && !o.AllSources {
		line.Source = &o.Source
	}
	if o.Strength != 0 {
		line.Strength = &o.Strength
	}
	return json.Marshal(line)
}

// check refuses what JSON could not say, or would say otherwise.
func (o *Operation) check() error {
	if o.AllSources && o.Source != "" {
		return refuse(StatusOperation, "of all sources, or of one?")
	}
	// JSON would have another character in place of what is not UTF-8, and so another identifier.
	for _, s := range append([]string{o.ID, o.Source}, o.IDs...) {
		if !utf8.ValidString(s) {
			return refuse(StatusUTF8, "text of an operation is not UTF-8")
		}
	}
	return nil
}

// UnmarshalJSON reads the JSON of the contract.
func (o *Operation) UnmarshalJSON(raw []byte) error {
	var line operationLine
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&line); err != nil {
		return err
	}
	*o = Operation{Op: line.Op, IDs: line.IDs, ID: line.ID, Traits: line.Traits}
	if line.At != nil {
		o.At = *line.At
	}
	if line.Before != nil {
		o.Before = *line.Before
	}
	if line.Source != nil {
		o.Source = *line.Source
	}
	if line.Strength != nil {
		o.Strength = *line.Strength
	}
	o.AllSources = line.Op == OpExpire && line.Source == nil
	return nil
}
