// Package archtest keeps the packages of this module from knowing each other in
// ways they should not. Its rules are those of CONTRIBUTING.md.
package archtest

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/govlint/govlint"

// A package is one of these, by its path below the module.
const (
	command  = "command"  // cmd/…, golangci/…
	registry = "registry" // analyzers
	room     = "room"     // analyzers/<name>
	engine   = "engine"   // what several analyzers compute with
	table    = "table"    // catalog
	witness  = "witness"  // what others have to say: the compiler, profiles
	shape    = "shape"    // how analyzers report and edit
	driver   = "driver"   // what runs them and what becomes of the findings
)

var layers = map[string][]string{
	engine:  {"ssafn", "place", "spawn", "lockset", "ctxflow", "bound", "comm", "lockorder"},
	table:   {"catalog"},
	witness: {"profile", "compiler"},
	shape:   {"report", "edit"},
	driver:  {"vetrun", "output", "finding", "patch", "baseline", "gitdiff", "doctor", "config", "series", "hotspots", "lsp", "docgen", "archtest", "corpus", "racelabels", "leaklabels"},
}

// mayImport lists, for each layer, those of this module that it may import.
// Being absent from the list, rooms import no rooms and nobody imports commands.
var mayImport = map[string][]string{
	command:  {registry, room, driver, shape, witness},
	registry: {room},
	room:     {engine, table, shape, witness},
	engine:   {engine, table},
	table:    {},
	witness:  {},
	shape:    {},
	driver:   {driver, shape, registry, room, witness},
}

func layerOf(path string) string {
	first, rest, _ := strings.Cut(path, "/")
	switch {
	case first == "cmd" || first == "golangci":
		return command
	case path == "analyzers":
		return registry
	case first == "analyzers":
		return room
	case first == "internal":
		name, _, _ := strings.Cut(rest, "/")
		for layer, names := range layers {
			if slices.Contains(names, name) {
				return layer
			}
		}
	}
	return ""
}

func TestWhoKnowsWhom(t *testing.T) {
	for path, imports := range ownImports(t) {
		from := layerOf(path)
		if from == "" {
			t.Errorf("%s belongs to no layer; say in this test what it may know", path)
			continue
		}
		for _, imported := range imports {
			if strings.HasPrefix(imported, "runtime") {
				t.Errorf("%s imports %s; a fix names the runtime packages in strings only", path, imported)
				continue
			}
			to := layerOf(imported)
			if to == from && sameRoom(path, imported) {
				continue
			}
			if !slices.Contains(mayImport[from], to) {
				t.Errorf("%s (%s) imports %s (%s)", path, from, imported, to)
			}
		}
	}
}

// TestCatalogIsPlainData keeps the tables free of anything but the standard library.
func TestCatalogIsPlainData(t *testing.T) {
	for _, path := range goList(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+"/internal/catalog/...") {
		if !strings.HasPrefix(path, module+"/internal/catalog") {
			t.Errorf("internal/catalog depends on %s", path)
		}
	}
}

// sameRoom reports whether both packages belong to one analyzer.
func sameRoom(a, b string) bool {
	room := func(path string) string {
		parts := strings.SplitN(path, "/", 3)
		return strings.Join(parts[:min(2, len(parts))], "/")
	}
	return room(a) == room(b)
}

// ownImports returns what each package of the module imports of the module,
// tests left out, as paths below it.
func ownImports(t *testing.T) map[string][]string {
	graph := make(map[string][]string)
	for _, line := range goList(t, "-f", "{{.ImportPath}}{{range .Imports}} {{.}}{{end}}", module+"/...") {
		paths := strings.Fields(line)
		path, ok := strings.CutPrefix(paths[0], module+"/")
		if !ok || strings.HasPrefix(path, "runtime/") {
			continue // a module of its own, in the same workspace
		}
		graph[path] = []string{}
		for _, imported := range paths[1:] {
			if own, ok := strings.CutPrefix(imported, module+"/"); ok {
				graph[path] = append(graph[path], own)
			}
		}
	}
	if len(graph) < 5 {
		t.Fatalf("go list shows %d packages", len(graph))
	}
	return graph
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
