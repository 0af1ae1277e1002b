package resolve

import (
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// An api finds functions and types by the names that the tables use.
type api map[string]*types.Package

func load(t *testing.T) api {
	t.Helper()
	std := []string{
		"bytes", "context", "crypto/rand", "crypto/tls", "database/sql", "encoding/base64", "encoding/gob", "encoding/hex", "encoding/json", "expvar", "fmt", "hash", "html", "log",
		"maps", "math/rand", "math/rand/v2", "net", "net/http", "net/netip", "net/textproto", "net/url", "os", "path", "path/filepath",
		"regexp", "runtime", "strconv", "strings", "sync", "testing", "time",
	}
	mode := packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps
	pkgs, err := packages.Load(&packages.Config{Mode: mode}, append(std, imports(t)...)...)
	if err != nil {
		t.Fatal(err)
	}
	out := make(api)
	// Dependencies too: some packages offer types of an internal one.
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			t.Errorf("%s: %v", p.PkgPath, e)
		}
		out[p.PkgPath] = p.Types
	})
	return out
}

// imports are the packages that imports.go keeps in go.mod.
func imports(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("imports.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), `_ "`); ok {
			out = append(out, strings.TrimSuffix(name, `"`))
		}
	}
	return out
}

func table(t *testing.T, name string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			t.Errorf("%s: %q has %d columns, want %d", name, line, len(row), columns)
			continue
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return out
}

func (apis api) object(name string) (types.Object, error) {
	var pkg *types.Package
	var rest string
	for path, p := range apis {
		if r, ok := strings.CutPrefix(name, path+"."); ok && !strings.ContainsAny(r, "/.") {
			pkg, rest = p, r
		}
	}
	if pkg == nil {
		return nil, fmt.Errorf("imports.go does not import its package")
	}
	obj := pkg.Scope().Lookup(rest)
	if obj == nil {
		return nil, fmt.Errorf("package %s has no %s", pkg.Path(), rest)
	}
	return obj, nil
}

// function finds a function by its types.Func.FullName.
func (apis api) function(name string) (*types.Signature, error) {
	if !strings.HasPrefix(name, "(") {
		obj, err := apis.object(name)
		if err != nil {
			return nil, err
		}
		fn, ok := obj.(*types.Func)
		if !ok {
			return nil, fmt.Errorf("%s is no function", name)
		}
		return fn.Signature(), nil
	}
	recv, method, ok := strings.Cut(name[1:], ").")
	if !ok {
		return nil, fmt.Errorf("%s is no method name", name)
	}
	t, err := apis.typeNamed(recv)
	if err != nil {
		return nil, err
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil, fmt.Errorf("%s has no method %s", recv, method)
	}
	if fn.FullName() != name {
		return nil, fmt.Errorf("the method's full name is %s", fn.FullName())
	}
	return fn.Signature(), nil
}

// typeNamed finds a type by what types.TypeString prints.
func (apis api) typeNamed(name string) (types.Type, error) {
	if elem, ok := strings.CutPrefix(name, "*"); ok {
		t, err := apis.typeNamed(elem)
		if err != nil {
			return nil, err
		}
		return types.NewPointer(t), nil
	}
	if elem, ok := strings.CutPrefix(name, "chan<- "); ok {
		t, err := apis.typeNamed(elem)
		if err != nil {
			return nil, err
		}
		return types.NewChan(types.SendOnly, t), nil
	}
	obj, err := apis.object(name)
	if err != nil {
		return nil, err
	}
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return nil, fmt.Errorf("%s is no type", name)
	}
	if got := types.TypeString(tn.Type(), nil); got != name {
		return nil, fmt.Errorf("the type's name is %s", got)
	}
	return tn.Type(), nil
}

// parameter is the type of the argument that a table means.
func parameter(sig *types.Signature, index string) (types.Type, error) {
	i, err := strconv.Atoi(index)
	if err != nil {
		return nil, err
	}
	params := sig.Params()
	if i < 0 || i >= params.Len() {
		return nil, fmt.Errorf("it has %d parameters, the table says number %d", params.Len(), i)
	}
	return params.At(i).Type(), nil
}

func Test(t *testing.T) {
	apis := load(t)
	t.Run("spawners", apis.spawners)
	t.Run("handlers", apis.handlers)
	t.Run("mapcalls", apis.mapCalls)
	t.Run("metrics", apis.metrics)
	t.Run("newmetrics", apis.newMetrics)
	t.Run("metricops", apis.metricOps)
	t.Run("defaults", apis.defaults)
	t.Run("sources", apis.sources)
	t.Run("releases", apis.releases)
	t.Run("fillers", apis.fillers)
	t.Run("commands", apis.commands)
}

func (apis api) commands(t *testing.T) {
	for _, row := range table(t, "commands.tsv", 1) {
		if _, err := apis.typeNamed(row[0]); err != nil {
			t.Errorf("%s: %v", row[0], err)
		}
	}
}

func (apis api) fillers(t *testing.T) {
	for _, row := range table(t, "fillers.tsv", 3) {
		recv, err := apis.typeNamed(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		if obj, _, _ := types.LookupFieldOrMethod(recv, true, nil, row[1]); obj == nil {
			t.Errorf("%s has no method %s", row[0], row[1])
		}
		if row[2] != "fills" && row[2] != "shows" && row[2] != "views" && row[2] != "empties" {
			t.Errorf("%s.%s: %q", row[0], row[1], row[2])
		}
	}
}

func (apis api) spawners(t *testing.T) {
	for _, row := range table(t, "spawners.tsv", 3) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		p, err := parameter(sig, row[1])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		if _, ok := p.Underlying().(*types.Signature); !ok && !isHandler(p) {
			t.Errorf("%s: parameter %s has type %s, which is no function", row[0], row[1], p)
		}
		switch row[2] {
		case "goroutine", "many", "handler", "callback", "blocking":
		default:
			t.Errorf("%s: who knows how %q runs it", row[0], row[2])
		}
	}
}

func isHandler(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, "ServeHTTP")
	return obj != nil
}

func (apis api) handlers(t *testing.T) {
	for _, row := range table(t, "handlers.tsv", 2) {
		for name := range strings.SplitSeq(row[0], ",") {
			if _, err := apis.typeNamed(name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func (apis api) mapCalls(t *testing.T) {
	for _, row := range table(t, "mapcalls.tsv", 3) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		if row[2] != "read" && row[2] != "write" && row[2] != "iterate" {
			t.Errorf("%s: operation %q", row[0], row[2])
		}
		if row[1] == "*" {
			continue
		}
		p, err := parameter(sig, row[1])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
		} else if !holdsMap(p) {
			t.Errorf("%s: parameter %s has type %s, which holds no map", row[0], row[1], p)
		}
	}
}

func holdsMap(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Interface:
		if tp, ok := t.(*types.TypeParam); ok {
			return strings.Contains(tp.Constraint().Underlying().String(), "map[")
		}
		return u.NumMethods() == 0
	}
	return false
}
