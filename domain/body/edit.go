package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Edit is one value typed over one field.
type Edit struct {
	ID     string          `json:"id" format:"uuid" doc:"Donné par qui saisit : envoyée deux fois, une modification n'est gardée qu'une"`
	Path   string          `json:"path" maxLength:"120"`
	Value  json.RawMessage `json:"value" doc:"Texte, oui/non, liste de textes, ou rien"`
	Base   int             `json:"base" minimum:"0" maximum:"2147483647" doc:"Version du champ que l'auteur avait sous les yeux ; 0 : jamais rempli"`
	Closes []string        `json:"closes,omitempty" maxItems:"20" doc:"Désaccords que l'auteur tranche"`
}

// Saved is a field as an edit left it.
type Saved = Field

// Given is a value beside another one.
type Given struct {
	ID    string          `json:"id"`
	Value json.RawMessage `json:"value"`
	By    string          `json:"by"`
	At    time.Time       `json:"at"`
}

// Conflict is two values for one field, until somebody chooses.
type Conflict struct {
	Path    string `json:"path"`
	Current Field  `json:"current"`
	Other   Given  `json:"other"`
}

// Answer is what became of edits.
type Answer struct {
	Version   int        `json:"version" doc:"Nombre de modifications gardées de la fiche"`
	Saved     []Saved    `json:"saved"`
	Conflicts []Conflict `json:"conflicts"`
	Problems  []Problem  `json:"problems"`
}

// Record is what a record holds since a version.
type Record struct {
	Version   int        `json:"version"`
	Fields    []Field    `json:"fields" doc:"Champs changés depuis la version demandée"`
	Conflicts []Conflict `json:"conflicts" doc:"Tous les désaccords ouverts"`
	Problems  []Problem  `json:"problems"`
}

// Bounds of one request and of one value, in bytes.
const (
	editsMax = 100
	valueMax = 20_000
)

// Faults of an edit: mistakes of a program, never of who types.
var (
	ErrPath  = fault.New(fault.Invalid, "body.path", "ce champ n'existe pas dans la fiche")
	ErrValue = fault.New(fault.Invalid, "body.value", "cette valeur ne peut pas être gardée")
	ErrEdits = fault.New(fault.Invalid, "body.edits", "trop de modifications à la fois")
)

// ReadRecord returns the fields changed since a version, and every open
// conflict and problem.
func ReadRecord(tx postgres.Tx, organisation string, since int) (Record, error) {
	r := Record{Fields: []Field{}}
	o, err := party.FindOrganisation(tx, organisation)
	if err != nil {
		return r, err
	}
	f, err := FieldsOf(tx, o)
	if err != nil {
		return r, err
	}
	for _, field := range f {
		r.Version = max(r.Version, field.Version)
		if since == 0 || field.Version > since {
			r.Fields = append(r.Fields, field)
		}
	}
	slices.SortFunc(r.Fields, func(a, b Field) int { return strings.Compare(a.Path, b.Path) })
	r.Problems = Problems(o, f)
	r.Conflicts, err = conflictsOf(tx, f, organisation)
	return r, err
}

// FieldsOf returns the record of a body: what it typed, and what its first file
// told already.
func FieldsOf(tx postgres.Tx, o party.Organisation) (Fields, error) {
	rows, err := lastEdits(tx, o.ID)
	if err != nil {
		return nil, fmt.Errorf("read the record of %s: %w", o.ID, err)
	}
	f := Fields{}
	if !o.Rna.IsZero() {
		value, _ := json.Marshal(o.Rna)
		f["rna"] = Field{Path: "rna", Label: labelOf("rna"), Value: value, By: "premier dossier", Source: File}
	}
	for _, row := range rows {
		f[row.Path] = row.field()
	}
	return f, nil
}

