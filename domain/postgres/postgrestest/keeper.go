//go:build unix

package postgrestest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"tourdetable/domain/postgres/embedded"
)

// The environment that turns a test program into a keeper.
const (
	keeperBase = "TOURDETABLE_TEST_KEEPER"
	keeperIdle = "TOURDETABLE_TEST_KEEPER_IDLE"
)

// A keeper is a copy of whatever test program needed one: it must take its way
// before that program's tests begin, hence init.
func init() {
	base := os.Getenv(keeperBase)
	if base == "" {
		return
	}
	idle, err := time.ParseDuration(os.Getenv(keeperIdle))
	if err == nil {
		err = private{base: base, idle: idle}.keep()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// private is the server that the tests of one user share.
type private struct {
	base string        // its folder: users, pg/
	idle time.Duration // how long it stays without users
}

// usual is the folder of the user's server, checked: the temporary folder is
// everybody's.
func usual() (string, error) {
	base := filepath.Join(os.TempDir(), fmt.Sprintf("tourdetable-test-%d", os.Geteuid()))
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // PostgreSQL comes through as another account
	}
	if err := os.Mkdir(base, mode); err == nil {
		return base, os.Chmod(base, mode)
	}
	st, err := os.Lstat(base)
	if err != nil {
		return "", err
	}
	if sys := st.Sys().(*syscall.Stat_t); !st.IsDir() || int(sys.Uid) != os.Geteuid() || st.Mode()&0o022 != 0 {
		return "", fmt.Errorf("le dossier %s est à quelqu’un d’autre : retirez-le, ou donnez un autre TMPDIR", base)
	}
	return base, nil
}

// presence keeps the lock files of this program open: its shared locks end with
// the program, however it ends.
var presence = struct {
	sync.Mutex
	files map[string]*os.File
}{files: map[string]*os.File{}}

// enter makes this program a user of the server. It waits for a keeper that is
// cleaning up or leaving.
func (p private) enter() error {
	presence.Lock()
	defer presence.Unlock()
	if presence.files[p.base] != nil {
		return nil
	}
	f, err := p.users()
	if err != nil {
		return err
	}
	if err := flock(f, syscall.LOCK_SH); err != nil {
		f.Close()
		return err
	}
	presence.files[p.base] = f
	return nil
}

// leave ends this program's use of the server before the program ends.
func (p private) leave() {
	presence.Lock()
	defer presence.Unlock()
	if f := presence.files[p.base]; f != nil {
		f.Close()
		delete(presence.files, p.base)
	}
}

func (p private) users() (*os.File, error) {
	return os.OpenFile(filepath.Join(p.base, "users"), os.O_RDWR|os.O_CREATE, 0o600)
}

// flock locks f and goes on when a signal interrupts the wait.
func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// server returns the running server, started if need be. A keeper that loses
// its server leaves, so the next turn finds nobody and starts another.
func (p private) server(ctx context.Context) (server, error) {
	if err := p.enter(); err != nil {
		return server{}, err
	}
	for try := 1; ; try++ {
		s, err := embedded.Join(ctx, embedded.Options{Dir: p.cluster()})
		if err == nil {
			return at(s.DSN("postgres"))
		}
		if try == triesMax {
			return server{}, err
		}
		if err := p.hire(ctx); err != nil {
			return server{}, err
		}
	}
}

// triesMax bounds how many keepers may lose their server under our eyes.
const triesMax = 5

func (p private) cluster() string { return filepath.Join(p.base, "pg") }

// hire starts a keeper and waits for its word. Of several, one becomes the
// owner and the others leave at once.
func (p private) hire(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), keeperBase+"="+p.base, keeperIdle+"="+p.idle.String())
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a Ctrl-C is not for the keeper
	said, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	word, _ := bufio.NewReader(said).ReadString('\n')
	go func() { _ = cmd.Wait() }()
	if word != ready {
		return errors.New(strings.TrimSpace(word))
	}
	return ctx.Err()
}

// ready is what a keeper says once its server answers.
const ready = "ready\n"

// keep is the life of a keeper.
func (p private) keep() error {
	users, err := p.users()
	if err != nil {
		return err
	}
	pg, err := p.start()
	if err != nil {
		return err
	}
	fmt.Print(ready)
	os.Stdout.Close()
	if pg.Guest() {
		return nil // another keeper was faster
	}
	defer pg.Stop()
	s, err := at(pg.DSN("postgres"))
	if err != nil {
		return err
	}
	return p.watch(users, pg, s)
}

// watch returns when nobody used the server for a while, or when it is gone.
func (p private) watch(users *os.File, pg *embedded.Server, s server) error {
	const beat = 500 * time.Millisecond
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	for idle := time.Duration(0); ; {
		select {
		case <-pg.Exited():
			return nil
		case <-ticks.C:
		}
		if flock(users, syscall.LOCK_EX|syscall.LOCK_NB) != nil {
			idle = 0
			continue
		}
		if idle += beat; idle == beat {
			_ = s.sweep(context.Background()) // what stays is swept next time
		}
		if idle >= p.idle {
			return pg.Stop() // newcomers wait for the lock until this process is gone
		}
		if err := flock(users, syscall.LOCK_UN); err != nil {
			return err
		}
	}
}

// start runs the server. A cluster that cannot start is worth nothing here: it
// is made anew, once.
func (p private) start() (*embedded.Server, error) {
	o := embedded.Options{Dir: p.cluster(), Fast: true}
	pg, err := embedded.Start(context.Background(), o)
	if err == nil || errors.Is(err, embedded.ErrNotInstalled) || errors.Is(err, embedded.ErrTaken) {
		return pg, err
	}
	if os.RemoveAll(o.Dir) != nil {
		return nil, err
	}
	return embedded.Start(context.Background(), o)
}
