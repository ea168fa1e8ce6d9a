package domain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "tourdetable/"

// floors are the rooms from the ground up; a room imports lower floors only.
var floors = [][]string{
	{"domain/fault", "migrations", "frontend", "domain"},
	{"domain/money", "domain/calendar", "domain/identity", "domain/strictjson", "domain/tabular"},
	{"domain/budget", "domain/postgres", "domain/postgres/embedded", "domain/rule"},
	{"domain/form", "domain/ledger", "domain/party", "domain/outbox", "domain/postgres/postgrestest"},
	{"domain/journal", "domain/message", "domain/proof"},
	{"domain/funding", "domain/strategy", "domain/history", "domain/attachment", "domain/body"},
	{"domain/programme", "domain/payment/chorusfile", "domain/cofunding/solver", "domain/attachment/s3"},
	{"domain/application"},
	{"domain/cofunding", "domain/review", "domain/rehearsal/rehearsaltest"},
	{"domain/committee"},
	{"domain/award"},
	{"domain/agreement"},
	{"domain/payment"},
	{"domain/reporting"},
	{"domain/casefile"},
	{"domain/export"},
	{"domain/rehearsal"},
	{"api", "jobs"},
	{"cmd/tourdetable", "cmd/bench"},
}

// guests are received by these rooms alone.
var guests = map[string][]string{
	"gorm.io/":                           {"domain/postgres"},
	"github.com/jackc/pgx":               {"cmd/bench", "domain/postgres", "domain/postgres/embedded", "domain/postgres/postgrestest", "jobs"},
	"github.com/gin-gonic/":              {"api"},
	"github.com/danielgtaylor/huma":      {"api"},
	"github.com/alexedwards/scs":         {"api"},
	"github.com/hibiken/asynq":           {"jobs"},
	"github.com/shopspring/decimal":      {"domain/money"},
	"github.com/xuri/excelize":           {"domain/tabular", "domain/export"},
	"github.com/spf13/cobra":             {"cmd/tourdetable"},
	"github.com/pressly/goose":           {"domain/postgres"},
	"github.com/alexedwards/argon2id":    {"domain/party"},
	"github.com/gabriel-vasile/mimetype": {"domain/attachment"},
	"github.com/minio/":                  {"domain/attachment/s3"},
}

func floorOf(room string) int {
	for n, rooms := range floors {
		for _, r := range rooms {
			if r == room {
				return n
			}
		}
	}
	return -1
}

// source is one parsed file.
type source struct {
	name, room string
	test       bool
	tree       *ast.File
}

// house parses every Go file of the project.
func house(t *testing.T) []source {
	t.Helper()
	var files []source
	root := os.DirFS("..")
	for _, wing := range []string{"api", "cmd", "domain", "frontend", "jobs", "migrations"} {
		if _, err := fs.Stat(root, wing); err != nil {
			t.Fatal(err)
		}
		err := fs.WalkDir(root, wing, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
				if d != nil && d.IsDir() && err == nil {
					return fs.SkipDir
				}
				return err
			}
			if path.Ext(name) != ".go" {
				return nil
			}
			tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ParseComments)
			files = append(files, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), tree})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestEveryRoomLooksDownstairs(t *testing.T) {
	for _, f := range house(t) {
		floor := floorOf(f.room)
		if floor < 0 {
			t.Errorf("%s: room %s is on no floor; give it one", f.name, f.room)
			continue
		}
		for _, i := range f.tree.Imports {
			target, _ := strconv.Unquote(i.Path.Value)
			if ours, ok := strings.CutPrefix(target, module); ok && !f.test && floorOf(ours) >= floor {
				t.Errorf("%s: imports %s, which is not downstairs", f.name, ours)
			}
			for guest, rooms := range guests {
				if strings.HasPrefix(target, guest) && !f.test && !contains(rooms, f.room) {
					t.Errorf("%s: %s is not received here", f.name, target)
				}
			}
		}
	}
}

// Statements live in store.go; casefile, which reads, and postgres are the two
// exceptions.
func TestSQLLivesInStores(t *testing.T) {
	for _, f := range house(t) {
		if f.test || path.Base(f.name) == "store.go" || f.room == "domain/casefile" || f.room == "domain/postgres" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "SQL" && len(call.Args) == 0 {
				t.Errorf("%s: speaks SQL outside of store.go", f.name)
			}
			return true
		})
	}
}

// Casefile reads: none of its statements writes.
func TestCasefileWritesNothing(t *testing.T) {
	for _, f := range house(t) {
		if f.room != "domain/casefile" || f.test {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				for _, verb := range []string{"insert into ", "update ", "delete from "} {
					if strings.HasPrefix(strings.TrimSpace(strings.Trim(l.Value, "`\"")), verb) {
						t.Errorf("%s: writes: %.40s", f.name, l.Value)
					}
				}
			}
			return true
		})
	}
}

// The environment is read by cmd, and by what finds a server for a test or for
// the embedded database.
func TestOnlyCmdReadsTheEnvironment(t *testing.T) {
	for _, f := range house(t) {
		if f.test || strings.HasPrefix(f.room, "cmd/") || strings.HasPrefix(f.room, "domain/postgres/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "os" && (s.Sel.Name == "Getenv" || s.Sel.Name == "LookupEnv") {
					t.Errorf("%s: reads the environment", f.name)
				}
			}
			return true
		})
	}
}

// Money is exact: no floating-point type stands in a room that counts.
func TestNoFloatCounts(t *testing.T) {
	for _, f := range house(t) {
		if f.test || !strings.HasPrefix(f.room, "domain/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if i, ok := n.(*ast.Ident); ok && (i.Name == "float64" || i.Name == "float32") && !contains(floating, f.name) {
				t.Errorf("%s: counts with %s", f.name, i.Name)
			}
			return true
		})
	}
}

// floating are the files that read numbers which are no amounts: JSON counts,
// serial dates of a spreadsheet.
var floating = []string{"domain/rehearsal/compare.go", "domain/tabular/day.go", "domain/tabular/xls.go", "domain/tabular/xlsx.go"}

func TestEveryRoomTellsWhatItIs(t *testing.T) {
	told := map[string]bool{}
	for _, f := range house(t) {
		if !f.test {
			told[f.room] = told[f.room] || f.tree.Doc != nil
		}
	}
	for room, doc := range told {
		if !doc {
			t.Errorf("%s: no package comment", room)
		}
	}
}

// Each migration says why it exists.
func TestEveryMigrationSaysWhy(t *testing.T) {
	names, err := filepath.Glob("../migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no migration found: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- Why: ") {
			t.Errorf("%s: does not open with « -- Why: »", name)
		}
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
