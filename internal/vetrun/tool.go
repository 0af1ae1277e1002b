package vetrun

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// Protocol reports whether args, without the program's name, are those of the
// go command talking to its vet or fix tool.
func Protocol(args []string) bool {
	for _, arg := range args {
		switch arg {
		case "-V=full", "-flags":
			return true
		}
	}
	return len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// Tool serves one call of the go command and ends the process.
// It changes the Run functions of the analyzers and all they require.
func Tool(all []*analysis.Analyzer) {
	mode := parseMode(os.Args[1:])
	if last := len(os.Args) - 1; mode.asked && strings.HasSuffix(os.Args[last], ".cfg") {
		unit, err := rewriteUnit(os.Args[last], mode)
		if err != nil {
			fmt.Fprintln(os.Stderr, "govlint:", err)
			os.Exit(1)
		}
		if unit == "" {
			os.Exit(0)
		}
		os.Args[last] = unit
	}
	guard(all, mode)
	if os.Getenv("GOGC") == goGC {
		debug.SetGCPercent(100) // that was meant for the go command
	}
	debug.SetMemoryLimit(memoryLimit)
	defer runtime.KeepAlive(ballast())
	unitchecker.Main(append(all[:len(all):len(all)], unitAnalyzer(mode))...)
}

// ballast returns memory that is never touched and so takes none, but makes the
// garbage collector wait until the process has allocated as much again. Most
// units end before that; the others pay with that much memory at their peak.
// Collecting early took a fifth of the CPU time of a run.
func ballast() []byte { return make([]byte, ballastSize) }

// ballastSize is what a unit with a large package of goroutines is better off with:
// half of it took a tenth more CPU time on sarama's, and 35 MB less.
const ballastSize = 128 << 20

// memoryLimit is where the garbage collector begins to work harder, the ballast,
// which takes no memory but counts, not included. Go vet runs a tool process a
// processor; the largest package met, nats-server's with its tests, needs 0.8 GB
// and took 1.9 GB with no limit.
const memoryLimit = 1200<<20 + ballastSize

// rewriteUnit returns the name of the unit description that is to be analysed
// in place of the one in file, "" when there is nothing to analyse.
func rewriteUnit(file string, mode mode) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var unit unitchecker.Config
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &unit); err != nil {
		return "", fmt.Errorf("%s: %v", file, err)
	}
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", fmt.Errorf("%s: %v", file, err)
	}
	// "Facts only" is not in the go command's cache key, so whether findings
	// are there on the next run must not depend on who asked in this one.
	if mode.units == unitsAll || unit.ModulePath != "" && unit.ModuleVersion == "" {
		fields["VetxOnly"] = json.RawMessage("false")
	}
	if !mode.tests {
		if unit.GoFiles = withoutTests(unit.GoFiles); len(unit.GoFiles) == 0 {
			return "", writeEmptyUnit(unit)
		}
		if fields["GoFiles"], err = json.Marshal(unit.GoFiles); err != nil {
			return "", err
		}
	}
	if data, err = json.Marshal(fields); err != nil {
		return "", err
	}
	name := filepath.Join(filepath.Dir(file), "govlint.cfg")
	return name, os.WriteFile(name, data, 0o666)
}

func withoutTests(files []string) []string {
	kept := []string{}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			kept = append(kept, file)
		}
	}
	return kept
}

// writeEmptyUnit leaves what the go command keeps in its cache of a unit that
// consists of test files: facts that nobody imports, and the record of the unit.
func writeEmptyUnit(unit unitchecker.Config) error {
	if err := os.WriteFile(unit.VetxOutput, nil, 0o666); err != nil {
		return err
	}
	data, err := json.Marshal(emptyTree(unit.ID))
	if err != nil {
		return err
	}
	return os.WriteFile(unit.Stdout, append(data, '\n'), 0o666)
}

// guard turns a panic of any of the analyzers, or of what they require, into an
// error of that one on that package.
func guard(roots []*analysis.Analyzer, mode mode) {
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		guardOne(a, mode)
		for _, required := range a.Requires {
			visit(required)
		}
	}
	for _, a := range roots {
		visit(a)
	}
}

func guardOne(a *analysis.Analyzer, mode mode) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (result any, err error) {
		defer func() {
			if value := recover(); value != nil {
				err = fmt.Errorf("panic: %v (%s)", value, panicSite())
				reportPanic(pass, err, mode)
			}
		}()
		if mode.asked {
			report.KeepSuppressed(pass)
		}
		if mode.fix {
			pass.Report = report.WithSafeFixes(pass.Report)
		}
		return run(pass)
	}
}

// reportPanic tells of a panic on its own, because the driver may not: it says
// nothing of the errors of dependencies, and of an analyzer whose prerequisite
// failed only that it did.
func reportPanic(pass *analysis.Pass, err error, mode mode) {
	if !mode.asked {
		fmt.Fprintf(os.Stderr, "%s: %v\n", pass, err)
		return
	}
	tree := map[string]map[string]any{pass.Pkg.Path(): {pass.Analyzer.Name: unitError{err.Error()}}}
	if data, err := json.Marshal(tree); err == nil {
		os.Stdout.Write(append(data, '\n'))
	}
}

// panicSite returns the place that panicked, when called by a deferred function.
func panicSite() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "no position"
		}
	}
}
