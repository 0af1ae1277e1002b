package mutants

import (
	"go/parser"
	"go/token"
	"testing"

	// So that a result for other texts of these is not taken from the cache.
	_ "github.com/govlint/govlint/runtime/cmap"
	_ "github.com/govlint/govlint/runtime/counter"
	_ "github.com/govlint/govlint/runtime/cowmap"
	_ "github.com/govlint/govlint/runtime/shardmap"
)

// The suites are run only with a build tag; that the mutants fit the code is always
// checked.
func TestMutantsFitTheCode(t *testing.T) {
	mutants, err := all()
	if err != nil {
		t.Fatal(err)
	}
	if len(mutants) < 12 {
		t.Errorf("%d mutants", len(mutants))
	}
	for _, m := range mutants {
		text, err := m.apply()
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), m.file, text, parser.SkipObjectResolution); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}
