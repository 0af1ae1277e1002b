package vetrun

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// A listed package is one that the patterns on the command line match.
type listed struct {
	path   string
	dir    string
	main   bool // of a main module, or of none
	source bool // it has files besides its tests
	tests  bool // it has test files of its own package
	xtests bool // it has test files of package path_test
}

// listFormat asks for no field that makes the go command resolve imports.
const listFormat = "{{.ImportPath}}\t{{.Dir}}\t{{if .Standard}}std{{else if .Module}}{{.Module.Main}}{{else}}true{{end}}\t" +
	"{{if .GoFiles}}go{{else if .CgoFiles}}go{{end}}\t{{if .TestGoFiles}}test{{end}}\t{{if .XTestGoFiles}}xtest{{end}}"

// list returns the packages that the patterns match, in the go command's order.
// Those it cannot read are left to go vet, which says why.
func (r *runner) list(ctx context.Context) ([]listed, error) {
	args := append([]string{"list", "-e", "-find", "-f", listFormat}, r.opts.BuildFlags...)
	out, err := r.output(ctx, append(append(args, "--"), r.opts.Patterns...))
	if err != nil {
		return nil, err
	}
	var packages []listed
	for line := range strings.Lines(out) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(field) != 6 {
			return nil, fmt.Errorf("go list: unexpected line %q", line)
		}
		packages = append(packages, listed{
			path:   field[0],
			dir:    field[1],
			main:   field[2] == "true",
			source: field[3] != "",
			tests:  field[4] != "",
			xtests: field[5] != "",
		})
	}
	return packages, nil
}

// output runs the go command and returns what it prints. Its error text is the
// first line that go printed on stderr.
func (r *runner) output(ctx context.Context, args []string) (string, error) {
	cmd := exec.CommandContext(ctx, r.opts.Go, args...)
	cmd.Dir = r.opts.Dir
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		if text := firstProblem(stderr.String()); text != "" {
			return "", errors.New(text)
		}
		return "", fmt.Errorf("go %s: %v", args[0], err)
	}
	return out.String(), nil
}

// A loadError is what the go command says of a package it cannot load.
type loadError struct {
	Pos string
	Err string
}

// loadable asks the go command, slowly, which of the packages it can load with
// all they import. It returns their paths, those of the others, and one line
// for each reason.
func (r *runner) loadable(ctx context.Context) (good []string, bad map[string]bool, problems []string, err error) {
	args := append([]string{"list", "-e", "-json=ImportPath,Error,DepsErrors"}, r.opts.BuildFlags...)
	out, err := r.output(ctx, append(append(args, "--"), r.opts.Patterns...))
	if err != nil {
		return nil, nil, nil, err
	}
	bad = make(map[string]bool)
	dec := json.NewDecoder(strings.NewReader(out))
	seen := make(map[loadError]bool)
	for {
		var p struct {
			ImportPath string
			Error      *loadError
			DepsErrors []*loadError
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return good, bad, problems, nil
		} else if err != nil {
			return nil, nil, nil, fmt.Errorf("go list: %v", err)
		}
		if p.Error == nil && len(p.DepsErrors) == 0 {
			good = append(good, p.ImportPath)
			continue
		}
		bad[p.ImportPath] = true
		for _, e := range append(p.DepsErrors, p.Error) {
			if e == nil || seen[*e] {
				continue
			}
			seen[*e] = true
			problems = append(problems, e.line(p.ImportPath))
		}
	}
}

func (e *loadError) line(path string) string {
	text := oneLine(e.Err)
	if e.Pos != "" {
		return e.Pos + ": " + text
	}
	if strings.Contains(text, path) {
		return text
	}
	return path + ": " + text
}