// Save keeps edits of by, each once. What was typed against an older value than
// the one on record is kept beside it, as a conflict. Faults: ErrNotYours,
// ErrPath, ErrValue, ErrEdits.
func Save(tx postgres.Tx, by party.Actor, organisation string, source Source, edits []Edit) (Answer, error) {
	answer := Answer{Saved: []Saved{}, Conflicts: []Conflict{}}
	if len(edits) > editsMax {
		return answer, ErrEdits.With("%d modifications ; attendu : %d au plus", len(edits), editsMax)
	}
	o, err := member(tx, by, organisation)
	if err != nil {
		return answer, err
	}
	f, err := FieldsOf(tx, o)
	if err != nil {
		return answer, err
	}
	for _, field := range f {
		answer.Version = max(answer.Version, field.Version)
	}
	changed := []string{}
	for _, e := range edits {
		row, fresh, err := keep(tx, by, o, source, f, e, answer.Version+1)
		if err != nil {
			return answer, err
		}
		if fresh && row.Outcome == saved {
			answer.Version++
			f[row.Path] = row.field()
			changed = append(changed, labelOf(row.Path))
		}
		switch {
		case row.Outcome == conflict && !row.Closed:
			answer.Conflicts = append(answer.Conflicts, Conflict{row.Path, f[row.Path], row.given()})
		case row.Outcome == saved:
			answer.Saved = append(answer.Saved, row.field())
		default:
			answer.Saved = append(answer.Saved, f[row.Path])
		}
	}
	answer.Problems = Problems(o, f)
	if len(changed) == 0 {
		return answer, nil
	}
	slices.Sort(changed)
	return answer, journal.Write(tx, by, journal.Entry{Act: "body.recorded", Departement: o.Departement, Applicant: o.ID, Subject: o.ID,
		Reason: strings.Join(slices.Compact(changed), " ; ")})
}

// Outcomes of an edit.
const (
	saved    = "saved"
	same     = "same"     // the value on record already
	conflict = "conflict" // typed against an older value
)

// keep records one edit on f, or returns what it became the first time.
func keep(tx postgres.Tx, by party.Actor, o party.Organisation, source Source, f Fields, e Edit, next int) (row editRow, fresh bool, err error) {
	if err := e.check(); err != nil {
		return row, false, err
	}
	row, found, err := findEdit(tx, o.ID, e.ID)
	if err != nil || found {
		return row, false, err
	}
	current := f[e.Path]
	row = editRow{ID: e.ID, Path: e.Path, Value: string(e.Value), Base: e.Base, Outcome: saved, Version: &next, Source: source, ByName: by.Name, At: tx.Now}
	switch {
	case equal(current.Value, e.Value):
		row.Outcome, row.Version = same, nil
	case current.Version > e.Base:
		row.Outcome, row.Version = conflict, nil
	}
	if err := insertEdit(tx, by, o, row, e.Closes); err != nil {
		return row, false, fmt.Errorf("keep an edit of %s: %w", e.Path, err)
	}
	return row, true, nil
}

// check refuses what no field of the record can hold.
func (e Edit) check() error {
	if _, ok := known(e.Path); !ok {
		return ErrPath.With("le champ « %s » n'existe pas dans la fiche", excerpt(e.Path)).At(e.Path)
	}
	if len(e.Value) > valueMax {
		return ErrValue.With("%d octets ; attendu : %d au plus", len(e.Value), valueMax).At(e.Path)
	}
	var v any
	if err := json.Unmarshal(e.Value, &v); err != nil {
		return ErrValue.Because(err).At(e.Path)
	}
	for _, id := range append([]string{e.ID}, e.Closes...) {
		if !postgres.IsID(id) {
			return ErrValue.With("identifiant « %s » ; attendu : un UUID", excerpt(id)).At(e.Path)
		}
	}
	switch v := v.(type) {
	case nil, string, bool:
		return nil
	case []any:
		for _, one := range v {
			if _, text := one.(string); !text {
				return ErrValue.With("attendu : une liste de textes").At(e.Path)
			}
		}
		return nil
	}
	return ErrValue.With("attendu : un texte, oui ou non, ou une liste de textes").At(e.Path)
}

// equal compares two JSON values; an absent one is null.
func equal(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	_ = json.Unmarshal(a, &x)
	_ = json.Unmarshal(b, &y)
	return reflect.DeepEqual(x, y)
}
