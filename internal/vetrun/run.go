// Package vetrun runs the analyzers over packages by way of "go vet", and
// serves the calls that go vet then makes.
//
// A run has two sides in one binary. The front end, [Run], starts
//
//	go vet -vettool=<itself> -json <private flags> <packages>
//
// and the go command runs the same binary, [Tool], once for each package and
// dependency, with its own cache in between. The private flags, those of the
// analyzer "govlint", make the tool print a record for every unit, so that lost
// output is noticed, and analyse the packages of the main modules in full even
// where the go command wants only facts of them: go1.26 does not tell the two
// apart in its cache. The front end then drops what nobody asked for.
package vetrun

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/version"
	"io"
	"maps"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/govlint/govlint/internal/finding"
)

// Options say what to run over what.
type Options struct {
	Go         string            // the go command
	Tool       string            // this program, as a path that the go command can run
	Dir        string            // where the go command runs, "" for the current directory
	BuildFlags []string          // for the go command, "-tags=x"
	ToolFlags  []string          // of the analyzers, "-maprace.x=1"
	Analyzers  []string          // the names of those to run
	AllRan     bool              // Analyzers leaves none out
	Severity   map[string]string // by code; what is missing is a warning
	Patterns   []string          // packages, at least one
	Tests      bool              // analyse test files
	Generated  bool              // keep findings in generated files
	Unused     bool              // report suppression comments that silence nothing
	Background bool              // let other programs go first, and end at once when cancelled

	// Progress, if not nil, is called when the results of a package have come
	// in, by one goroutine at a time. All is 0 until it is known.
	Progress func(done, all int)
}

// A Result is what came of a run.
type Result struct {
	Findings []finding.Finding // sorted, without duplicates
	Records  []Record          // what analyzers say besides, in the order of packages
	Problems []string          // what could not be loaded or analysed, one line each
	Notes    []string          // what the go command said besides, such as a C compiler's warnings

	// Editable returns an error for a file of the findings that must not be
	// changed: it lies outside the packages of the main modules that were asked
	// for, or another file stands in for it under -overlay.
	Editable func(file string) error

	// Analysed reports whether the file lies in the directory of a package of
	// the main modules that was asked for.
	Analysed func(file string) bool
}

// A Record is data that an analyzer emitted with report.Record.
type Record struct {
	Name     string
	Location finding.Location
	Data     string // JSON
}

// Run analyses the packages. The error, if any, is one line that says why
// nothing could be analysed at all.
func Run(ctx context.Context, opts Options) (*Result, error) {
	r := &runner{opts: opts}
	attempt, err := r.vetAndList(ctx)
	if err != nil {
		return nil, err
	}
	if !attempt.ok && len(attempt.units) == 0 {
		if attempt, err = r.vetLoadable(ctx, attempt); err != nil {
			return nil, err
		}
	}
	if err := r.withoutBrokenTests(ctx, attempt); err != nil {
		return nil, err
	}
	if missing := r.missing(attempt); attempt.ok && len(missing) > 0 {
		if len(attempt.units) == 0 {
			if err := r.tooOld(ctx); err != nil {
				return nil, err
			}
		}
		// The go command's cache holds the facts of these units but lost what
		// they printed. An unused flag value is a new cache key.
		salt := fmt.Sprintf("-%s.salt=%d", unitName, time.Now().UnixNano())
		if attempt, err = r.vet(ctx, r.opts.Patterns, attempt.mode, salt); err != nil {
			return nil, err
		}
		for _, path := range r.missing(attempt) {
			attempt.lost = append(attempt.lost, path+": go vet printed nothing about this package, twice")
		}
	}
	return r.result(attempt), nil
}

// A runner is one call of Run.
type runner struct {
	opts Options

	mu     sync.Mutex // guards all below while go vet and go list run side by side
	wanted map[string]listed
	done   map[string]bool // units of this run of go vet
	count  int             // those of them that are wanted
}

// An attempt is one run of go vet.
type attempt struct {
	mode     string
	ok       bool // go vet had nothing to complain about
	units    []*unit
	problems []string        // notes when ok
	named    map[string]bool // packages that problems speak of
	lost     []string        // one line about each unit that has no record
}

// vetAndList runs go vet and go list side by side: go list is quick, but not so
// quick that a second run with nothing to do should wait for it.
func (r *runner) vetAndList(ctx context.Context) (*attempt, error) {
	vetCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg      sync.WaitGroup
		listErr error
		foreign bool
	)
	wg.Go(func() {
		var packages []listed
		if packages, listErr = r.list(ctx); listErr != nil {
			return
		}
		r.want(packages)
		for _, p := range packages {
			foreign = foreign || !p.main
		}
		if foreign {
			cancel()
		}
	})
	a, err := r.vet(vetCtx, r.opts.Patterns, unitsMain)
	wg.Wait()
	if listErr != nil {
		return nil, listErr
	}
	if foreign {
		// Packages of other modules are dependencies as well as asked for, and
		// the cache would confuse the two.
		return r.vet(ctx, r.opts.Patterns, unitsAll)
	}
	return a, err
}

