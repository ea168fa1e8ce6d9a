package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"tourdetable/domain/attachment"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
	"tourdetable/jobs"
)

// A piece that is taken away, or altered, is found by name, with the exit code
// of a difference.
func TestVerifyFindsWhatIsMissing(t *testing.T) {
	dsn, dir := postgrestest.DSN(t), t.TempDir()
	db, err := postgres.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	t.Setenv("DATABASE_URL", dsn)
	t.Setenv("MIGRATE_DATABASE_URL", "")
	t.Setenv("TOURDETABLE_ATTACHMENTS", dir)
	store, err := attachment.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	db = db.WithClock(func() time.Time { return time.Now().AddDate(1, 0, 0) }) // a demonstration lives in the future
	for _, name := range []string{"entier.txt", "perdu.txt", "altéré.txt"} {
		c, err := attachment.Keep(t.Context(), store, name, "", strings.NewReader(name))
		if err != nil {
			t.Fatal(err)
		}
		at[name] = filepath.Join(dir, attachment.Key(c.Sha256))
		err = db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
			_, err := attachment.Add(tx, party.System, attachment.Subject{Kind: attachment.Message, ID: postgres.NewID(), Departement: "99"}, attachment.New{Content: c}, false)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	verify := func(args ...string) (int, string) {
		var out strings.Builder
		root := rootCommand()
		root.SetOut(&out)
		root.SetArgs(append([]string{"verify"}, args...))
		err := root.ExecuteContext(t.Context())
		return exitCode(err), out.String()
	}
	if code, out := verify("attachments"); code != done || !strings.HasPrefix(out, "3 contenu(s) relu(s)") || strings.Count(out, "\n") != 1 {
		t.Errorf("%d: %s", code, out)
	}
	if err := errors.Join(os.Remove(at["perdu.txt"]), os.WriteFile(at["altéré.txt"], []byte("autre chose"), 0o600)); err != nil {
		t.Fatal(err)
	}
	code, out := verify("attachments")
	if code != refused || !strings.Contains(out, "1 introuvable(s), 1 altéré(s)") || !strings.Contains(out, "« perdu.txt »") || !strings.Contains(out, "« altéré.txt »") || strings.Contains(out, "« entier.txt »") {
		t.Errorf("%d: %s", code, out)
	}
	for _, args := range [][]string{{}, {"autre"}, {"attachments", "autre"}} {
		if code, _ := verify(args...); code != misused {
			t.Errorf("%v: %d", args, code)
		}
	}
	t.Setenv("TOURDETABLE_ATTACHMENTS", "")
	if code, _ := verify("attachments"); code != refused {
		t.Errorf("without a store: %d", code)
	}
}

func TestWhereFilesAreKept(t *testing.T) {
	data := t.TempDir()
	open := func(args ...string) (jobs.Files, error) {
		cmd := &cobra.Command{}
		databaseFlags(cmd)
		filesFlags(cmd)
		if err := cmd.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		return files(context.Background(), cmd)
	}
	t.Setenv("TOURDETABLE_ATTACHMENTS", "")
	t.Setenv("TOURDETABLE_CLAMD", "")
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "aucune ne peut être déposée"},
		{[]string{"--data", data}, filepath.Join(data, "pieces") + ", sans antivirus"},
		{[]string{"--data", data, "--attachments", filepath.Join(data, "là"), "--clamd", "/run/clamd"}, filepath.Join(data, "là") + ", avec antivirus"},
	} {
		f, err := open(c.args...)
		if err != nil || !strings.Contains(inWords(f), c.says) {
			t.Errorf("%v: %s, %v", c.args, inWords(f), err)
		}
	}
	t.Setenv("TOURDETABLE_CLAMD", "clamd")
	if _, err := open(); exitCode(err) != misused {
		t.Error(err)
	}
	t.Setenv("TOURDETABLE_CLAMD", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "bien-gardée")
	if _, err := open("--attachments", "s3://pieces"); exitCode(err) != misused || strings.Contains(err.Error(), "bien-gardée") {
		t.Error(err)
	}
}
