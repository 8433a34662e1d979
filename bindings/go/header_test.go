package oneid

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// leftOut are the functions of the header that nothing here calls, and why.
var leftOut = map[string]string{
	"oneid_reader_read":   "calls back while writers wait, and a goroutine may stop at any time: see Reader",
	"oneid_profile_uuid":  "ProfileID.String writes it without a call",
	"oneid_profile_trait": "Profile.Traits is a map",
}

var (
	// forTests are functions of builds for the library's own tests alone.
	forTests = regexp.MustCompile(`(?s)#if defined\(ONEID_TEST_PANICS\).*?#endif`)
	comment  = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	declared = regexp.MustCompile(`\b(oneid_[a-z0-9_]+)\(`)
	called   = regexp.MustCompile(`\b(oneid_[a-z0-9_]+)\(`)
)

func TestEveryFunctionOfTheHeaderIsUsed(t *testing.T) {
	path := os.Getenv("ONEID_HEADER")
	if path == "" {
		path = "../../crates/capi/include/oneid.h"
	}
	header := comment.ReplaceAllString(string(must(os.ReadFile(path))(t)), "")
	header = forTests.ReplaceAllString(header, "")
	used := usedFunctions(t)
	count := 0
	for _, found := range declared.FindAllStringSubmatch(header, -1) {
		name := found[1]
		count++
		if why := leftOut[name]; used[name] == (why != "") {
			t.Errorf("%s: used %v, left out because it %q", name, used[name], why)
		}
	}
	if count < 100 {
		t.Fatalf("only %d functions are declared in %s", count, path)
	}
}

func usedFunctions(t *testing.T) map[string]bool {
	used := map[string]bool{}
	for _, path := range must(filepath.Glob("*.go"))(t) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		// The preambles of cgo are comments: what is called there counts, what prose names does not.
		for _, found := range called.FindAllStringSubmatch(string(must(os.ReadFile(path))(t)), -1) {
			used[found[1]] = true
		}
	}
	return used
}

func TestStatusesHaveTheNamesOfTheHeader(t *testing.T) {
	equal(t, "name", StatusIdentifierSyntax.String(), "identifier_syntax")
	equal(t, "name", StatusInvariant.String(), "invariant")
	equal(t, "name", Status(9999).String(), "status 9999")
	equal(t, "error", StatusLocked.Error(), "locked")
}

func TestTheBinaryInterfaceIsChecked(t *testing.T) {
	equal(t, "problem", abiProblem(1, 1), "")
	if abiProblem(2, 1) == "" {
		t.Fatal("another binary interface is not seen")
	}
	if Version() == "" || ABIVersion() == 0 || CatalogueVersion() == 0 {
		t.Fatal("versions are missing")
	}
}
