package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/output"
	"golang.org/x/tools/go/analysis"
)

const usage = `govlint finds defects in Go services that compile, pass review and show only in production.

usage: govlint [flags] [packages]        packages as for go build, ./... if there are none
       govlint -list                     the checks, one a line
       govlint -explain maprace          what a check finds, why, and what to write instead
%s
flags:
  -checks list   run only these, or with a leading minus not these:
                 "maprace", "-maprace/leaked-ref" (default: all)
  -f format      %s (default: text)
  -fix           apply the first fix of each finding; -fix=all also those that
                 change what the program does
  -diff          print what -fix would do, change nothing; -diff=all
  -files         arguments are files: analyse the packages they belong to
  -tests=false   leave out test files
  -generated     print findings in generated files too
  -exclude list  leave out findings in these files and directories, by patterns
                 below the module's root: "internal/legacy", "**/*_gen.go"
  -severity list set severities: "maprace=warning,maprace/check-then-act=info"
  -fail-on level error, warning, info or never: the mildest severity that makes
                 the exit code 1 (default: info)
  -baseline file leave out the findings that the file has; an entry whose
                 finding is gone is taken out of it
  -write-baseline
                 write the findings to the file of -baseline, print none
  -new-from-rev rev
                 only findings in lines changed since HEAD left the git
                 revision, or with a witness there
  -profile file  a pprof profile of allocations or CPU time; what it weighs is hot,
                 and escape reports what can be saved there
  -verify how    what to ask about allocations in hot code: compiler (default), none
  -config file   read this instead of the %s at or above the directory;
                 "off" for none
  -version       print the version
  flags of the go command: -C -tags -mod -modfile -overlay -race -p
%s
exit code: 0 nothing found, 1 findings, 2 something could not be loaded or analysed
silence a finding with "//nolint:maprace // why" on its line or above its statement
as a vet tool: go vet -vettool=$(which govlint) ./...
`

// A request is a parsed command line.
type request struct {
	dir        string
	format     string
	checks     string
	explain    string
	fix        bool
	allFixes   bool // those that change behaviour, too
	diff       bool
	files      bool // patterns are files
	tests      bool
	generated  bool
	exclude    string
	severity   string
	failOn     string
	baseline   string
	writeBase  bool
	newFrom    string
	config     string
	list       bool
	version    bool
	buildFlags []string // "-tags=x"
	toolFlags  []string // "-maprace.x=1"
	patterns   []string
	settings   []setting // all that a configuration file can set
}

// parse reads the command line and the configuration file. An error of
// flag.ErrHelp means that help was asked for.
func parse(args []string, all []*analysis.Analyzer) (*request, error) {
	if len(args) == 1 && args[0] == "help" {
		return nil, flag.ErrHelp
	}
	req := new(request)
	fs := req.flags(all)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	req.patterns = fs.Args()
	if len(req.patterns) == 0 && !req.files {
		req.patterns = []string{"./..."}
	}
	if !req.list && !req.version && req.explain == "" {
		if err := req.configure(fs, all); err != nil {
			return nil, configError{err}
		}
	}
	return req, req.check(all)
}

