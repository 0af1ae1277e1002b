package ctxflow_test

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

	"github.com/govlint/govlint/internal/ctxflow"
)

// TestFacts holds that facts survive the way to another process and are the
// same in every run: the go command takes them for the same only then.
func TestFacts(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	first := facts(t, testdata)
	want := []string{
		"Derive: *ctxflow.Idle{Params:1}", // it only derives
		"Derive: *ctxflow.Returned{Results:[{Index:0 Sources:1 Params:1}]}",
		"FromRequest: *ctxflow.Returned{Results:[{Index:0 Sources:2 Params:1}]}",
		"Greet: *ctxflow.Idle{Params:1}",
		"Root: *ctxflow.Returned{Results:[{Index:0 Sources:16 Params:0}]}",
	}
	if !slices.Equal(first, want) {
		t.Errorf("facts:\n%s\nwant:\n%s", strings.Join(first, "\n"), strings.Join(want, "\n"))
	}
	if second := facts(t, testdata); !slices.Equal(first, second) {
		t.Errorf("two runs differ:\n%s\n%s", first, second)
	}
}

func facts(t *testing.T, testdata string) []string {
	var out []string
	for _, res := range analysistest.Run(t, testdata, ctxflow.Analyzer, "helpers") {
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
