package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// prepared marks a folder whose packages were seen to load.
const prepared = ".prepared"

// prepareBug puts one version of a row's module into a folder of its own, gives
// it a go.mod when it is older than those, and builds the labelled package. It
// returns the folder, and an error that says why the package does not load.
func (e *env) prepareBug(b *bug, side, version string) (string, error) {
	dir := e.sideDir(b, side)
	if exists(filepath.Join(dir, prepared)) {
		return dir, nil
	}
	fmt.Fprintf(e.log, "%s: fetching %s@%s\n", b.id, b.module, version)
	if err := e.fetch(b.module, version, dir); err != nil {
		return dir, err
	}
	if !exists(filepath.Join(dir, "go.mod")) {
		if _, err := goCommand(dir, "mod", "init", b.module); err != nil {
			return dir, err
		}
	}
	if err := e.settleReplacements(dir); err != nil {
		return dir, err
	}
	if err := e.replaceMoved(dir); err != nil {
		return dir, err
	}
	if err := load(dir, b.pattern(), b.require); err != nil {
		return dir, err
	}
	return dir, os.WriteFile(filepath.Join(dir, prepared), nil, 0o666)
}

// sideDir is the folder of a row's module, side being "before" or "after".
func (e *env) sideDir(b *bug, side string) string {
	return filepath.Join(e.dir, "rows", b.id, side)
}

// pattern names the labelled package from the module's folder.
func (b *bug) pattern() string {
	return "./" + strings.TrimPrefix(strings.TrimPrefix(b.pkg, b.module), "/")
}

// load builds the package. Where its go.mod says too little, it first asks for
// the versions in require, and then lets the go command choose the rest.
func load(dir, pattern string, require []string) error {
	if len(require) > 0 {
		if _, err := goCommand(dir, append([]string{"get"}, append(require, pattern)...)...); err != nil {
			return err
		}
	}
	_, err := goCommand(dir, "build", "-mod=mod", pattern)
	if err == nil {
		return nil
	}
	if _, getErr := goCommand(dir, "get", pattern); getErr != nil {
		return errors.Join(err, getErr)
	}
	_, err = goCommand(dir, "build", "-mod=mod", pattern)
	return err
}

// fetch copies a version of a module out of the module cache, writable.
func (e *env) fetch(path, version, dir string) error {
	if exists(dir) {
		return nil
	}
	out, err := goCommand(e.dir, "mod", "download", "-json", path+"@"+version)
	if err != nil {
		return err
	}
	var got struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		return err
	}
	// Copied beside first: a half-copied module must not look like a whole one.
	beside := dir + ".new"
	if err := os.RemoveAll(beside); err != nil {
		return err
	}
	if err := copyTree(got.Dir, beside); err != nil {
		return err
	}
	return os.Rename(beside, dir)
}

// copyTree copies folders and plain files, all writable.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o777)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o666)
	})
}

// settleReplacements takes care of each folder that go.mod puts in the place of
// another module and that the published module lacks: the other module's own
// publication stands for it, or where there is none, an empty module.
func (e *env) settleReplacements(dir string) error {
	out, err := goCommand(dir, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	type version struct{ Path, Version string }
	var mod struct {
		Module  version
		Require []version
		Replace []struct{ Old, New version }
	}
	if err := json.Unmarshal([]byte(out), &mod); err != nil {
		return err
	}
	required := make(map[string]string)
	for _, r := range mod.Require {
		required[r.Path] = r.Version
	}
	for _, r := range mod.Replace {
		if !strings.HasPrefix(r.New.Path, ".") {
			continue
		}
		folder := filepath.Join(dir, r.New.Path)
		if inside(dir, folder) && exists(filepath.Join(folder, "go.mod")) {
			continue
		}
		if r.Old.Path == mod.Module.Path { // keeps older versions of itself out
			if err := emptyModule(dir, folder, r.Old.Path); err != nil {
				return err
			}
			continue
		}
		if published := e.published(r.Old.Path, required[r.Old.Path], "latest"); published != "" {
			old := r.Old.Path
			if r.Old.Version != "" {
				old += "@" + r.Old.Version
			}
			if _, err := goCommand(dir, "mod", "edit", "-dropreplace="+old, "-require="+r.Old.Path+"@"+published); err != nil {
				return err
			}
			continue
		}
		if err := emptyModule(dir, folder, r.Old.Path); err != nil {
			return err
		}
	}
	return nil
}

// moved are modules whose paths cannot be fetched any more, and where they live
// now. Modules that require them load only with a replacement.
func moved() map[string]string {
	return map[string]string{"vbom.ml/util": "github.com/fvbommel/util@v0.0.0-20180919145318-efcd4e0f9787"}
}

// standIns are modules of which no version that rows need compiles with today's
// Go, and the folders below testdata/corpus/standins that declare in their place
// what those rows use of them.
func standIns() map[string]string {
	return map[string]string{"github.com/lucas-clemente/quic-go": "quic-go"}
}

// replaceMoved puts those that moved in the place of what they were, and the
// stand-ins in that of what does not compile.
func (e *env) replaceMoved(dir string) error {
	replace := moved()
	for path, folder := range standIns() {
		replace[path] = filepath.Join(e.root, "testdata", "corpus", "standins", folder)
	}
	for old, now := range replace {
		if _, err := goCommand(dir, "mod", "edit", "-replace="+old+"="+now); err != nil {
			return err
		}
	}
	return nil
}

// published returns the first of some versions of a module that can be fetched.
func (e *env) published(path string, versions ...string) string {
	for _, v := range versions {
		if v == "" {
			continue
		}
		out, err := goCommand(e.dir, "mod", "download", "-json", path+"@"+v)
		if err != nil {
			continue
		}
		var got struct{ Version string }
		if json.Unmarshal([]byte(out), &got) == nil && got.Version != "" {
			return got.Version
		}
	}
	return ""
}

// emptyModule makes folder a module without packages. Outside of dir it is left
// to the go command to complain.
func emptyModule(dir, folder, path string) error {
	if !inside(dir, folder) {
		return nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module "+path+"\n"), 0o666)
}

// prepareModule puts a module into a folder of its own and returns it.
func (e *env) prepareModule(m *module) (string, error) {
	dir := filepath.Join(e.dir, "modules", m.name)
	if exists(dir) {
		return dir, nil
	}
	if err := e.fetch(m.path, m.version, dir); err != nil {
		return dir, err
	}
	return dir, e.settleReplacements(dir)
}

func inside(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