// vetLoadable runs go vet over the packages that can be loaded, once it refused
// to do anything because of those that cannot.
func (r *runner) vetLoadable(ctx context.Context, failed *attempt) (*attempt, error) {
	good, bad, problems, err := r.loadable(ctx)
	if err != nil {
		return nil, err
	}
	if len(problems) == 0 {
		problems = failed.problems
	}
	if len(r.wanted) == 0 && len(good) == 0 {
		return nil, noPackages(r.opts.Patterns, problems)
	}
	if len(good) == 0 || len(good) == len(r.wanted) {
		failed.problems, failed.named = problems, bad
		return failed, nil
	}
	a, err := r.vet(ctx, good, failed.mode)
	if err != nil {
		return nil, err
	}
	a.ok = false
	a.problems = append(problems, a.problems...)
	maps.Copy(a.named, bad)
	return a, nil
}

func noPackages(patterns, problems []string) error {
	if len(problems) > 0 && !strings.Contains(problems[0], "no packages to vet") {
		return errors.New(problems[0])
	}
	return fmt.Errorf("no packages match %s", strings.Join(patterns, " "))
}

// vetArgs returns the command line of a go vet over the patterns.
func (r *runner) vetArgs(patterns []string, mode string, flags []string) []string {
	// -trimpath would share cached output, and with it absolute paths, between checkouts.
	args := []string{"vet", "-vettool=" + r.opts.Tool, "-json", "-trimpath=false"}
	args = append(args, r.opts.BuildFlags...)
	args = append(args, "-"+unitName, "-"+unitName+".units="+mode)
	if !r.opts.Tests {
		args = append(args, "-"+unitName+".tests=false")
	}
	for _, name := range r.opts.Analyzers {
		args = append(args, "-"+name)
	}
	args = append(append(args, r.opts.ToolFlags...), flags...)
	return append(append(args, "--"), patterns...)
}

// goGC is the GOGC of go vet. A run with nothing to analyse consists of loading
// packages, of whose CPU time collecting garbage as usual takes a fifth. The
// go command's compilers get it too, so it is no higher.
const goGC = "200"

// vet runs go vet once over the patterns.
func (r *runner) vet(ctx context.Context, patterns []string, mode string, flags ...string) (*attempt, error) {
	name, args := r.opts.Go, r.vetArgs(patterns, mode, flags)
	if r.opts.Background {
		name, args = yielding(name, args)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = r.opts.Dir
	cmd.Env = cmd.Environ() // which knows of Dir
	if os.Getenv("GOGC") == "" {
		cmd.Env = append(cmd.Env, "GOGC="+goGC)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if r.opts.Background {
		killAll(cmd)
		// Killed, the go command leaves its files behind.
		temp, err := os.MkdirTemp("", "govlint-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(temp)
		cmd.Env = append(cmd.Env, "GOTMPDIR="+temp)
	}
	cmd.WaitDelay = 10 * time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("go vet: %v", err)
	}
	r.restart()
	a := &attempt{mode: mode}
	decodeErr := decodeUnits(stdout, func(u *unit) {
		a.units = append(a.units, u)
		r.arrived(u)
	})
	if decodeErr != nil {
		io.Copy(io.Discard, stdout) // so that go vet, which may wait to print more, can end
	}
	err = cmd.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if decodeErr != nil {
		return nil, fmt.Errorf("go vet: unexpected output: %v", decodeErr)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, fmt.Errorf("go vet: %v", err)
	}
	a.ok = err == nil
	a.problems, a.named = problemLines(stderr.String())
	if !a.ok && len(a.problems) == 0 {
		a.problems = []string{fmt.Sprintf("go vet: %v", err)}
	}
	return a, nil
}

func (r *runner) want(packages []listed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = make(map[string]listed, len(packages))
	for _, p := range packages {
		r.wanted[p.path] = p
		if r.done[p.path] {
			r.count++
		}
	}
	r.showProgress()
}

func (r *runner) restart() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.count = make(map[string]bool), 0
}

func (r *runner) arrived(u *unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done[u.id] {
		return // as a dependency
	}
	r.done[u.id] = true
	if _, ok := r.wanted[u.id]; ok {
		r.count++
		r.showProgress()
	}
}

func (r *runner) showProgress() {
	if r.opts.Progress != nil {
		r.opts.Progress(r.count, len(r.wanted))
	}
}

// tooOld returns an error when the go command is one that does not keep what vet
// tools print.
func (r *runner) tooOld(ctx context.Context) error {
	out, err := r.output(ctx, []string{"env", "GOVERSION"})
	if err != nil {
		return err
	}
	if running := strings.TrimSpace(out); version.Compare(running, "go1.26") < 0 {
		return fmt.Errorf("the go command here is %s; govlint needs go1.26 or newer", running)
	}
	return nil
}
