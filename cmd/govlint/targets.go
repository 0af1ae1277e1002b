package main

import (
	"errors"
	"fmt"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/vetrun"
)

// A target is what one go command is run for: packages as seen from a directory.
type target struct {
	dir      string
	patterns []string
}

// targets returns what the arguments name: packages or, under -files, the
// packages that hold the files, a target for each module.
func (req *request) targets() ([]target, error) {
	if !req.files {
		return []target{{req.dir, req.patterns}}, nil
	}
	byRoot := make(map[string]*target)
	var roots []string
	for _, file := range req.patterns {
		if req.dir != "" && !filepath.IsAbs(file) {
			file = filepath.Join(req.dir, file)
		}
		dir, err := filepath.Abs(filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		root, err := config.Root(dir)
		if err != nil {
			return nil, err
		}
		pattern := "./" + filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(dir, root), string(filepath.Separator)))
		if !strings.HasSuffix(file, ".go") || ignored(pattern) || !req.builds(dir) {
			continue
		}
		if byRoot[root] == nil {
			byRoot[root] = &target{dir: root}
			roots = append(roots, root)
		}
		if t := byRoot[root]; !slices.Contains(t.patterns, pattern) {
			t.patterns = append(t.patterns, pattern)
		}
	}
	var targets []target
	for _, root := range roots {
		targets = append(targets, *byRoot[root])
	}
	return targets, nil
}

// ignored reports whether ./... leaves the directory out.
func ignored(pattern string) bool {
	for name := range strings.SplitSeq(strings.TrimPrefix(pattern, "./"), "/") {
		if name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") {
			return true
		}
	}
	return false
}

// builds reports whether any file of the directory belongs to this platform: a
// file for another one changes nothing that could be analysed here.
func (req *request) builds(dir string) bool {
	ctx := build.Default
	for _, flag := range req.buildFlags {
		if tags, ok := strings.CutPrefix(flag, "-tags="); ok {
			ctx.BuildTags = splitList(tags)
		}
	}
	_, err := ctx.ImportDir(dir, 0)
	return !errors.As(err, new(*build.NoGoError))
}

// merge returns the results of several targets as one.
func merge(results []*vetrun.Result) *vetrun.Result {
	if len(results) == 1 {
		return results[0]
	}
	all := new(vetrun.Result)
	for _, r := range results {
		all.Findings = append(all.Findings, r.Findings...)
		all.Records = append(all.Records, r.Records...)
		all.Problems = append(all.Problems, r.Problems...)
		all.Notes = append(all.Notes, r.Notes...)
	}
	all.Analysed = func(file string) bool {
		return slices.ContainsFunc(results, func(r *vetrun.Result) bool { return r.Analysed(file) })
	}
	all.Editable = func(file string) error {
		err := fmt.Errorf("%s is in none of the packages asked for", file)
		for _, r := range results {
			if err = r.Editable(file); err == nil {
				return nil
			}
		}
		return err
	}
	return all
}

// checkDir returns an error when dir is no directory.
func checkDir(dir string) error {
	if info, err := os.Stat(dir); dir != "" && (err != nil || !info.IsDir()) {
		return fmt.Errorf("-C %s: no such directory", dir)
	}
	return nil
}
