package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tourdetable/api"
)

// document is the OpenAPI document as this test reads it.
type document struct {
	OpenAPI string
	Info    struct{ Title, Description, Version string }
	Paths   map[string]map[string]operation
	Tags    []struct{ Name string }

	Components struct {
		Schemas map[string]json.RawMessage
	}
}

type operation struct {
	OperationID string
	Summary     string
	Tags        []string
	Security    []map[string][]string
	Parameters  []struct {
		Name, In string
		Required bool
	}
	RequestBody *struct {
		Required bool
		Content  map[string]json.RawMessage
	}
	Responses map[string]struct {
		Description string
		Content     map[string]json.RawMessage
	}
}

func read(t *testing.T) (d document) {
	t.Helper()
	if err := json.Unmarshal(shared.browser(t).send("GET", "/openapi.json", nil).body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// operations calls fn with every operation, by its path.
func (d document) operations(fn func(method, path string, o operation)) {
	for path, methods := range d.Paths {
		for method, o := range methods {
			fn(strings.ToUpper(method), path, o)
		}
	}
}

func TestTheCommittedDocumentIsTheOneServed(t *testing.T) {
	committed, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var kept struct{ Info struct{ Version string } }
	if err := json.Unmarshal(committed, &kept); err != nil {
		t.Fatal(err)
	}
	code, err := api.Document(kept.Info.Version)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(committed), bytes.TrimSpace(code)) {
		t.Error("api/openapi.json is not the document of the code: make openapi")
	}
	served, written := shared.browser(t).send("GET", "/openapi.json", nil).value(), reply{body: code}.value()
	for _, d := range []value{served, written} {
		delete(d.at("info").v.(map[string]any), "version")
	}
	if !reflect.DeepEqual(served, written) {
		t.Error("/api/v1/openapi.json is another document")
	}
}

func TestTheDocumentIsWhole(t *testing.T) {
	d := read(t)
	if !strings.HasPrefix(d.OpenAPI, "3.1") || d.Info.Title == "" || d.Info.Description == "" {
		t.Errorf("%s %+v", d.OpenAPI, d.Info)
	}
	ids := map[string]bool{}
	d.operations(func(method, path string, o operation) {
		what := method + " " + path
		if o.OperationID == "" || ids[o.OperationID] || o.Summary == "" || len(o.Tags) != 1 {
			t.Errorf("%s: an id of its own, a summary and one tag are expected: %+v", what, o)
		}
		ids[o.OperationID] = true
		if english(o.Summary) {
			t.Errorf("%s: in English: %s", what, o.Summary)
		}
		var inPath []string
		for _, p := range o.Parameters {
			if p.In == "path" {
				inPath = append(inPath, "{"+p.Name+"}")
			}
		}
		if n := strings.Count(path, "{"); n != len(inPath) || slices.ContainsFunc(inPath, func(p string) bool { return !strings.Contains(path, p) }) {
			t.Errorf("%s: parameters %v", what, inPath)
		}
		want := []string{"400", "401", "403", "404", "422", "500", "503"}
		if method != "GET" {
			want = append(want, "408", "409", "413", "415")
		}
		for _, status := range want {
			if _, told := o.Responses[status].Content["application/problem+json"]; !told {
				t.Errorf("%s: no problem told for %s", what, status)
			}
		}
		success := 0
		for status, r := range o.Responses {
			if r.Description == "" || english(r.Description) {
				t.Errorf("%s: %s is described as %q", what, status, r.Description)
			}
			if status[0] == '2' {
				success++
			}
		}
		if success != 1 {
			t.Errorf("%s: %d ways to succeed", what, success)
		}
	})
	if len(ids) < 50 {
		t.Errorf("only %d operations", len(ids))
	}
}

// english finds words that huma writes by itself.
func english(text string) bool {
	for _, word := range []string{"Bad Request", "Error", "Not Found", "OK", "Created", "No Content", "Unprocessable", "Post ", "Get ", "Put ", "Delete ", "List "} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// Every $ref leads somewhere, and what is required exists.
func TestTheDocumentHoldsTogether(t *testing.T) {
	body := shared.browser(t).send("GET", "/openapi.json", nil).body
	d := read(t)
	for _, part := range strings.Split(string(body), `"$ref":`)[1:] {
		name := strings.TrimPrefix(strings.Trim(strings.TrimSpace(strings.SplitN(part, "\n", 2)[0]), `"},`), "#/components/schemas/")
		name, _, _ = strings.Cut(name, `"`)
		if _, found := d.Components.Schemas[name]; !found {
			t.Errorf("$ref to %q leads nowhere", name)
		}
	}
	var schemas map[string]struct {
		Required   []string
		Properties map[string]any
	}
	text, _ := json.Marshal(d.Components.Schemas)
	if err := json.Unmarshal(text, &schemas); err != nil {
		t.Fatal(err)
	}
	for name, s := range schemas {
		for _, p := range s.Required {
			if _, found := s.Properties[p]; !found {
				t.Errorf("%s requires %s, which it does not hold", name, p)
			}
		}
	}
}
