package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/hotspots"
	"github.com/govlint/govlint/internal/profile"
)

const hotUsage = `govlint hot lists the lines of the packages that a profile finds most allocations, or CPU
time, on: their share, what the compiler puts on the heap there, whether escape has a
finding and a fix, and if not, why.

usage: govlint hot -profile file [flags] [packages]     ./... if there are none

  -profile file  a pprof profile, as "go test -memprofile" writes it
  -sample type   alloc_objects, alloc_space, cpu …: default is the first that it has
  -n N           the N heaviest lines (default: 20; 0: all)
  -f format      text, json (one object a line) or html (default: text)
  and -C, -tags and the flags of the go command as for govlint
`

const (
	profileFlag = "-escape.profile="
	verifyFlag  = "-escape.verify="
)

// hotFlags makes the flags of escape what the tool needs. The profile is named by
// an absolute path, because the tool runs elsewhere, with the digest of what is in
// it, because the go command's cache knows flags and not files. And a person who
// runs the command has time to ask the compiler.
func hotFlags(flags []string) ([]string, error) {
	flags = slices.Clone(flags)
	asked := false
	for i, f := range flags {
		if how, ok := strings.CutPrefix(f, verifyFlag); ok {
			if asked = true; how != "compiler" && how != "none" {
				return nil, fmt.Errorf("-verify %s: want compiler or none", how)
			}
		}
		name, ok := strings.CutPrefix(f, profileFlag)
		if !ok || name == "" {
			continue
		}
		abs, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		ref, err := profile.Ref(abs)
		if err != nil {
			return nil, fmt.Errorf("-profile: %v", err)
		}
		if _, err := profile.Read(ref, ""); err != nil {
			return nil, fmt.Errorf("-profile: %v", err)
		}
		flags[i] = profileFlag + ref
	}
	if !asked {
		flags = append(flags, verifyFlag+"compiler")
	}
	return flags, nil
}

// hot prints the heaviest lines of a profile.
func (c *command) hot(args []string) int {
	req := new(request)
	fs := req.flags(c.all)
	n := fs.Int("n", 20, "")
	sample := fs.String("sample", "", "")
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(c.stdout, hotUsage)
		return exitClean
	case err != nil:
		return c.fail(fmt.Sprintf("%v; govlint hot -h shows the usage", err))
	case !hotspots.Known(req.format):
		return c.fail(fmt.Sprintf("-f %s: want one of %s", req.format, strings.Join(hotspots.Formats(), ", ")))
	}
	if req.patterns = fs.Args(); len(req.patterns) == 0 {
		req.patterns = []string{"./..."}
	}
	file := ""
	for _, f := range req.toolFlags {
		if name, ok := strings.CutPrefix(f, profileFlag); ok {
			file = name
		}
	}
	if file == "" {
		return c.fail("hot needs a -profile file; go test -bench . -memprofile file makes one")
	}
	req.tests = false
	p, err := profile.Read(file, *sample)
	if err != nil {
		return c.fail(fmt.Sprintf("-profile: %v", err))
	}
	table, err := c.hotTable(req, p, *n)
	if err != nil {
		return c.fail(err.Error())
	}
	if err := table.Write(c.stdout, req.format); err != nil {
		return c.fail(err.Error())
	}
	return exitClean
}

func (c *command) hotTable(req *request, p *profile.Profile, n int) (*hotspots.Table, error) {
	if err := checkDir(req.dir); err != nil {
		return nil, err
	}
	packages, err := c.hotPackages(req)
	if err != nil {
		return nil, err
	}
	table := hotspots.Collect(p, packages, n)
	if len(table.Sites) == 0 {
		return table, nil
	}
	report, err := compiler.Build(context.Background(), compiler.Options{Dir: req.dir, Flags: req.buildFlags, Packages: table.Packages()})
	if err != nil {
		return nil, err
	}
	selected, err := config.Select("escape", c.all)
	if err != nil {
		return nil, err
	}
	req.patterns = table.Packages()
	result, err := c.run(req, selected)
	if err != nil {
		return nil, err
	}
	for i := range result.Findings {
		absolute(&result.Findings[i])
	}
	table.Join(report, result.Findings)
	for i := range table.Sites {
		table.Sites[i].File = shortPath(table.Sites[i].File)
	}
	return table, nil
}

// hotPackages are the packages that the arguments name.
func (c *command) hotPackages(req *request) ([]hotspots.Package, error) {
	const format = "{{.ImportPath}}\t{{.Name}}\t{{.Dir}}\t{{if .Module}}{{.Module.Path}}{{end}}"
	args := append([]string{"list", "-find", "-f", format}, req.buildFlags...)
	cmd := exec.Command("go", append(append(args, "--"), req.patterns...)...)
	cmd.Dir = req.dir
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		first, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return nil, errors.New(first)
	} else if err != nil {
		return nil, err
	}
	var packages []hotspots.Package
	for line := range strings.Lines(string(out)) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(field) == 4 {
			packages = append(packages, hotspots.Package{Path: field[0], Name: field[1], Dir: field[2], Module: field[3]})
		}
	}
	return packages, nil
}
