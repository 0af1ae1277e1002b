package main

import (
	"bufio"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/patch"
)

// runtimeModule is the module that fixes may import packages of.
const runtimeModule = "github.com/govlint/govlint/runtime"

// getting says what to do about a module that fixed code needs.
type getting int

const (
	sayGet getting = iota // say how to get it
	askGet                // ask, if there is somebody to ask
	runGet                // get it
)

// applyFixes is govlint -fix, and gets the modules that the fixed code needs. A
// fix cannot change go.mod by itself.
func (c *command) applyFixes(args []string) int {
	c.get = askGet
	if len(args) > 0 && args[0] == "-y" {
		c.get, args = runGet, args[1:]
	}
	return c.main(append([]string{"-fix"}, args...))
}

// provide gets the modules that the changes import and go.mod lacks, or says how.
func (c *command) provide(changes []patch.Change) error {
	for _, dir := range lacking(changes) {
		command := "go get " + runtimeModule
		switch {
		case c.get == runGet, c.get == askGet && c.agreed("the fixed code needs "+runtimeModule+"; run "+command+"?"):
			get := exec.Command("go", "get", runtimeModule)
			get.Dir, get.Stdout, get.Stderr = dir, c.stderr, c.stderr
			if err := get.Run(); err != nil {
				return fmt.Errorf("%s: %v", command, err)
			}
		default:
			fmt.Fprintf(c.stderr, "govlint: the fixed code needs %s, which go.mod does not require; run: %s\n", runtimeModule, command)
		}
	}
	return nil
}

// lacking lists a directory of each module that has no runtimeModule and that a
// change makes import from it.
func lacking(changes []patch.Change) []string {
	var dirs, mods []string
	for _, change := range changes {
		if imports(change.Before) || !imports(change.After) {
			continue
		}
		dir := filepath.Dir(change.File)
		list := exec.Command("go", "list", "-m", runtimeModule)
		list.Dir = dir
		if list.Run() == nil {
			continue
		}
		env := exec.Command("go", "env", "GOMOD")
		env.Dir = dir
		mod, err := env.Output()
		if err != nil || slices.Contains(mods, string(mod)) {
			continue
		}
		mods, dirs = append(mods, string(mod)), append(dirs, dir)
	}
	return dirs
}

// imports reports a file that imports a package of runtimeModule.
func imports(src []byte) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly)
	if err != nil {
		return false
	}
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && strings.HasPrefix(path, runtimeModule+"/") {
			return true
		}
	}
	return false
}

// agreed asks, and reports a yes. Without a terminal there is nobody to ask.
func (c *command) agreed(question string) bool {
	if !terminal(c.stderr) || !terminal(os.Stdin) {
		return false
	}
	fmt.Fprintf(c.stderr, "govlint: %s [y/N] ", question)
	answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil {
		return false
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}
