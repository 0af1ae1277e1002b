package spawn

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// HandlerOf tells who calls fn when its parameters are those of a handler
// that a server runs, one goroutine a request or event; "" otherwise.
func HandlerOf(fn *ssa.Function) string {
	params := fn.Signature.Params()
	if params.Len() == 0 || params.Len() > 3 {
		return ""
	}
	names := make([]string, params.Len())
	for i := range names {
		names[i] = types.TypeString(params.At(i).Type(), nil)
	}
	return catalog.Handlers()[strings.Join(names, ",")]
}
