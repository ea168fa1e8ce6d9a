//go:build unix

package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tourdetable/domain/fault"
)

// oldest is the first major version of PostgreSQL that the schema runs on.
const oldest = 15

const howToInstall = "Installez-le : Debian ou Ubuntu « apt-get install --no-install-recommends postgresql », Fedora « dnf install postgresql-server », macOS « brew install postgresql@17 » ; ou donnez dans PG_BIN le dossier de ses programmes, ou dans DATABASE_URL l’adresse d’un serveur"

// Refusals about the binaries.
var (
	ErrNotInstalled = fault.New(fault.Internal, "embedded.not_installed", "PostgreSQL est introuvable. "+howToInstall)
	ErrOtherVersion = fault.New(fault.Internal, "embedded.other_version", "les données de ce dossier demandent une autre version de PostgreSQL")
)

// binaries is a folder that holds postgres and initdb of one version.
type binaries struct {
	dir   string
	major int
}

// versionLine is what « postgres --version » says.
var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// find returns the first binaries that this account can run and that serve the
// cluster of version major, or any version if major is 0. Returns
// ErrNotInstalled or ErrOtherVersion.
func find(ctx context.Context, o owner, major int) (binaries, error) {
	var seen []string
	for _, dir := range places(ctx) {
		b, err := probe(ctx, o, dir)
		switch {
		case err != nil:
			seen = append(seen, err.Error())
		case b.major < oldest:
			seen = append(seen, fmt.Sprintf("%s : version %d, il faut au moins la %d", dir, b.major, oldest))
		case major != 0 && b.major != major:
			seen = append(seen, fmt.Sprintf("%s : version %d", dir, b.major))
		default:
			return b, nil
		}
	}
	vu := "rien"
	if len(seen) > 0 {
		vu = strings.Join(seen, " ; ")
	}
	if major != 0 {
		return binaries{}, ErrOtherVersion.With("les données de ce dossier sont celles d’un PostgreSQL %d, qui n’est pas installé (vu : %s). Installez « postgresql-%d », ou donnez le dossier de ses programmes dans PG_BIN ; rien n’a été créé à côté", major, vu, major)
	}
	return binaries{}, ErrNotInstalled.With("PostgreSQL est introuvable (vu : %s). %s", vu, howToInstall)
}

// places lists where binaries may be, best first. PG_BIN is an order: nothing
// else is tried.
func places(ctx context.Context) []string {
	if dir := os.Getenv("PG_BIN"); dir != "" {
		return []string{dir}
	}
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
		dirs = append(dirs, filepath.Dir(path))
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		found, _ := filepath.Glob(pattern)
		slices.SortFunc(found, func(a, b string) int { return numberIn(b) - numberIn(a) })
		dirs = append(dirs, found...)
	}
	return unique(dirs)
}

// unique keeps the first of equal folders, in order, whatever links lead there.
// A wrapper's folder without initdb goes first and is passed over by probe.
func unique(dirs []string) []string {
	var kept, real []string
	for _, d := range dirs {
		r, err := filepath.EvalSymlinks(d)
		if err == nil && !slices.Contains(real, r) {
			kept, real = append(kept, d), append(real, r)
		}
	}
	return kept
}

var digits = regexp.MustCompile(`\d+`)

// numberIn is the version in a path: its first number, 0 without one.
func numberIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path))
	return n
}

// probe asks the binaries of a folder for their version, as the account that
// will run them. pg_config alone comes with a mere client library: initdb must
// be there too.
func probe(ctx context.Context, o owner, dir string) (binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, err
	}
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return binaries{}, fmt.Errorf("%s : sans « %s »", dir, name)
		}
	}
	out, err := o.command(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return binaries{}, fmt.Errorf("%s : le compte « %s » ne peut pas l’exécuter (%v)", dir, o.name, err)
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return binaries{}, fmt.Errorf("%s : version illisible « %s »", dir, strings.TrimSpace(string(out)))
	}
	major, err := strconv.Atoi(string(m[1]))
	return binaries{dir: dir, major: major}, err
}
