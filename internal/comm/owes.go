package comm

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/catalog"
)

// Facts are how a model learns of the functions of other packages, and tells of
// those of its own. Either may be nil.
type Facts struct {
	Import func(types.Object, analysis.Fact) bool
	Export func(types.Object, analysis.Fact)
}

// Owes is the fact that a function returns something that its caller must
// release: an object whose goroutine only some of its methods end, or what a
// library says must be closed. It must be so on all ways on which the function
// succeeds.
type Owes struct {
	Field string   // the field of the result that has the methods, or ""
	By    []string // the methods, any of which releases it
	Ends  string   // a method that releases it when it reports false, or ""
	What  string   // what stays when it is dropped
}

// AFact marks a fact.
func (*Owes) AFact() {}

func (o *Owes) String() string { return fmt.Sprintf("owes %s", strings.Join(o.By, ", ")) }

func (o *Owes) release() catalog.Release {
	return catalog.Release{Field: o.Field, By: o.By, Ends: o.Ends, What: o.What}
}

// export tells other packages what obj owes its caller.
func (m *Model) export(obj *types.Func, r *catalog.Release) {
	if m.shared.Export != nil && obj.Exported() {
		m.shared.Export(obj, &Owes{Field: r.Field, By: r.By, Ends: r.Ends, What: r.What})
	}
}
