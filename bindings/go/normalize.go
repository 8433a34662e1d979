package oneid

/*
#include <oneid.h>
*/
import "C"

import "encoding/json"

// Identifier is one that has been taken apart: namespace[@scope]:value.
type Identifier struct {
	Namespace string `json:"namespace"`
	// Scope is empty if there is none.
	Scope string `json:"scope,omitempty"`
	Value string `json:"value"`
}

// ParseIdentifier takes an identifier apart. What the value must be, only a policy says.
func ParseIdentifier(id string) (Identifier, error) {
	data, size := text(id)
	return read[Identifier](answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_identifier_parse(data, size, out, e)
	}))
}

// Text puts an identifier together.
func (id Identifier) Text() (string, error) {
	namespace, namespaceSize := text(id.Namespace)
	scope, scopeSize := optional(id.Scope)
	value, valueSize := text(id.Value)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_identifier_join(namespace, namespaceSize, scope, scopeSize, value, valueSize, out, e)
	}))
}

// NormalizeOperation reads an operation, one JSON object, and writes it with every key spelled out.
func NormalizeOperation(operation []byte) (json.RawMessage, error) {
	data, size := octets(operation)
	return answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_operation_parse(data, size, out, e)
	})
}

// Phone is a phone number in the forms that platforms hash.
type Phone struct {
	E164        string `json:"e164"`
	Digits      string `json:"digits"`
	National    string `json:"national"`
	CallingCode string `json:"calling_code"`
	Mainland    bool   `json:"mainland"`
}

// ParsePhone reads a phone number, however it is written. region is that of numbers without a country code, CN say; empty if there is none.
func ParsePhone(raw, region string) (Phone, error) {
	data, size := text(raw)
	where, whereSize := optional(region)
	return read[Phone](answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_phone_parse(data, size, where, whereSize, out, e)
	}))
}

// PhoneDigest is the digest of a phone number by a scheme: md5, sha256 or sm3, an underscore, and what is hashed: e164, digits or national.
func PhoneDigest(raw, region, scheme string) (string, error) {
	data, size := text(raw)
	where, whereSize := optional(region)
	how, howSize := text(scheme)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_phone_digest(data, size, where, whereSize, how, howSize, out, e)
	}))
}

// Email is an e-mail address in the forms that platforms hash.
type Email struct {
	Email  string `json:"email"`
	Local  string `json:"local"`
	Domain string `json:"domain"`
	// UID2 is the form that UID2 hashes.
	UID2 string `json:"uid2"`
	// Google is the form that Google hashes.
	Google string `json:"google"`
}

// ParseEmail reads an e-mail address.
func ParseEmail(raw string) (Email, error) {
	data, size := text(raw)
	return read[Email](answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_email_parse(data, size, out, e)
	}))
}

// EmailDigest is the digest of an e-mail address by a hash function: md5, sha256 or sm3.
func EmailDigest(raw, hash string) (string, error) {
	data, size := text(raw)
	how, howSize := text(hash)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_email_digest(data, size, how, howSize, out, e)
	}))
}

// ParseDigest writes a digest that somebody else made by a hash function in the one form that is kept: lower-case hexadecimal digits.
func ParseDigest(raw, hash string) (string, error) {
	data, size := text(raw)
	how, howSize := text(hash)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_digest_parse(data, size, how, howSize, out, e)
	}))
}

// NormalizeContact writes text of a contact as it is compared: NFKC, without white space around it.
func NormalizeContact(raw string) (string, error) {
	data, size := text(raw)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_contact_normalize(data, size, out, e)
	}))
}

// NormalizeAccount writes text of an account as it is compared: byte for byte, without white space around it.
func NormalizeAccount(raw string) (string, error) {
	data, size := text(raw)
	return words(answer(func(out **C.oneid_text, e **C.oneid_error) C.oneid_status {
		return C.oneid_account_normalize(data, size, out, e)
	}))
}
