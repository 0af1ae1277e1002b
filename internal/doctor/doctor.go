// Package doctor looks at what usually keeps govlint from working: the go
// command, its settings and caches, and the programs that govlint works with.
package doctor

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// States of a check, from the best.
const (
	OK      = "ok"
	Warning = "warning"
	Error   = "error"
)

// A Check is one thing that was looked at.
type Check struct {
	Name   string `json:"name"`
	State  string `json:"state"`
	Detail string `json:"detail"`
	Mend   string `json:"mend,omitempty"` // what to type or do
}

// A Patient is what is looked at.
type Patient struct {
	Dir       string   // of the module, or below
	Config    error    // what is wrong with the configuration, nil for nothing
	Gopls     string   // path, "" when none was found
	Linter    string   // the version of golangci-lint that the plugin is tested with
	Endpoints []string // URLs in the configuration
}

// limit is how long one program may take to answer.
const limit = 20 * time.Second

// Examine does all checks, in the order to read them.
func Examine(ctx context.Context, p Patient) []Check {
	e := &examination{ctx: ctx, patient: p}
	if !e.goCommand() {
		return e.checks
	}
	e.toolchain()
	e.flags()
	e.modules()
	e.cache()
	e.compiler()
	e.descriptors()
	e.gopls()
	e.golangciLint()
	e.configuration()
	e.endpoints()
	return e.checks
}

// Worst returns the worst state of the checks.
func Worst(checks []Check) string {
	worst := OK
	for _, c := range checks {
		if c.State == Error || c.State == Warning && worst == OK {
			worst = c.State
		}
	}
	return worst
}

type examination struct {
	ctx     context.Context
	patient Patient
	env     map[string]string
	checks  []Check
}

func (e *examination) add(name, state, mend, format string, args ...any) {
	if state == OK {
		mend = ""
	}
	e.checks = append(e.checks, Check{name, state, fmt.Sprintf(format, args...), mend})
}

// output runs a program in the patient's directory. The error has the first
// line that the program printed on stderr.
func (e *examination) output(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(e.ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = e.patient.Dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); first != "" {
			err = fmt.Errorf("%s", first)
		}
		return "", err
	}
	return strings.TrimSpace(string(out)), nil
}
