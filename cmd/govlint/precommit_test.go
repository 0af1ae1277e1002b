package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPreCommit runs the hooks of this repository by the real pre-commit, in a
// git repository made for it.
func TestPreCommit(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		t.Skip("pre-commit is not installed; Debian has a package of that name")
	}
	if testing.Short() {
		t.Skip("pre-commit builds the hooks from scratch")
	}
	p := &preCommit{t: t, dir: t.TempDir(), home: t.TempDir()}
	hooks := p.hookRepository()
	p.write("go.mod", "module example.com/shop\n\ngo 1.24\n")
	p.write("hits/hits.go", racy)
	p.write("calm/calm.go", "package calm\n")
	p.git("init", "-q", "-b", "main")
	p.git("add", ".")
	p.git("commit", "-q", "-m", "first")

	p.use(hooks, "govlint")
	p.run(1, "hits/hits.go:5:", "--all-files")
	p.use(hooks, "govlint-changed")
	p.run(0, "", "--files", "calm/calm.go")
	p.run(1, "hits/hits.go:5:", "--files", "calm/calm.go", "hits/hits.go")
	p.use(hooks, "govlint-fix")
	p.write("hits/hits.go", strings.Replace(racy, "\tgo ", "\t//nolint:maprace // one caller, which waits\n\tgo ", 1))
	p.run(0, "", "--all-files")

	// As a developer meets it: the commit does not happen.
	p.use(hooks, "govlint-changed")
	p.command("pre-commit", "install")
	p.write("hits/hits.go", racy+"\n// Fill is called again.\n")
	p.git("add", ".")
	out, err := p.start("git", "commit", "-m", "second")
	if err == nil || !bytes.Contains(out, []byte("maprace/unguarded")) {
		t.Errorf("git commit: %v\n%s", err, out)
	}
	p.write("hits/hits.go", "package hits\n")
	p.git("add", ".")
	p.git("commit", "-q", "-m", "second")
}

const racy = `package hits

func Fill() map[string]int {
	m := map[string]int{}
	go func() { m["a"] = 1 }()
	m["b"] = 2
	return m
}
`

// A preCommit is a git repository that uses pre-commit.
type preCommit struct {
	t         *testing.T
	dir, home string
}

// hookRepository returns a git repository with the files of this checkout, as
// they are now, committed or not.
func (p *preCommit) hookRepository() string {
	p.t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		p.t.Fatal(err)
	}
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		p.t.Fatal(err)
	}
	hooks := &preCommit{t: p.t, dir: p.t.TempDir(), home: p.home}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // removed, and git does not know yet
		}
		if err != nil {
			p.t.Fatal(err)
		}
		hooks.write(name, string(data))
	}
	hooks.git("init", "-q", "-b", "main")
	hooks.git("add", "-f", ".")
	hooks.git("commit", "-q", "-m", "hooks")
	return hooks.dir
}

// use makes the hook the only one.
func (p *preCommit) use(hooks, id string) {
	p.t.Helper()
	out, err := p.start("git", "-C", hooks, "rev-parse", "HEAD")
	if err != nil {
		p.t.Fatal(err)
	}
	p.write(".pre-commit-config.yaml", "repos:\n  - repo: "+hooks+"\n    rev: "+strings.TrimSpace(string(out))+"\n    hooks:\n      - id: "+id+"\n")
	p.git("add", ".pre-commit-config.yaml")
}

// run runs the hooks and checks how that ends.
func (p *preCommit) run(code int, output string, args ...string) {
	p.t.Helper()
	out, err := p.start("pre-commit", append([]string{"run", "--verbose"}, args...)...)
	got := 0
	if exit, ok := err.(*exec.ExitError); ok {
		got = exit.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	if got != code || !bytes.Contains(out, []byte(output)) {
		p.t.Errorf("pre-commit run %v: exit code %d, want %d and %q in\n%s", args, got, code, output, out)
	}
}

func (p *preCommit) git(args ...string) {
	p.t.Helper()
	p.command("git", args...)
}

func (p *preCommit) command(name string, args ...string) {
	p.t.Helper()
	if out, err := p.start(name, args...); err != nil {
		p.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

func (p *preCommit) start(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(),
		"PRE_COMMIT_HOME="+filepath.Join(p.home, "pre-commit"),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com",
		"GOMODCACHE="+goEnv(p.t, "GOMODCACHE"), "GOWORK=", "GOFLAGS=-buildvcs=false")
	return cmd.CombinedOutput()
}

func (p *preCommit) write(name, data string) {
	p.t.Helper()
	file := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(data), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
