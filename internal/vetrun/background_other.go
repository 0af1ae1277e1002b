//go:build !unix

package vetrun

import "os/exec"

func yielding(name string, args []string) (string, []string) { return name, args }

func killAll(*exec.Cmd) {}
