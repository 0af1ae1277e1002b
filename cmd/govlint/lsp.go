package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/lsp"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/vetrun"
)

// typingPause is how long an editor may be without a change before what is in
// it is analysed.
const typingPause = 300 * time.Millisecond

// serve is a language server for diagnostics and quick fixes only.
func (c *command) serve(args []string) int {
	if len(args) > 0 {
		return c.fail("lsp takes no arguments; it talks to an editor on stdin and stdout")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := lsp.Serve(ctx, c.lspOptions(), moduleVersion(), os.Stdin, os.Stdout); err != nil {
		return c.fail(err.Error())
	}
	return exitClean
}

// gopls runs the user's gopls, and adds to what it says when it serves an editor.
func (c *command) gopls(args []string) int {
	path, err := findGopls()
	if err != nil {
		return c.fail(err.Error())
	}
	cmd := exec.Command(path, args...)
	cmd.Stderr = os.Stderr
	if !servesEditor(args) {
		cmd.Stdin, cmd.Stdout = os.Stdin, os.Stdout
		return c.exitOf(cmd.Run())
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return c.fail(err.Error())
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return c.fail(err.Error())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := cmd.Start(); err != nil {
		return c.fail(err.Error())
	}
	go func() {
		<-ctx.Done()
		cmd.Process.Kill()
	}()
	served := lsp.Proxy(ctx, c.lspOptions(), polled(os.Stdin), os.Stdout, lsp.Upstream{In: in, Out: out})
	time.AfterFunc(time.Second, func() { cmd.Process.Kill() })
	if code := c.exitOf(cmd.Wait()); code != exitClean {
		return code
	}
	if served != nil {
		return c.fail(served.Error())
	}
	return exitClean
}

// exitOf returns the exit code of a program that has ended.
func (c *command) exitOf(err error) int {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return exit.ExitCode()
	}
	if err != nil {
		return c.fail(fmt.Sprintf("gopls: %v", err))
	}
	return exitClean
}

// findGopls returns the gopls to run: the one on the PATH, or where "go install"
// puts it, but never this program under that name.
func findGopls() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	me, err := os.Stat(self)
	if err != nil {
		return "", err
	}
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if out, err := exec.Command("go", "env", "GOBIN", "GOPATH").Output(); err == nil {
		gobin, gopath, _ := strings.Cut(strings.TrimRight(string(out), "\r\n"), "\n")
		dirs = append(dirs, strings.TrimSpace(gobin))
		for _, dir := range filepath.SplitList(strings.TrimSpace(gopath)) {
			dirs = append(dirs, filepath.Join(dir, "bin"))
		}
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		path, err := exec.LookPath(filepath.Join(dir, "gopls"))
		if err != nil {
			continue
		}
		if info, err := os.Stat(path); err == nil && !os.SameFile(info, me) {
			return path, nil
		}
	}
	return "", errors.New("no gopls on the PATH; go install golang.org/x/tools/gopls@latest")
}

// servesEditor reports whether gopls, called with args, speaks its protocol on
// stdin and stdout.
func servesEditor(args []string) bool {
	for i := 0; i < len(args); i++ {
		name, isFlag := strings.CutPrefix(args[i], "-")
		if !isFlag {
			return args[i] == "serve" && servesEditor(args[i+1:])
		}
		name, _, given := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		switch name {
		case "h", "help", "listen", "port":
			return false
		case "mode", "remote", "logfile", "debug", "ocagent", "remote.debug", "remote.logfile",
			"remote.listen.timeout", "listen.timeout", "profile.alloc", "profile.block", "profile.cpu", "profile.mem", "profile.trace":
			if !given {
				i++ // its value
			}
		}
	}
	return true
}

func (c *command) lspOptions() lsp.Options {
	return lsp.Options{Analyse: c.analyseForEditor, Modules: modulesAround, URL: report.URL, Log: c.stderr, Delay: typingPause}
}

// analyseForEditor analyses packages as the command would, with the text of an
// editor in place of what is on disk.
func (c *command) analyseForEditor(ctx context.Context, r lsp.Request) (*lsp.Outcome, error) {
	req, err := parse([]string{"-C", r.Dir}, c.all)
	if err != nil {
		return nil, err
	}
	selected, err := config.Select(req.checks, c.all)
	if err != nil {
		return nil, err
	}
	if len(r.Overlay) > 0 {
		dir, err := os.MkdirTemp("", "govlint-overlay-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		file, err := writeOverlay(dir, r.Overlay)
		if err != nil {
			return nil, err
		}
		req.buildFlags = append(req.buildFlags, "-overlay="+file)
	}
	opts, err := c.options(req, selected)
	if err != nil {
		return nil, err
	}
	opts.Dir, opts.Patterns, opts.Background = r.Dir, r.Patterns, true
	result, err := vetrun.Run(ctx, opts)
	if err != nil {
		return nil, err
	}
	findings, err := c.narrow(req, selected, result, nil)
	if err != nil {
		return nil, err
	}
	for i := range findings {
		absolute(&findings[i])
	}
	return &lsp.Outcome{
		Findings: findings,
		Analysed: result.Analysed,
		Editable: func(file string) bool { return r.Overlay[file] != nil || result.Editable(file) == nil },
		Problems: result.Problems,
	}, nil
}

// writeOverlay writes the texts and the file that -overlay takes.
func writeOverlay(dir string, overlay map[string][]byte) (string, error) {
	replace := make(map[string]string)
	for path, text := range overlay {
		name := vetrun.StandIn(dir, path)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return "", err
		}
		replace[path] = name
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, data, 0o600)
}

// modulesAround returns the directories of the main modules at a directory.
func modulesAround(ctx context.Context, dir string) []string {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{if .Main}}{{.Dir}}{{end}}")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil // no module, nothing to analyse as a whole
	}
	return strings.Fields(string(out))
}
