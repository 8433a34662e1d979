package oneid

/*
#include <oneid.h>
*/
import "C"

import (
	"fmt"
	"io"
)

// Status says why a call failed. Numbers never change meaning; a later version of the library may have more of them.
type Status uint32

// What a call can fail with; oneid.h says more of each.
const (
	StatusIdentifierSyntax Status = C.ONEID_IDENTIFIER_SYNTAX
	StatusUnknownNamespace Status = C.ONEID_UNKNOWN_NAMESPACE
	StatusScope            Status = C.ONEID_SCOPE
	StatusIdentifierValue  Status = C.ONEID_IDENTIFIER_VALUE
	StatusTimestamp        Status = C.ONEID_TIMESTAMP
	StatusOperation        Status = C.ONEID_OPERATION
	StatusTrait            Status = C.ONEID_TRAIT
	StatusPolicy           Status = C.ONEID_POLICY
	StatusKey              Status = C.ONEID_KEY
	StatusCapacity         Status = C.ONEID_CAPACITY
	StatusImport           Status = C.ONEID_IMPORT
	StatusIO               Status = C.ONEID_IO
	StatusDamaged          Status = C.ONEID_DAMAGED
	StatusLocked           Status = C.ONEID_LOCKED
	StatusFormat           Status = C.ONEID_FORMAT
	StatusReadOnly         Status = C.ONEID_READ_ONLY
	StatusNotFound         Status = C.ONEID_NOT_FOUND
	StatusNull             Status = C.ONEID_NULL
	StatusUTF8             Status = C.ONEID_UTF8
	StatusHandle           Status = C.ONEID_HANDLE
	StatusArgument         Status = C.ONEID_ARGUMENT
	StatusClosed           Status = C.ONEID_CLOSED
	StatusPoisoned         Status = C.ONEID_POISONED
	StatusPanic            Status = C.ONEID_PANIC
	StatusInvariant        Status = C.ONEID_INVARIANT
)

// String is the name of a status, such as identifier_syntax.
func (s Status) String() string {
	if name := C.oneid_status_name(C.oneid_status(s)); name != nil {
		return C.GoString(name)
	}
	return fmt.Sprintf("status %d", uint32(s))
}

// Error makes a status something that errors.Is can ask for.
func (s Status) Error() string { return s.String() }

// Error is what the library, or this package, refused. Its text never holds a customer's value.
type Error struct {
	// Status is what kind of failure it is.
	Status Status
	// Message tells all problems, a line each.
	Message string
	// Reason is the rule of a normaliser that refused a value, such as masked or landline; empty if none did.
	Reason string
	// Problems are one for most errors, several for a policy or a manifest.
	Problems []string
}

func (e *Error) Error() string { return "oneid: " + e.Status.String() + ": " + e.Message }

// Is tells whether target is this error's Status.
func (e *Error) Is(target error) bool {
	status, ok := target.(Status)
	return ok && status == e.Status
}

func refuse(status Status, message string) error {
	return &Error{Status: status, Message: message, Problems: []string{message}}
}

func closed(what string) error { return refuse(StatusClosed, "the "+what+" has been closed") }

// try makes a call that may fail.
func try(call func(e **C.oneid_error) C.oneid_status) error {
	var e *C.oneid_error
	return failure(call(&e), e)
}

// failure of a call, with its details, which are freed; io.EOF where there is no more of what was asked for.
func failure(status C.oneid_status, e *C.oneid_error) error {
	switch {
	case status == C.ONEID_OK:
		return nil
	case status == C.ONEID_END:
		return io.EOF
	case e == nil:
		return refuse(Status(status), "no more is known")
	}
	defer C.oneid_error_free(e)
	read := &Error{
		Status:  Status(C.oneid_error_status(e)),
		Message: C.GoString(C.oneid_error_message(e)),
	}
	if reason := C.oneid_error_reason(e); reason != nil {
		read.Reason = C.GoString(reason)
	}
	for i, count := C.size_t(0), C.oneid_error_problem_count(e); i < count; i++ {
		read.Problems = append(read.Problems, C.GoString(C.oneid_error_problem(e, i)))
	}
	return read
}

// found tells whether there was what was asked for.
func found(err error) (bool, error) {
	if err == io.EOF {
		return false, nil
	}
	return err == nil, err
}
