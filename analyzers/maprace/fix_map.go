package maprace

import (
	"flag"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/analyzers/maprace/internal/retype"
	"github.com/govlint/govlint/internal/report"
)

// A fixOrder says which fix of a finding is the first, the one that tools apply.
type fixOrder string

const (
	guardFirst   fixOrder = "guard"
	runtimeFirst fixOrder = "runtime"
	syncmapFirst fixOrder = "syncmap"
)

func (o *fixOrder) String() string { return string(*o) }

// Set implements flag.Value.
func (o *fixOrder) Set(s string) error {
	if !slices.Contains([]fixOrder{guardFirst, runtimeFirst, syncmapFirst}, fixOrder(s)) {
		return fmt.Errorf("%q is not guard, runtime or syncmap", s)
	}
	*o = fixOrder(s)
	return nil
}

const fixFlag = "fix"

func flags() flag.FlagSet {
	fs := flag.NewFlagSet("maprace", flag.ContinueOnError)
	order := guardFirst
	fs.Var(&order, fixFlag, "the fix to offer first: guard takes a lock, runtime makes it a map of "+retype.Runtime+", syncmap a sync.Map")
	return *fs
}

// inOrder puts the fixes with a lock and those that change the map's type in
// the order that the user wants.
func (c *checker) inOrder(of any, f report.Finding, guard []analysis.SuggestedFix) []analysis.SuggestedFix {
	switch f.Kind {
	case "unguarded", "inconsistent-guard", "rlock-write":
	default:
		return guard
	}
	v := c.variable(of)
	if v == nil || len(c.pass.TypeErrors) > 0 {
		return guard
	}
	switch fixOrder(c.pass.Analyzer.Flags.Lookup(fixFlag).Value.String()) {
	case runtimeFirst:
		return slices.Concat(c.mapFix(v, false), guard)
	case syncmapFirst:
		return slices.Concat(c.mapFix(v, true), guard)
	}
	if len(guard) == 0 && !c.hasRuntime() {
		return nil // the first fix is applied unseen: it must not need what go.mod lacks
	}
	return slices.Concat(guard, c.mapFix(v, false))
}

// hasRuntime reports a package that uses the module already.
func (c *checker) hasRuntime() bool {
	return slices.ContainsFunc(c.pass.Pkg.Imports(), func(p *types.Package) bool {
		return strings.HasPrefix(p.Path(), retype.Runtime+"/")
	})
}

type mapFixKey struct {
	v   *types.Var
	std bool
}

// mapFix makes v a map that goroutines may share; the fix is the same for
// every finding on it.
func (c *checker) mapFix(v *types.Var, std bool) []analysis.SuggestedFix {
	key := mapFixKey{v, std}
	if fixes, ok := c.mapFixes[key]; ok {
		return fixes
	}
	var fixes []analysis.SuggestedFix
	if cl := c.classes[classKey{v, 0}]; cl == nil || !slices.ContainsFunc(cl.obs, c.joinsLate) {
		if c.mapIndex == nil {
			c.mapIndex = retype.NewIndex(c.pass)
		}
		edits, message := retype.Map{Var: v, Index: c.mapIndex, Std: std}.Fix(c.pass)
		fixes = oneFix(message, edits)
	}
	c.mapFixes[key] = fixes
	return fixes
}
