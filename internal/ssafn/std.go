package ssafn

import (
	gobuild "go/build"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// InStd reports a package of the standard library, or one without files.
func InStd(pass *analysis.Pass) bool {
	if len(pass.Files) == 0 {
		return true
	}
	file := pass.Fset.Position(pass.Files[0].FileStart).Filename
	return strings.HasPrefix(file, filepath.Join(gobuild.Default.GOROOT, "src")+string(filepath.Separator))
}
