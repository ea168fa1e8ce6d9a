//go:build unix

package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// owner is the account that PostgreSQL runs as and that owns its files.
type owner struct {
	uid, gid int
	name     string
	dropped  bool // the program is root and becomes this account
}

// nobody is the uid and gid of the account without rights where no file says.
const nobody = 65534

// newcomer is the owner of a new cluster: ourselves, or for root the account
// postgres, else nobody.
func newcomer() owner {
	if os.Geteuid() != 0 {
		return owner{uid: os.Geteuid(), gid: os.Getegid(), name: nameOf(os.Geteuid())}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if o, ok := account(name); ok {
			return o
		}
	}
	return owner{uid: nobody, gid: nobody, name: "nobody", dropped: true}
}

// account is the owner of that name, if the system knows one who is not root.
func account(name string) (owner, bool) {
	u, err := user.Lookup(name)
	if err != nil {
		return owner{}, false
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	return owner{uid: uid, gid: gid, name: name, dropped: true}, uidErr == nil && gidErr == nil && uid > 0
}

// ownerOf is the owner of an existing cluster. Root may serve anybody's; others
// only their own: else ErrForeign.
func ownerOf(cluster string, me owner) (owner, error) {
	st, err := os.Stat(cluster)
	if err != nil {
		return owner{}, ErrForeign.Because(err)
	}
	sys := st.Sys().(*syscall.Stat_t)
	uid, gid := int(sys.Uid), int(sys.Gid)
	switch {
	case uid == me.uid:
		return me, nil
	case me.dropped && uid != 0:
		return owner{uid: uid, gid: gid, name: nameOf(uid), dropped: true}, nil
	}
	return owner{}, ErrForeign.With("la base %s appartient au compte « %s » : lancez le programme sous ce compte, ou choisissez un autre dossier", cluster, nameOf(uid))
}

func nameOf(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return strconv.Itoa(uid)
}

// command prepares a program run as this account, with nothing of our
// environment that could change what PostgreSQL does.
func (o owner) command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = "/" // ours may be closed to this account
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LD_LIBRARY_PATH=" + os.Getenv("LD_LIBRARY_PATH"), "LC_ALL=C", "TZ=UTC", "HOME=/"}
	cmd.WaitDelay = 10 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if o.dropped {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
	}
	return cmd
}

// makeDir makes a folder for this account alone, and its parents as open as it
// needs to come through. One that exists stays as it is, except that root gives
// an empty one of its own away.
func (o owner) makeDir(dir string) error {
	st, err := os.Stat(dir)
	if err == nil {
		if !st.IsDir() {
			return fmt.Errorf("%s n’est pas un dossier", dir)
		}
		if entries, err := os.ReadDir(dir); err == nil && len(entries) == 0 && o.dropped && st.Sys().(*syscall.Stat_t).Uid == 0 {
			return o.give(dir)
		}
		return nil
	}
	if err := o.makeParents(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return o.give(dir)
}

func (o owner) makeParents(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := o.makeParents(filepath.Dir(dir)); err != nil {
		return err
	}
	mode := os.FileMode(0o700)
	if o.dropped {
		mode = 0o711
	}
	if err := os.Mkdir(dir, mode); err != nil && !os.IsExist(err) {
		return err
	}
	return os.Chmod(dir, mode) // whatever the umask
}

// give closes a folder to everybody but this account.
func (o owner) give(path string) error {
	if err := os.Chmod(path, 0o700); err != nil {
		return err
	}
	return o.chown(path)
}

func (o owner) chown(path string) error {
	if !o.dropped {
		return nil
	}
	return os.Lchown(path, o.uid, o.gid)
}

// openFile opens a file, made if need be, that this account alone can read.
func (o owner) openFile(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if o.dropped {
		if err := f.Chown(o.uid, o.gid); err != nil {
			f.Close()
			return nil, err
		}
	}
	return f, nil
}

// closed is the first folder on the way to dir that this account cannot enter,
// as far as the modes tell; dir itself if they do not.
func (o owner) closed(dir string) string {
	way := []string{dir}
	for d := dir; d != "/" && d != "."; d = filepath.Dir(d) {
		way = append(way, filepath.Dir(d))
	}
	for i := len(way) - 1; i >= 0; i-- {
		st, err := os.Stat(way[i])
		if err == nil && !o.enters(st) {
			return way[i]
		}
	}
	return dir
}

func (o owner) enters(st os.FileInfo) bool {
	sys := st.Sys().(*syscall.Stat_t)
	switch {
	case int(sys.Uid) == o.uid:
		return st.Mode()&0o100 != 0
	case int(sys.Gid) == o.gid:
		return st.Mode()&0o010 != 0
	}
	return st.Mode()&0o001 != 0
}
