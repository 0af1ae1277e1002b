package ctxprop_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/govlint/govlint/analyzers/ctxprop"
)

// TestFacts holds that facts survive the way to another process and are the
// same in every run: the go command takes them for the same only then.
func TestFacts(t *testing.T) {
	first := factsOf(t, "ctxprop/storage")
	for _, name := range []string{"Save: *ctxprop.Loses", "Count: *ctxprop.Loses", "Await: *ctxprop.Polls", "Enqueue: *ctxprop.Starts"} {
		if !slices.ContainsFunc(first, func(s string) bool { return strings.HasPrefix(s, name) }) {
			t.Errorf("no fact %s in\n%s", name, strings.Join(first, "\n"))
		}
	}
	if second := factsOf(t, "ctxprop/storage"); !slices.Equal(first, second) {
		t.Errorf("two runs differ:\n%s\n%s", first, second)
	}
}

func factsOf(t *testing.T, pkg string) []string {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, res := range analysistest.Run(t, testdata, withKinds(ctxprop.Analyzer), pkg) {
		for obj, list := range res.Facts {
			for _, fact := range list {
				var buf bytes.Buffer
				if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
					t.Fatal(err)
				}
				back := reflect.New(reflect.TypeOf(fact).Elem()).Interface().(analysis.Fact)
				if err := gob.NewDecoder(&buf).Decode(back); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(fact, back) {
					t.Errorf("%v became %v", fact, back)
				}
				out = append(out, fmt.Sprintf("%s: %T%+v", obj.Name(), fact, reflect.ValueOf(back).Elem().Interface()))
			}
		}
	}
	slices.Sort(out)
	return out
}
