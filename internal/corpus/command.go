package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/govlint/govlint/internal/finding"
)

// longest is how long a run over one module may take before it counts as hung.
const longest = 20 * time.Minute

// command returns a command that runs in dir, outside any go.work.
func command(dir string, argv ...string) *exec.Cmd {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+dir)
	return cmd
}

// goCommand runs the go command in dir and returns its standard output.
func goCommand(dir string, args ...string) (string, error) {
	cmd := command(dir, append([]string{"go"}, args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, oneLine(errs.String()+out.String()))
	}
	return out.String(), nil
}

// checkout returns the folder of govlint's own module.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	mod, err := goCommand(dir, "env", "GOMOD")
	if err != nil {
		return "", err
	}
	if mod = strings.TrimSpace(mod); mod == os.DevNull || mod == "" {
		return "", errors.New("call me from a checkout of govlint")
	}
	return filepath.Dir(mod), nil
}

// govlint returns the binary to run, building it the first time.
func (e *env) govlint() (string, error) {
	if e.tool != "" {
		return e.tool, nil
	}
	file := filepath.Join(e.dir, "govlint")
	fmt.Fprintln(e.log, "building govlint from", e.root)
	if _, err := goCommand(e.root, "build", "-o", file, "./cmd/govlint"); err != nil {
		return "", err
	}
	e.tool = file
	return file, nil
}

// A result is what one run of govlint found.
type result struct {
	findings []finding.Finding // files below the folder it ran in, slashes
	problems string            // what could not be loaded or analysed
	took     time.Duration
}

// lint runs the measured analyzer on packages of the module in dir.
func (e *env) lint(dir string, args ...string) (*result, error) {
	tool, err := e.govlint()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	cmd := command(dir, append([]string{tool, "-f", "json", "-checks", e.class}, args...)...)
	if e.arch != "" {
		cmd.Env = append(cmd.Env, "GOARCH="+e.arch)
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	hung := time.AfterFunc(longest, func() { _ = cmd.Process.Signal(os.Interrupt) })
	defer hung.Stop()
	// Exit code 1 is findings, 2 is packages that did not load beside those that did.
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		return nil, fmt.Errorf("govlint in %s: %w: %s", dir, err, oneLine(errs.String()))
	}
	r := &result{took: time.Since(start), problems: strings.TrimSpace(errs.String())}
	r.findings, err = decode(out.Bytes(), dir)
	return r, err
}

// decode reads the JSON lines that govlint printed for the module in dir.
func decode(text []byte, dir string) ([]finding.Finding, error) {
	var findings []finding.Finding
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var f finding.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			return nil, fmt.Errorf("govlint printed %q: %w", line, err)
		}
		f.Location.File = below(dir, f.Location.File)
		for i := range f.Related {
			f.Related[i].Location.File = below(dir, f.Related[i].Location.File)
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// below names file from dir, with slashes; files elsewhere keep their name.
func below(dir, file string) string {
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(filepath.Clean(file))
	}
	if rel, err := filepath.Rel(dir, file); err == nil && !strings.HasPrefix(rel, "..") {
		file = rel
	}
	return filepath.ToSlash(file)
}

// progress matches what the go command says while it fetches.
var progress = regexp.MustCompile(`(?m)^go: (downloading|finding|added|upgraded) .*$`)

// oneLine shortens the output of a command for an error message.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(progress.ReplaceAllString(s, "")), " ")
	if len(s) > 300 {
		s = s[:300] + " …"
	}
	return s
}
