package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A spent is what one run took, its children included.
type spent struct {
	cpu, wall time.Duration
	peak      int64 // KB, of the largest process
}

// cost measures govlint beside stock go vet on the largest module: cold, that
// is with every package analysed anew and compiled packages at hand, and once
// more with nothing changed. Runs of the two alternate; the middle one counts.
// A fresh copy of the binary's flags makes the analysis cold: the go command
// keys its results by them.
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
	var ours, theirs, again []spent
	for i := range rounds {
		fmt.Fprintln(e.log, "round", i+1, "of", rounds)
		tool, err := e.salted(i)
		if err != nil {
			return false, err
		}
		for _, run := range []struct {
			to   *[]spent
			argv []string
		}{
			{&ours, []string{tool, "./..."}},
			{&theirs, []string{"go", "vet", "-vettool=" + stockVet(e, i), "./..."}},
			{&again, []string{tool, "./..."}},
		} {
			s, err := spend(dir, run.argv...)
			if err != nil {
				return false, err
			}
			*run.to = append(*run.to, s)
		}
	}
	a, b, c := middle(ours), middle(theirs), middle(again)
	fmt.Fprintf(e.out, "module %s %s\n", modules[0].path, modules[0].version)
	fmt.Fprintf(e.out, "cold     govlint %v CPU, %v, %d MB\n", a.cpu, a.wall, a.peak>>10)
	fmt.Fprintf(e.out, "cold     go vet  %v CPU, %v, %d MB\n", b.cpu, b.wall, b.peak>>10)
	fmt.Fprintf(e.out, "again    govlint %v CPU, %v, %d MB\n", c.cpu, c.wall, c.peak>>10)
	fmt.Fprintf(e.out, "CPU ratio %.2f\n", float64(a.cpu)/float64(b.cpu))
	return true, nil
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
