package bound

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Kept is about a field of text that holds values without bound.
type Kept struct {
	Words   string
	Live    bool   // as in Value
	Claimed bool   // as in Value
	Where   string // file:line of the source
	Module  string // of the package
}

func (*Kept) AFact() {}

func (k *Kept) String() string { return "holds the " + k.Words }

// exportKept makes facts of the fields into which the package puts unbounded
// values only: such a struct carries them to whoever reads it. A field that is
// given other values as well may hold these in the structs that others read.
// Other modules do not hear of it: a library checks elsewhere what it passes on,
// as gRPC does with the names of methods.
func (e *Engine) exportKept() {
	for f, stores := range e.stores {
		if f.Pkg() != e.pass.Pkg || !f.Exported() || !isString(f.Type()) {
			continue
		}
		if v, ok := e.onlyUnbounded(f, stores); ok {
			e.pass.ExportObjectFact(f, &Kept{Words: v.Words, Live: v.Live, Claimed: v.Claimed, Where: v.Trail.source(e), Module: moduleOf(e.pass)})
		}
	}
}

// onlyUnbounded is what is put into f where that is unbounded, constants and
// copies aside.
func (e *Engine) onlyUnbounded(f *types.Var, stores []*ssa.Store) (Value, bool) {
	out := Value{}
	for _, s := range stores {
		if copies(s, f) {
			continue
		}
		v := e.At(s.Val, s.Block())
		switch {
		case v.Class == Const && len(v.Params) == 0:
		case v.Class == Unbounded && !v.Choice:
			v.Params = nil
			out = join(out, v)
		default:
			return unknown, false
		}
	}
	return out, out.Class == Unbounded
}

// copies reports a store of what the same field of another struct holds.
func copies(s *ssa.Store, f *types.Var) bool {
	switch v := s.Val.(type) {
	case *ssa.UnOp:
		at, ok := v.X.(*ssa.FieldAddr)
		return ok && v.Op == token.MUL && fieldOf(at.X.Type(), at.Field) == f
	case *ssa.Field:
		return fieldOf(v.X.Type(), v.Field) == f
	}
	return false
}

func moduleOf(pass *analysis.Pass) string {
	if pass.Module == nil {
		return ""
	}
	return pass.Module.Path
}

// keptIn is what is known of a field of another package of the module.
func keptIn(pass *analysis.Pass, f *types.Var) (Kept, bool) {
	var kept Kept
	ok := isString(f.Type()) && f.Pkg() != pass.Pkg && pass.ImportObjectFact(f, &kept) && kept.Module == moduleOf(pass)
	return kept, ok
}

// keptElsewhere is what a field of a struct of another package holds.
func (e *Engine) keptElsewhere(f *types.Var, owner types.Type, at ssa.Value) Value {
	kept, ok := keptIn(e.pass, f)
	if !ok {
		return unknown
	}
	field := types.TypeString(owner, (*types.Package).Name) + "." + f.Name()
	text := "the " + kept.Words + " of " + kept.Where + " is kept in " + strings.TrimPrefix(field, "*")
	if kept.Claimed {
		text = strings.TrimPrefix(field, "*") + " is a " + kept.Words + " by its comment at " + kept.Where
	}
	return Value{Class: Unbounded, Words: kept.Words, Live: kept.Live, Claimed: kept.Claimed, Trail: &Trail{positionOf(at, at.Pos()), text, nil}}
}

// idComment matches what the comment of a field says that holds an id of a kind
// of which there is always one more.
var idComment = regexp.MustCompile(`\b(UUID|ULID|GUID|KSUID)s?\b`)

// exportClaimed makes facts of the fields that are called ids, and of which
// their comments say that these are UUIDs or the like.
func exportClaimed(pass *analysis.Pass) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.TYPE {
				continue
			}
			for _, spec := range gen.Specs {
				spec := spec.(*ast.TypeSpec)
				if st, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
					claimedIn(pass, st)
				}
			}
		}
	}
}

func claimedIn(pass *analysis.Pass, st *ast.StructType) {
	for _, field := range st.Fields.List {
		for _, name := range field.Names {
			if !name.IsExported() || !namesID(name.Name) {
				continue
			}
			kind := idComment.FindStringSubmatch(field.Doc.Text() + field.Comment.Text())
			f, ok := pass.TypesInfo.Defs[name].(*types.Var)
			if kind == nil || !ok || !isString(f.Type()) {
				continue
			}
			pass.ExportObjectFact(f, &Kept{Words: kind[1], Claimed: true, Where: where(pass, name.Pos()), Module: moduleOf(pass)})
		}
	}
}

// namesID knows ID, AllocID, Uuid.
func namesID(name string) bool {
	return strings.HasSuffix(name, "ID") || strings.HasSuffix(name, "Id") || strings.HasSuffix(strings.ToLower(name), "uuid")
}
