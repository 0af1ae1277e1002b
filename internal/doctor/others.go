package doctor

import (
	"context"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// fewest is how many files the go command may want to have open at once.
const fewest = 1024

func (e *examination) descriptors() {
	soft, ok := openFiles()
	switch {
	case !ok:
		return
	case soft < fewest:
		e.add("open files", Warning, "ulimit -n 4096", "at most %d, which is few for a large module", soft)
	default:
		e.add("open files", OK, "", "at most %d", soft)
	}
}

func (e *examination) gopls() {
	const mend = "go install golang.org/x/tools/gopls@latest"
	if e.patient.Gopls == "" {
		e.add("gopls", Warning, mend, "not found; only govlint gopls needs it")
		return
	}
	out, err := e.output(e.patient.Gopls, "version")
	if err != nil {
		e.add("gopls", Error, mend, "%s version: %v", e.patient.Gopls, err)
		return
	}
	first, _, _ := strings.Cut(out, "\n")
	e.add("gopls", OK, "", "%s, %s", e.patient.Gopls, first)
}

var linterVersion = regexp.MustCompile(`has version v?(\d+)\.(\d+)`)

func (e *examination) golangciLint() {
	path, err := exec.LookPath("golangci-lint")
	if err != nil {
		return // most do without
	}
	out, err := e.output(path, "version")
	m := linterVersion.FindStringSubmatch(out)
	switch {
	case err != nil || m == nil:
		e.add("golangci-lint", Warning, "install golangci-lint "+e.patient.Linter, "%s does not say its version", path)
	case m[1] != "2":
		e.add("golangci-lint", Error, "install golangci-lint "+e.patient.Linter, "%s has version %s.%s; the plugin needs version 2", path, m[1], m[2])
	case "v2."+m[2] != e.patient.Linter[:strings.LastIndexByte(e.patient.Linter, '.')]:
		e.add("golangci-lint", Warning, "version: "+e.patient.Linter+" in .custom-gcl.yml, then golangci-lint custom",
			"%s has version 2.%s; the plugin is tested with %s", path, m[2], e.patient.Linter)
	default:
		e.add("golangci-lint", OK, "", "%s, version 2.%s", path, m[2])
	}
}

func (e *examination) configuration() {
	if err := e.patient.Config; err != nil {
		e.add("configuration", Error, "govlint config -schema shows what there is", "%v", err)
		return
	}
	e.add("configuration", OK, "", "govlint config shows it")
}

func (e *examination) endpoints() {
	for _, url := range e.patient.Endpoints {
		ctx, cancel := context.WithTimeout(e.ctx, 5*time.Second)
		err := reach(ctx, url)
		cancel()
		if err != nil {
			e.add("endpoint", Error, "start the program that serves it, or change the setting", "%v", err)
			continue
		}
		e.add("endpoint", OK, "", "%s answers", url)
	}
}

// reach asks for the head of what is there. Any answer is one.
func reach(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
