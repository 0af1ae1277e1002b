// Command govlint finds defects in Go services that compile, pass review and
// show only in production. Called by the go command it is a vet tool; called by
// a person it runs the go command with itself as the vet tool and prints what
// came of it.
package main

import (
	"os"

	"github.com/govlint/govlint/analyzers"
	"github.com/govlint/govlint/internal/vetrun"
	"golang.org/x/tools/go/analysis"
)

func main() { os.Exit(run(analyzers.All())) }

// run serves one call of the program with the given analyzers and returns its
// exit code. As a vet tool it ends the process itself.
func run(all []*analysis.Analyzer) int {
	if vetrun.Protocol(os.Args[1:]) {
		vetrun.Tool(all)
	}
	c := &command{all: all, stdout: os.Stdout, stderr: os.Stderr}
	return c.main(os.Args[1:])
}
