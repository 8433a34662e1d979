package oneid

/*
#include <stdlib.h>
#include <oneid.h>
*/
import "C"

import (
	"encoding/json"
	"runtime"
	"sync"
	"unsafe"
)

// nothing is where empty texts point to: NULL would be "left out".
var nothing [1]byte

// text lends a string to one call.
func text(s string) (*C.char, C.size_t) {
	if s == "" {
		return (*C.char)(unsafe.Pointer(&nothing)), 0
	}
	// A string begins with the address of its bytes.
	return (*C.char)(*(*unsafe.Pointer)(unsafe.Pointer(&s))), C.size_t(len(s))
}

// optional lends a string to one call; an empty one is left out.
func optional(s string) (*C.char, C.size_t) {
	if s == "" {
		return nil, 0
	}
	return text(s)
}

// octets lends bytes to one call.
func octets(b []byte) (*C.char, C.size_t) {
	if len(b) == 0 {
		return text("")
	}
	return (*C.char)(unsafe.Pointer(&b[0])), C.size_t(len(b))
}

func bytes16[T Key | ProfileID](b *T) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(b)) }

// numbers lends an array of numbers to one call; NULL if it is empty.
func numbers[To, From any](n []From) *To {
	if len(n) == 0 {
		return nil
	}
	return (*To)(unsafe.Pointer(&n[0]))
}

// answer makes a call that gives a text, and takes that.
func answer(call func(out **C.oneid_text, e **C.oneid_error) C.oneid_status) ([]byte, error) {
	var out *C.oneid_text
	err := try(func(e **C.oneid_error) C.oneid_status { return call(&out, e) })
	if err != nil {
		return nil, err
	}
	return take(out), nil
}

// take copies a text, and frees it.
func take(out *C.oneid_text) []byte {
	defer C.oneid_text_free(out)
	data, size := C.oneid_text_data(out), C.oneid_text_size(out)
	// C.GoBytes would stop at 2 GiB.
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(data)), int(size))...)
}

// read is answer, read from JSON.
func read[T any](raw []byte, err error) (T, error) {
	var value T
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	return value, err
}

// words is answer, as a string.
func words(raw []byte, err error) (string, error) { return string(raw), err }

// texts are copies of strings in memory of C, which may be handed over together, as an array of Go strings may not: their bytes one after another, and where each lies
// and how long it is. The memory is used again.
type texts struct {
	bytes, places, sizes buffer
	count, filled        int
}

// buffer is memory of C that grows.
type buffer struct {
	data unsafe.Pointer
	room int
}

func (b *buffer) grow(size int) {
	if size <= b.room {
		return
	}
	C.free(b.data)
	b.room = size + size/2
	b.data = C.malloc(C.size_t(b.room))
}

var textsPool = sync.Pool{New: func() any { return newTexts() }}

func newTexts() *texts {
	t := new(texts)
	runtime.SetFinalizer(t, (*texts).free)
	return t
}

func (t *texts) free() {
	for _, b := range [...]*buffer{&t.bytes, &t.places, &t.sizes} {
		C.free(b.data)
		*b = buffer{}
	}
}

// reset empties t, and makes room for so many texts of so many bytes in all.
func (t *texts) reset(count, size int) {
	t.count, t.filled = 0, 0
	// One byte more: an empty text points to somewhere too.
	t.bytes.grow(size + 1)
	t.places.grow((count + 1) * int(unsafe.Sizeof(uintptr(0))))
	t.sizes.grow((count + 1) * int(unsafe.Sizeof(C.size_t(0))))
}

// add copies texts, for which reset has made room.
func (t *texts) add(values []string) {
	bytes := unsafe.Slice((*byte)(t.bytes.data), t.bytes.room)
	places := unsafe.Slice((*uintptr)(t.places.data), t.count+len(values))[t.count:]
	sizes := unsafe.Slice((*C.size_t)(t.sizes.data), t.count+len(values))[t.count:]
	first, filled := uintptr(t.bytes.data), t.filled
	for i, value := range values {
		places[i] = first + uintptr(filled)
		sizes[i] = C.size_t(len(value))
		filled += copy(bytes[filled:], value)
	}
	t.count += len(values)
	t.filled = filled
}

// set makes t these texts.
func (t *texts) set(values []string) {
	size := 0
	for _, value := range values {
		size += len(value)
	}
	t.reset(len(values), size)
	t.add(values)
}

// textsOf lends texts to one call; they go back to the pool by put.
func textsOf(values []string) *texts {
	t := textsPool.Get().(*texts)
	t.set(values)
	return t
}

func (t *texts) put() { textsPool.Put(t) }

func (t *texts) data() **C.char { return (**C.char)(t.places.data) }

func (t *texts) lengths() *C.size_t { return (*C.size_t)(t.sizes.data) }
