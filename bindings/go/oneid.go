// Package oneid tells which identifiers of many platforms belong to one customer.
//
// It binds the shared library of oneid by cgo; its header, oneid.h, says of every function what it does, what it costs and how it fails, and is the
// manual of this package too. A Graph takes observations in and is asked about customers; a Reader looks identifiers up while others write.
//
// # Errors
//
// Whatever the library refuses is an *Error with a Status. A Status is an error itself, so that errors.Is(err, oneid.StatusLocked) asks for one.
//
// # Goroutines
//
// Everything here may be used by any number of goroutines at any time, also while another closes it. Calls of one Graph that change it wait for all others;
// those that ask go side by side. A Reader waits for nobody.
//
// # Memory
//
// Graph and Profiles are closed when they are done with; the collector closes one that was forgotten, but nobody knows when. Policy and Manifest are
// freed by the collector alone, and so is a Reader that is closed, since other goroutines may still be looking something up.
//
// # Version
//
// A program that is linked with a library of another binary interface panics at its start.
package oneid

/*
#cgo pkg-config: oneid
#include <oneid.h>
*/
import "C"

import (
	"encoding/hex"
	"fmt"
	"time"
)

func init() {
	if problem := abiProblem(ABIVersion(), C.ONEID_ABI_VERSION); problem != "" {
		panic(problem)
	}
}

func abiProblem(loaded, built uint32) string {
	if loaded == built {
		return ""
	}
	return fmt.Sprintf("oneid: the library that is loaded has binary interface %d, this program was built for %d", loaded, built)
}

// Version is that of the library that is loaded, such as 0.1.0.
func Version() string { return C.GoString(C.oneid_version()) }

// ABIVersion is the number of the binary interface of the library that is loaded.
func ABIVersion() uint32 { return uint32(C.oneid_abi_version()) }

// CatalogueVersion is that of the built-in catalogue of namespaces, which is part of every policy.
func CatalogueVersion() uint32 { return uint32(C.oneid_catalogue_version()) }

// Key is a fingerprint key. Graphs of one key agree on all fingerprints; of two keys nothing can be linked. No file of a graph holds it, and without it none can be opened.
type Key [16]byte

// ParseKey reads a key of 32 hexadecimal digits.
func ParseKey(digits string) (Key, error) {
	var key Key
	data, size := text(digits)
	err := try(func(e **C.oneid_error) C.oneid_status {
		return C.oneid_key_from_hex(data, size, bytes16(&key), e)
	})
	return key, err
}

// String hides the key, so that it gets into no log.
func (Key) String() string { return "oneid.Key(…)" }

// GoString hides the key too.
func (Key) GoString() string { return "oneid.Key(…)" }

// ProfileID names a profile: the bytes of a UUID in the order of its digits.
type ProfileID [16]byte

// String is the UUID.
func (id ProfileID) String() string {
	var text [36]byte
	at := 0
	for i, part := range [...][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			text[at] = '-'
			at++
		}
		at += hex.Encode(text[at:], part)
	}
	return string(text[:])
}

// ParseProfileID reads a UUID.
func ParseProfileID(uuid string) (ProfileID, error) {
	var id ProfileID
	return id, id.UnmarshalText([]byte(uuid))
}

// MarshalText writes the UUID.
func (id ProfileID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads a UUID.
func (id *ProfileID) UnmarshalText(uuid []byte) error {
	digits := make([]byte, 0, 32)
	for i, c := range uuid {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') {
			return notUUID()
		}
		if !dash {
			digits = append(digits, c)
		}
	}
	if len(digits) != 32 {
		return notUUID()
	}
	var read ProfileID
	if _, err := hex.Decode(read[:], digits); err != nil {
		return notUUID()
	}
	*id = read
	return nil
}

func notUUID() error {
	return refuse(StatusArgument, "a profile id is a UUID: 32 hexadecimal digits and four dashes")
}

// milliseconds of a time; that of the zero time is "no time is known".
func milliseconds(t time.Time) C.int64_t {
	if t.IsZero() {
		return C.ONEID_NO_TIME
	}
	return C.int64_t(t.UnixMilli())
}
