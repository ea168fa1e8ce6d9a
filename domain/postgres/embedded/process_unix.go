//go:build unix && !linux

package embedded

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithParent is beyond this kernel: the next start stops the orphan.
func dieWithParent(*syscall.SysProcAttr) {}

// runsOn reports whether a process is a postgres that serves this cluster.
func runsOn(pid int, cluster string) bool {
	out, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	line := string(out)
	return err == nil && strings.Contains(line, "postgres") && strings.Contains(line+" ", cluster+" ")
}
