//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program builds the program once and returns its path.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tourdetable")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// freeAddress is a loopback address nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// started runs "serve --demonstration" until it answers.
func started(t *testing.T, path, data string) (*exec.Cmd, string) {
	t.Helper()
	address := freeAddress(t)
	cmd := exec.Command(path, "serve", "--demonstration", "--data", data)
	cmd.Env = append(os.Environ(), "LISTEN="+address, "DATABASE_URL=", "REDIS_URL=", "APP_ENV=")
	told, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := bufio.NewScanner(told)
	var all strings.Builder
	for lines.Scan() {
		fmt.Fprintln(&all, lines.Text())
		if strings.Contains(lines.Text(), "Ctrl-C arrête proprement") {
			go func() { _, _ = io.Copy(io.Discard, told) }()
			return cmd, "http://" + address
		}
	}
	t.Fatalf("serve did not start:\n%s", all.String())
	return nil, ""
}

// campaigns asks the demonstration page and returns its body.
func demonstrationPage(t *testing.T, address string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, "GET", address+"/api/v1/demonstration", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", response.StatusCode, err)
	}
	return string(body)
}

// A newcomer's evening: start, kill -9, start again, Ctrl-C, start again.
func TestServeFindsItsDataAfterAKillAndAfterCtrlC(t *testing.T) {
	path := program(t)
	data, err := os.MkdirTemp("", "tourdetable-serve")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })

	cmd, address := started(t, path, data)
	first := demonstrationPage(t, address)
	if !strings.Contains(first, "Claude Préfet") {
		t.Fatalf("no demonstration account in %s", first)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()

	cmd, address = started(t, path, data)
	if again := demonstrationPage(t, address); again != first {
		t.Errorf("after kill -9: %s, before: %s", again, first)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}

	_, address = started(t, path, data)
	if again := demonstrationPage(t, address); again != first {
		t.Errorf("after Ctrl-C: %s, before: %s", again, first)
	}
}
