package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/govlint/govlint/analyzers"
)

// A spent is what one run took, its children included.
type spent struct {
	cpu, wall time.Duration
	peak      int64 // KB, of the largest process
}

// A measured is one way to analyse a module, and what its runs took.
type measured struct {
	name string
	argv func(tool, vet string) []string
	runs []spent
}

// ways are what cost compares: stock go vet, a vet tool that analyses nothing,
// govlint with each analyzer alone and with all, and that once more with nothing
// changed.
func ways() []*measured {
	govlint := func(flags ...string) func(tool, vet string) []string {
		return func(tool, vet string) []string { return append(append([]string{tool}, flags...), "./...") }
	}
	list := []*measured{
		{name: "go vet", argv: func(tool, vet string) []string { return []string{"go", "vet", "-vettool=" + vet, "./..."} }},
		{name: "nothing", argv: func(tool, vet string) []string {
			return []string{"go", "vet", "-vettool=" + tool, "-govlint", "./..."}
		}},
	}
	for _, a := range analyzers.All() {
		list = append(list, &measured{name: a.Name, argv: govlint("-checks", a.Name)})
	}
	return append(list, &measured{name: "all", argv: govlint()}, &measured{name: "all, again", argv: govlint()})
}

// cost measures govlint beside stock go vet on the largest module: cold, that
// is with every package analysed anew and compiled packages at hand, and once
// more with nothing changed. Runs alternate; the middle one counts. A fresh copy
// of the binary makes the analysis cold: the go command keys its results by it.
func cost(e *env, rounds int) (bool, error) {
	modules, err := e.modules()
	if err != nil || len(modules) == 0 {
		return false, err
	}
	dir, err := e.prepareModule(&modules[0])
	if err != nil {
		return false, err
	}
	if _, err := spend(dir, "go", "vet", "./..."); err != nil {
		return false, err
	}
	list := ways()
	for i := range rounds {
		tool, err := e.salted(i)
		if err != nil {
			return false, err
		}
		vet := stockVet(e, i)
		for _, m := range list {
			fmt.Fprintf(e.log, "round %d of %d: %s\n", i+1, rounds, m.name)
			s, err := spend(dir, m.argv(tool, vet)...)
			if err != nil {
				return false, err
			}
			m.runs = append(m.runs, s)
		}
	}
	printCost(e.out, &modules[0], list)
	return true, nil
}

// printCost prints the middle run of each way. What an analyzer adds is what it
// takes beyond the tool that analyses nothing, as a share of go vet.
func printCost(out io.Writer, m *module, list []*measured) {
	fmt.Fprintf(out, "module %s %s\n", m.path, m.version)
	vet, nothing := middle(list[0].runs), middle(list[1].runs)
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tCPU s\tof go vet\tadds\tpeak MB\twall s\t")
	for _, m := range list {
		s := middle(m.runs)
		ratio := float64(s.cpu) / float64(vet.cpu)
		adds := float64(s.cpu-nothing.cpu) / float64(vet.cpu)
		fmt.Fprintf(w, "%s\t%.1f\t%.2f\t%.2f\t%d\t%.1f\t\n", m.name, s.cpu.Seconds(), ratio, adds, s.peak>>10, s.wall.Seconds())
	}
	w.Flush()
}

// salted builds govlint with another build ID.
func (e *env) salted(i int) (string, error) {
	file := filepath.Join(e.dir, "govlint-cold")
	salt := fmt.Sprintf("-X=main.salt=%d-%d", i, time.Now().UnixNano())
	_, err := goCommand(e.root, "build", "-ldflags="+salt, "-o", file, "./cmd/govlint")
	return file, err
}

// stockVet builds go vet's own tool with another build ID; "" when that fails.
func stockVet(e *env, i int) string {
	file := filepath.Join(e.dir, "vet-cold")
	salt := fmt.Sprintf("-X=main.salt=%d-%d", i, time.Now().UnixNano())
	if _, err := goCommand(e.root, "build", "-ldflags="+salt, "-o", file, "cmd/vet"); err != nil {
		fmt.Fprintln(e.log, "cannot build cmd/vet:", err)
	}
	return file
}

func spend(dir string, argv ...string) (spent, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	start := time.Now()
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return spent{}, err
	}
	s := spent{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(start)}
	if ru, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = ru.Maxrss
	}
	return s, nil
}

func middle(runs []spent) spent {
	slices.SortFunc(runs, func(a, b spent) int { return int(a.cpu - b.cpu) })
	return runs[len(runs)/2]
}
