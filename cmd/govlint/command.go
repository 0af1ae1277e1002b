package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/vetrun"
	"golang.org/x/tools/go/analysis"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitTrouble  = 2 // usage, load or internal error
)

// A command is one call of the program by a person or a script.
type command struct {
	all            []*analysis.Analyzer
	stdout, stderr io.Writer
	get            getting
}

// main returns the exit code.
func (c *command) main(args []string) int {
	if s, ok := c.subcommand(args); ok {
		return s.run(c, args[1:])
	}
	req, err := parse(args, c.all)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(c.stdout, usageText(c.all))
		return exitClean
	case errors.As(err, new(configError)):
		return c.fail(err.Error())
	case err != nil:
		return c.fail(fmt.Sprintf("%v; govlint -h shows the usage", err))
	case req.version:
		fmt.Fprintln(c.stdout, version())
		return exitClean
	case req.list:
		c.list()
		return exitClean
	case req.explain != "":
		return c.explain(req.explain)
	}
	return c.analyse(req)
}

func (c *command) fail(message string) int {
	fmt.Fprintln(c.stderr, "govlint:", message)
	return exitTrouble
}

func (c *command) analyse(req *request) int {
	selected, err := config.Select(req.checks, c.all)
	if err != nil {
		return c.fail(err.Error())
	}
	if len(selected.Analyzers()) == 0 {
		return c.fail(fmt.Sprintf("-checks %s leaves nothing to do", req.checks))
	}
	result, err := c.run(req, selected)
	if err != nil {
		return c.fail(err.Error())
	}
	code, err := c.report(req, selected, result)
	if err != nil {
		code = c.fail(err.Error())
	}
	for _, note := range result.Notes {
		fmt.Fprintln(c.stderr, "govlint:", note)
	}
	for _, problem := range result.Problems {
		code = c.fail(problem)
	}
	return code
}

// run analyses what the request names.
func (c *command) run(req *request, selected *config.Selection) (*vetrun.Result, error) {
	opts, err := c.options(req, selected)
	if err != nil {
		return nil, err
	}
	if slices.Contains(opts.Analyzers, "escape") {
		if opts.ToolFlags, err = hotFlags(opts.ToolFlags); err != nil {
			return nil, err
		}
	}
	targets, err := req.targets()
	if err != nil {
		return nil, err
	}
	progress := startProgress(c.stderr)
	defer progress.stop()
	opts.Progress = progress.update
	var results []*vetrun.Result
	for _, t := range targets {
		opts.Dir, opts.Patterns = t.dir, t.patterns
		result, err := vetrun.Run(context.Background(), opts)
		if err != nil {
			return nil, err
		}
		results = append(results, result)
	}
	return merge(results), nil
}

func (c *command) options(req *request, selected *config.Selection) (vetrun.Options, error) {
	gocmd, err := exec.LookPath("go")
	if err != nil {
		return vetrun.Options{}, errors.New("no go command on the PATH; govlint runs it to load and build packages")
	}
	self, err := os.Executable()
	if err != nil {
		return vetrun.Options{}, err
	}
	if err := checkDir(req.dir); err != nil {
		return vetrun.Options{}, err
	}
	names := selected.Analyzers()
	return vetrun.Options{
		Go:         gocmd,
		Tool:       self,
		BuildFlags: req.buildFlags,
		ToolFlags:  req.toolFlags,
		Analyzers:  names,
		AllRan:     len(names) == len(c.all),
		Severity:   severities(c.all, req.severity),
		Tests:      req.tests,
		Generated:  req.generated,
		Unused:     selected.Has(vetrun.UnusedCode),
	}, nil
}

// severities returns those of the documentation, as far as list, which was
// checked, does not change them.
func severities(all []*analysis.Analyzer, list string) map[string]string {
	severity := make(map[string]string)
	for _, a := range all {
		for _, kind := range report.Kinds(a) {
			severity[a.Name+"/"+kind.Name] = kind.Severity
		}
	}
	changed, _ := config.Severities(list, all)
	maps.Copy(severity, changed)
	return severity
}

// list prints the checks, one a line.
func (c *command) list() {
	for _, a := range c.all {
		fmt.Fprintf(c.stdout, "%s: %s\n", a.Name, report.Summary(a))
		for _, kind := range report.Kinds(a) {
			fmt.Fprintf(c.stdout, "%s/%s (%s): %s\n", a.Name, kind.Name, kind.Severity, kind.Summary)
		}
	}
	fmt.Fprintf(c.stdout, "%s (warning): %s\n", vetrun.UnusedCode, vetrun.UnusedSummary)
}

// explain prints what the documentation says of a check.
func (c *command) explain(name string) int {
	if name == vetrun.UnusedCode {
		fmt.Fprintf(c.stdout, "%s (warning)\n\n%s\n", name, vetrun.UnusedSummary)
		return exitClean
	}
	for _, a := range c.all {
		if name == a.Name {
			fmt.Fprintln(c.stdout, a.Doc)
			return exitClean
		}
		for _, kind := range report.Kinds(a) {
			if name == a.Name+"/"+kind.Name {
				fmt.Fprintf(c.stdout, "%s (%s): %s\n", name, kind.Severity, kind.Summary)
				if kind.Explain != "" {
					fmt.Fprintf(c.stdout, "\n%s\n", kind.Explain)
				}
				return exitClean
			}
		}
	}
	return c.fail(config.UnknownCheck(name, c.all).Error())
}

// moduleVersion returns the version of this module, "" when its build does not know.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
}

// version says which govlint this is, as far as its build knows.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "govlint, of an unknown version"
	}
	parts := []string{"govlint", info.Main.Version}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			parts = append(parts, s.Value)
		}
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}
