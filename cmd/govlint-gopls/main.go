// Command govlint-gopls is "govlint gopls" under one name, for editors that
// take the path of a program and no arguments.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	cmd := exec.Command(govlint(), append([]string{"gopls"}, os.Args[1:]...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() >= 0 {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "govlint-gopls:", err)
		os.Exit(2)
	}
}

// govlint returns the program beside this one, which was installed with it, or
// the one on the PATH.
func govlint() string {
	if self, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), "govlint")); err == nil {
			return path
		}
	}
	return "govlint"
}
