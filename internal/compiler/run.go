package compiler

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Options say what to compile by way of the go command.
type Options struct {
	Go       string   // the go command, "go" if empty
	Dir      string   // where it runs
	Flags    []string // "-tags=x"
	Packages []string // import paths or patterns; each is compiled for its own
}

// Build compiles the packages with their diagnostics on. A package that was built
// before is compiled again: the go command's cache does not keep what is asked
// for here. Dependencies come out of the cache.
func Build(ctx context.Context, opts Options) (*Report, error) {
	dir, err := os.MkdirTemp("", "govlint-compiler-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	gocmd := opts.Go
	if gocmd == "" {
		gocmd = "go"
	}
	args := append([]string{"build", "-trimpath=false", "-o", os.DevNull}, opts.Flags...)
	for i, pkg := range opts.Packages {
		// All programs are called main, so that each package needs a folder.
		args = append(args, "-gcflags="+pkg+"="+jsonFlag(filepath.Join(dir, strconv.Itoa(i))))
	}
	cmd := exec.CommandContext(ctx, gocmd, append(append(args, "--"), opts.Packages...)...)
	cmd.Dir = opts.Dir
	if err := run(cmd); err != nil {
		return nil, fmt.Errorf("go build: %v", err)
	}
	return ReadDir(dir)
}

// jsonFlag makes the compiler write its diagnostics below dir, which need not exist.
func jsonFlag(dir string) string { return "-json=0,file://" + filepath.ToSlash(dir) }

func run(cmd *exec.Cmd) error {
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	if err == nil {
		return nil
	}
	for line := range strings.Lines(stderr.String()) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return errors.New(line)
		}
	}
	return err
}

// A Unit is what the go command tells a vet tool of one package, as far as the
// compiler needs it.
type Unit struct {
	Dir         string
	ImportPath  string
	GoFiles     []string
	ImportMap   map[string]string
	PackageFile map[string]string
	GoVersion   string
	ModulePath  string
}

// UnitFile returns the description of the package that this process analyses
// when the command line, without the program's name, is that of a vet tool.
func UnitFile(args []string) (string, bool) {
	if len(args) == 0 || !strings.HasSuffix(args[len(args)-1], ".cfg") {
		return "", false
	}
	return args[len(args)-1], true
}

// CompileUnit compiles the package of a vet tool's unit: the very files and
// dependencies that are being analysed. It costs one compilation and no loading
// of packages, and the go command keeps what came of it with the findings.
func CompileUnit(ctx context.Context, file string) (*Report, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var unit Unit
	if err := json.Unmarshal(data, &unit); err != nil {
		return nil, fmt.Errorf("%s: %v", filepath.Base(file), err)
	}
	dir, err := os.MkdirTemp("", "govlint-compiler-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	config := filepath.Join(dir, "importcfg")
	if err := os.WriteFile(config, unit.importConfig(), 0o666); err != nil {
		return nil, err
	}
	out := filepath.Join(dir, "out")
	path, _, _ := strings.Cut(unit.ImportPath, " ") // a variant with tests has the test's name behind it
	args := []string{"tool", "compile", "-o", filepath.Join(dir, "package.a"), "-p", path, "-importcfg", config, jsonFlag(out)}
	if lang := version.Lang(unit.GoVersion); lang != "" {
		args = append(args, "-lang="+lang)
	}
	if first, _, _ := strings.Cut(path, "/"); unit.ModulePath == "" && !strings.Contains(first, ".") {
		args = append(args, "-std")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, unit.GoFiles...)...)
	cmd.Dir = unit.Dir
	if err := run(cmd); err != nil {
		return nil, fmt.Errorf("go tool compile: %v", err)
	}
	return ReadDir(out)
}

func (u *Unit) importConfig() []byte {
	var b bytes.Buffer
	for from, to := range u.ImportMap {
		if from != to {
			fmt.Fprintf(&b, "importmap %s=%s\n", from, to)
		}
	}
	for path, file := range u.PackageFile {
		fmt.Fprintf(&b, "packagefile %s=%s\n", path, file)
	}
	return b.Bytes()
}
