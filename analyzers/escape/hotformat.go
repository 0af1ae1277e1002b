package escape

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"go/version"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

func olderThan(pass *analysis.Pass, file *ast.File, v string) bool {
	has := pass.TypesInfo.FileVersions[file]
	return has != "" && version.Compare(has, v) < 0
}

// withoutFormat replaces a Sprintf whose verbs are exact, %d of integers and %s of
// strings, by what gives the same string.
//
//	fmt.Sprintf("user:%d", id)    ->    "user:" + strconv.Itoa(id)
func (s *spot) withoutFormat(call *ast.CallExpr, fn *types.Func) []analysis.SuggestedFix {
	if fullName(fn) != "fmt.Sprintf" || len(call.Args) < 2 {
		return nil
	}
	value := s.info().Types[call.Args[0]].Value
	if value == nil || value.Kind() != constant.String {
		return nil
	}
	texts, verbs, ok := splitFormat(constant.StringVal(value))
	if !ok || len(verbs) != len(call.Args)-1 {
		return nil
	}
	file := s.fileAt(call.Pos())
	b := edit.New(s.pass)
	spec, ok := s.leftOver(file, call)
	if !ok {
		return nil
	}
	if spec != nil && (!bytes.ContainsRune(verbs, 'd') || !b.SwapImport(file, spec, "strconv", call.Pos())) {
		b.DropImport(file, spec)
	}
	var parts []string
	for i, verb := range verbs {
		if texts[i] != "" {
			parts = append(parts, strconv.Quote(texts[i]))
		}
		part := s.exact(b, file, verb, call.Args[i+1])
		if part == "" {
			return nil
		}
		parts = append(parts, part)
	}
	if last := texts[len(verbs)]; last != "" {
		parts = append(parts, strconv.Quote(last))
	}
	if !s.saves(call, verbs, len(parts)) {
		return nil
	}
	text := strings.Join(parts, " + ")
	if len(parts) > 1 && s.binds() {
		text = "(" + text + ")"
	}
	b.Replace(call.Pos(), call.End(), text)
	return fixed(b, "format with "+text)
}

// saves reports whether the parts need less memory than the boxes and the result
// of the call: a string for each number, and one for all if there are several.
// "order:%d" is two allocations either way.
func (s *spot) saves(call *ast.CallExpr, verbs []byte, parts int) bool {
	before, after := 1, bytes.Count(verbs, []byte("d"))
	for _, arg := range call.Args[1:] {
		if s.boxes(arg) {
			before++
		}
	}
	if parts > 1 {
		after++
	}
	return after < before
}

// splitFormat takes a format apart into texts and verbs, one more text than
// verbs. It knows %d, %s and %% without flags.
func splitFormat(format string) (texts []string, verbs []byte, ok bool) {
	var text strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			text.WriteByte(format[i])
			continue
		}
		i++
		if i == len(format) {
			return nil, nil, false
		}
		switch format[i] {
		case '%':
			text.WriteByte('%')
		case 'd', 's':
			texts = append(texts, text.String())
			verbs = append(verbs, format[i])
			text.Reset()
		default:
			return nil, nil, false
		}
	}
	return append(texts, text.String()), verbs, true
}

// exact is an expression for what verb prints of arg, "" if that is not exact.
func (s *spot) exact(b *edit.Builder, file *ast.File, verb byte, arg ast.Expr) string {
	t := types.Unalias(s.typeOf(arg))
	basic, ok := t.(*types.Basic) // a type with a name could have methods for fmt
	if !ok {
		return ""
	}
	text := b.Text(arg)
	if _, isBinary := ast.Unparen(arg).(*ast.BinaryExpr); isBinary && verb == 's' {
		text = "(" + text + ")"
	}
	switch {
	case verb == 's' && basic.Kind() == types.String:
		return text
	case verb == 'd' && basic.Kind() == types.Int:
		return b.Import(file, "strconv", arg.Pos()) + ".Itoa(" + text + ")"
	case verb == 'd' && basic.Info()&types.IsInteger != 0 && basic.Info()&types.IsUnsigned != 0 && basic.Kind() != types.UnsafePointer:
		return fmt.Sprintf("%s.FormatUint(%s, 10)", b.Import(file, "strconv", arg.Pos()), converted("uint64", basic.Kind() == types.Uint64, text))
	case verb == 'd' && basic.Info()&types.IsInteger != 0 && basic.Info()&types.IsUntyped == 0:
		return fmt.Sprintf("%s.FormatInt(%s, 10)", b.Import(file, "strconv", arg.Pos()), converted("int64", basic.Kind() == types.Int64, text))
	}
	return ""
}

func converted(to string, already bool, text string) string {
	if already {
		return text
	}
	return to + "(" + text + ")"
}

// binds reports whether what stands around the call binds closer than +.
func (s *spot) binds() bool {
	switch s.path[len(s.path)-2].(type) {
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.SliceExpr:
		return true
	}
	return false
}

// leftOver is the import of fmt when nothing uses it once call is gone, else nil.
// It is not ok when the only other uses are calls of Sprintf: with the fixes for
// all of them, the import would be in vain, and none of them would remove it.
func (s *spot) leftOver(file *ast.File, call *ast.CallExpr) (spec *ast.ImportSpec, ok bool) {
	others, sprintfs := 0, 0
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			if n.Path.Value == `"fmt"` {
				spec = n
			}
		case *ast.SelectorExpr:
			id, ok := n.X.(*ast.Ident)
			pkg, isPkg := s.info().Uses[id].(*types.PkgName)
			if !ok || !isPkg || pkg.Imported().Path() != "fmt" || within(n.Pos(), call) {
				return true
			}
			if n.Sel.Name == "Sprintf" {
				sprintfs++
			} else {
				others++
			}
		}
		return true
	})
	if others > 0 {
		return nil, true
	}
	return spec, sprintfs == 0 && spec != nil
}
