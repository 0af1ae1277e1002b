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

// killAll makes cancelling cmd end the programs that it runs too. Interrupted,
// the go command would wait for them, or begin others. Its cache knows a file
// that was not written to the end.
func killAll(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
