package report

import (
	"fmt"
	"go/token"
	"path/filepath"
)

// Where returns pos as "file.go:line", for use inside a message: the directory
// is left out, since messages are compared and cached across checkouts.
func Where(fset *token.FileSet, pos token.Pos) string {
	p := fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
