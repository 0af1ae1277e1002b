package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/output"
	"github.com/govlint/govlint/internal/patch"
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
	selected, err := selectChecks(req.checks, c.all)
	if err != nil {
		return c.fail(err.Error())
	}
	if len(selected.analyzers()) == 0 {
		return c.fail(fmt.Sprintf("-checks %s leaves nothing to do", req.checks))
	}
	opts, err := c.options(req, selected)
	if err != nil {
		return c.fail(err.Error())
	}
	progress := startProgress(c.stderr)
	opts.Progress = progress.update
	result, err := vetrun.Run(context.Background(), opts)
	progress.stop()
	if err != nil {
		return c.fail(err.Error())
	}
	var findings []finding.Finding
	for _, f := range result.Findings {
		if selected.has(f.Code) {
			findings = append(findings, f)
		}
	}
	code, err := c.deliver(req, findings, result.Editable)
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

// deliver prints the findings, or fixes them and prints those that are left.
func (c *command) deliver(req *request, findings []finding.Finding, editable func(string) error) (int, error) {
	code := exitClean
	if len(findings) > 0 {
		code = exitFindings
	}
	if !req.fix && !req.diff {
		return code, c.print(req, findings)
	}
	plan := patch.Make(findings, editable)
	for _, note := range plan.Notes {
		fmt.Fprintln(c.stderr, "govlint:", note)
	}
	if req.diff {
		if len(plan.Left) > 0 {
			fmt.Fprintf(c.stderr, "govlint: the patch leaves out %d of %s\n", len(plan.Left), count(len(findings), "finding"))
		}
		_, err := c.stdout.Write(plan.Diff())
		return code, err
	}
	if err := plan.Apply(); err != nil {
		return code, err
	}
	if plan.Fixed > 0 {
		fmt.Fprintf(c.stderr, "govlint: fixed %d of %s in %s\n", plan.Fixed, count(len(findings), "finding"), count(len(plan.Changes), "file"))
	}
	if len(plan.Left) == 0 {
		code = exitClean
	}
	return code, c.print(req, plan.Left)
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (c *command) print(req *request, findings []finding.Finding) error {
	if req.format == "json" {
		return output.JSON(c.stdout, findings)
	}
	return output.Text(c.stdout, findings, os.Getenv("NO_COLOR") == "" && terminal(c.stdout))
}

func (c *command) options(req *request, selected *selection) (vetrun.Options, error) {
	gocmd, err := exec.LookPath("go")
	if err != nil {
		return vetrun.Options{}, errors.New("no go command on the PATH; govlint runs it to load and build packages")
	}
	self, err := os.Executable()
	if err != nil {
		return vetrun.Options{}, err
	}
	if req.dir != "" {
		if info, err := os.Stat(req.dir); err != nil || !info.IsDir() {
			return vetrun.Options{}, fmt.Errorf("-C %s: no such directory", req.dir)
		}
	}
	names := selected.analyzers()
	return vetrun.Options{
		Go:         gocmd,
		Tool:       self,
		Dir:        req.dir,
		BuildFlags: req.buildFlags,
		ToolFlags:  req.toolFlags,
		Analyzers:  names,
		AllRan:     len(names) == len(c.all),
		Severity:   severities(c.all),
		Patterns:   req.patterns,
		Tests:      req.tests,
		Generated:  req.generated,
		Unused:     selected.has(vetrun.UnusedCode),
	}, nil
}

func severities(all []*analysis.Analyzer) map[string]string {
	severity := make(map[string]string)
	for _, a := range all {
		for _, kind := range report.Kinds(a) {
			severity[a.Name+"/"+kind.Name] = kind.Severity
		}
	}
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
	fmt.Fprintf(c.stdout, "%s (warning): %s\n", vetrun.UnusedCode, unusedSummary)
}

const unusedSummary = "a nolint or lint:ignore comment for govlint silences nothing any more"

// explain prints what the documentation says of a check.
func (c *command) explain(name string) int {
	if name == vetrun.UnusedCode {
		fmt.Fprintf(c.stdout, "%s (warning)\n\n%s\n", name, unusedSummary)
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
	return c.fail(unknownCheck(name, c.all).Error())
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
