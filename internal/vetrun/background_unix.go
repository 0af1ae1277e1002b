//go:build unix

package vetrun

import (
	"os/exec"
	"syscall"
)

// yielding returns a command line that runs another with a lower priority.
func yielding(name string, args []string) (string, []string) {
	nice, err := exec.LookPath("nice")
	if err != nil {
		return name, args
	}
	return nice, append([]string{"-n", "5", name}, args...)
}

// interruptAll makes cancelling cmd interrupt the programs that it runs too. The
// go command alone would wait for them.
func interruptAll(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}
