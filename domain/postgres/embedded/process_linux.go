package embedded

import (
	"bytes"
	"fmt"
	"os"
	"syscall"
)

// dieWithParent asks the kernel for a fast shutdown of the child when we die,
// even of a kill -9.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// runsOn reports whether a process is a postgres that serves this cluster.
func runsOn(pid int, cluster string) bool {
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil || string(bytes.TrimSpace(comm)) != "postgres" {
		return false
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && bytes.Contains(append(line, 0), append([]byte(cluster), 0))
}