// flags returns the flags of the command, which write to req.
func (req *request) flags(all []*analysis.Analyzer) *flag.FlagSet {
	fs := flag.NewFlagSet("govlint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&req.dir, "C", "", "")
	fs.StringVar(&req.format, "f", "text", "")
	fs.StringVar(&req.checks, "checks", "", "")
	fs.StringVar(&req.explain, "explain", "", "")
	fs.Var(fixFlag{&req.fix, &req.allFixes}, "fix", "")
	fs.Var(fixFlag{&req.diff, &req.allFixes}, "diff", "")
	fs.BoolVar(&req.files, "files", false, "")
	fs.BoolVar(&req.tests, "tests", true, "")
	fs.BoolVar(&req.generated, "generated", false, "")
	fs.StringVar(&req.exclude, "exclude", "", "")
	fs.StringVar(&req.severity, "severity", "", "")
	fs.StringVar(&req.failOn, "fail-on", "info", "")
	fs.StringVar(&req.baseline, "baseline", "", "")
	fs.BoolVar(&req.writeBase, "write-baseline", false, "")
	fs.StringVar(&req.newFrom, "new-from-rev", "", "")
	fs.StringVar(&req.config, "config", "", "")
	fs.BoolVar(&req.list, "list", false, "")
	fs.BoolVar(&req.version, "version", false, "")
	for _, name := range []string{"tags", "mod", "modfile", "overlay", "p"} {
		fs.Var(passOn{name, &req.buildFlags, false}, name, "")
	}
	fs.Var(passOn{"race", &req.buildFlags, true}, "race", "")
	for _, name := range []string{"profile", "verify"} {
		fs.Var(passOn{"escape." + name, &req.toolFlags, false}, name, "")
	}
	for _, a := range all {
		a.Flags.VisitAll(func(f *flag.Flag) {
			name := a.Name + "." + f.Name
			fs.Var(passOn{name, &req.toolFlags, isBool(f)}, name, f.Usage)
		})
	}
	return fs
}

func (req *request) check(all []*analysis.Analyzer) error {
	if at := slices.IndexFunc(req.patterns, func(p string) bool { return strings.HasPrefix(p, "-") }); at >= 0 {
		return fmt.Errorf("flags come before packages: %s", req.patterns[at])
	}
	if err := config.CheckFormat(req.format); err != nil {
		return fmt.Errorf("-f: %v", err)
	}
	if _, err := config.Severities(req.severity, all); err != nil {
		return fmt.Errorf("-severity: %v", err)
	}
	if err := config.CheckLimit(req.failOn); err != nil {
		return fmt.Errorf("-fail-on: %v", err)
	}
	for _, pattern := range splitList(req.exclude) {
		if err := config.CheckPattern(pattern); err != nil {
			return fmt.Errorf("-exclude: %v", err)
		}
	}
	if req.writeBase && req.baseline == "" {
		return fmt.Errorf("-write-baseline needs a -baseline file")
	}
	if req.writeBase && (req.fix || req.diff) {
		return fmt.Errorf("-write-baseline and -fix or -diff exclude each other")
	}
	if req.fix && req.diff {
		return fmt.Errorf("-fix and -diff exclude each other")
	}
	if req.diff && req.format != "text" {
		return fmt.Errorf("-diff prints a patch, not %s", req.format)
	}
	return nil
}

func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// fixFlag is a switch with a third position: all.
type fixFlag struct{ on, all *bool }

func (f fixFlag) String() string   { return "" }
func (f fixFlag) IsBoolFlag() bool { return true }
func (f fixFlag) Set(value string) error {
	if value == "all" {
		*f.on, *f.all = true, true
		return nil
	}
	on, err := strconv.ParseBool(value)
	if err != nil {
		return errors.New("neither true, false nor all")
	}
	*f.on = on
	return nil
}

// passOn is a flag whose value another program reads.
type passOn struct {
	name   string
	to     *[]string
	isBool bool
}

func (p passOn) String() string   { return "" }
func (p passOn) IsBoolFlag() bool { return p.isBool }
func (p passOn) Set(value string) error {
	*p.to = append(*p.to, "-"+p.name+"="+value)
	return nil
}

// usageText returns the usage with the flags of the analyzers.
func usageText(all []*analysis.Analyzer) string {
	var own strings.Builder
	for _, a := range all {
		a.Flags.VisitAll(func(f *flag.Flag) {
			fmt.Fprintf(&own, "  -%s.%s   %s (default: %s)\n", a.Name, f.Name, f.Usage, f.DefValue)
		})
	}
	return fmt.Sprintf(usage, subcommandUsage(), formatNames(), config.Name, own.String())
}

func formatNames() string {
	var names []string
	for _, f := range output.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

func splitList(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
