package application

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"tourdetable/domain/fault"
	"tourdetable/domain/form"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Answer is one field of the form as it stands.
type Answer struct {
	Path     string
	Value    json.RawMessage // as typed: text, true or false, list of texts; null is no answer
	Version  int             // of the file, when this answer changed
	Origin   string          // number of the file it was taken from; "" typed here
	EditedBy string          // name
	EditedAt time.Time
}

// Edit is one field typed. Its id is given by who typed it: the same edit sent
// twice, after a lost link, is one.
type Edit struct {
	ID    string
	Path  string
	Value json.RawMessage
	Base  int // version of the answer that its author was reading; 0 if there was none
	// Closes are the second values that this edit chooses between: if it is
	// refused, they stay.
	Closes []string
}

// Conflict is an edit that met another value than the one its author was
// reading: both are shown until somebody settles it.
type Conflict struct {
	ID       string // of the edit
	Path     string
	Value    json.RawMessage
	EditedBy string
	EditedAt time.Time
}

// Refusal is an edit that no form could hold: nothing of it is kept.
type Refusal struct {
	ID     string
	Path   string
	Detail string // French
}

// Filled is what became of edits: each is saved, in conflict or refused.
type Filled struct {
	Version int
	Saved   []Answer   // as they stand now
	Kept    []Conflict // second values, kept beside those of Saved
	Refused []Refusal
}

// Limits of an answer.
const (
	EditsMax  = 500   // of one call
	AnswerMax = 64000 // bytes of one value
	pathMax   = 200   // bytes of a path
)

var (
	ErrEdits = fault.New(fault.Invalid, "application.edits", "saisie illisible")
)

// Fill saves what its applicant typed, field by field, in a draft or in a file
// sent back for documents. Nothing is refused for not being right: form.Check
// tells it. Two people merge by field: an edit made on an answer that has
// changed since is kept as a second value, for one of them to settle by an edit
// that closes it.
//
// Returns ErrNotFound, party.ErrForbidden, ErrState or ErrEdits, and then keeps
// nothing. The number of queries does not depend on that of the edits, but for
// those that close a second value.
func Fill(tx postgres.Tx, by party.Actor, id string, edits []Edit) (Application, Filled, error) {
	if len(edits) > EditsMax {
		return Application{}, Filled{}, ErrEdits.With("%d champs dans un envoi ; attendu : %d au plus", len(edits), EditsMax)
	}
	a, err := lock(tx, id)
	if err != nil {
		return a, Filled{}, err
	}
	if err := owned(by, a.ApplicantID); err != nil {
		return a, Filled{}, err
	}
	if !submit.may(a.State) {
		return a, Filled{}, ErrState.With("le dossier %s est « %s » : il ne se modifie plus", a.Code, a.State.Label())
	}
	adopted, err := a.adopt(tx, by)
	if err != nil {
		return a, Filled{}, fmt.Errorf("give application %s its form: %w", a.Code, err)
	}
	f, err := form.Find(a.Form)
	if err != nil {
		return a, Filled{}, err
	}
	m := merge{tx: tx, by: by, file: &a, form: f, version: a.Version + 1, changed: map[string]Answer{}}
	if err := m.apply(edits, adopted); err != nil {
		return a, Filled{}, fmt.Errorf("fill application %s: %w", a.Code, err)
	}
	return a, m.filled, nil
}

// adopt gives a file taken from a campaign file the form of its call, with what
// its plan tells: it is typed in from now on.
func (a *Application) adopt(tx postgres.Tx, by party.Actor) (adopted bool, err error) {
	if a.Form != "" {
		return false, nil
	}
	c, err := programme.Find(tx, a.CampaignID)
	if err != nil {
		return false, err
	}
	a.Form = c.FormVersion()
	answers := a.answersOfPlan()
	for i := range answers {
		answers[i].EditedBy, answers[i].EditedAt = by.Name, tx.Now
	}
	return true, saveAnswers(tx, a.ID, answers)
}

// merge is one call of Fill under way.
type merge struct {
	tx      postgres.Tx
	by      party.Actor
	file    *Application
	form    form.Form
	version int                // of the file once saved
	known   map[string]Answer  // of the paths edited, as they stand
	before  map[string]editRow // received already, by id
	changed map[string]Answer  // to save
	typed   []typedEdit        // to keep for ever
	filled  Filled
}

// typedEdit is an edit and where it was saved; nil if it met another value.
type typedEdit struct {
	Edit
	version *int
}

// apply takes the edits one by one, keeps them, then derives the file from its
// answers if one changed.
func (m *merge) apply(edits []Edit, adopted bool) (err error) {
	if m.known, err = answersAt(m.tx, m.file.ID, edits); err != nil {
		return err
	}
	if m.before, err = editsAt(m.tx, m.file.ID, edits); err != nil {
		return err
	}
	for _, e := range edits {
		if err := m.one(e); err != nil {
			return err
		}
	}
	if err := saveAnswers(m.tx, m.file.ID, slices.Collect(maps.Values(m.changed))); err != nil {
		return err
	}
	if err := insertEdits(m.tx, m.by, m.file.ID, m.typed); err != nil {
		return err
	}
	if adopted || len(m.changed) > 0 {
		if err := m.file.deriveAndSave(m.tx); err != nil {
			return err
		}
	}
	m.filled.Version = m.file.Version
	return nil
}

// one takes one edit.
func (m *merge) one(e Edit) error {
	if detail := m.refuses(&e); detail != "" {
		m.filled.Refused = append(m.filled.Refused, Refusal{e.ID, e.Path, detail})
		return nil
	}
	if err := settleConflicts(m.tx, m.by, m.file.ID, e.Path, e.Closes); err != nil {
		return err
	}
	current, exists := m.known[e.Path]
	before, replayed := m.before[strings.ToLower(e.ID)]
	switch {
	case replayed && before.Path != e.Path:
		m.filled.Refused = append(m.filled.Refused, Refusal{e.ID, e.Path, fmt.Sprintf("la saisie %s porte déjà sur « %s »", e.ID, before.Path)})
	case replayed && before.Version == nil && before.SettledAt == nil:
		m.tellBoth(e, current)
	case replayed:
		m.filled.Saved = append(m.filled.Saved, current)
	case exists && same(current.Value, e.Value):
		m.keep(e, &current.Version)
		m.filled.Saved = append(m.filled.Saved, current)
	case exists && current.Version != e.Base && current.Version != m.version:
		m.keep(e, nil)
		m.tellBoth(e, current)
	default:
		answer := Answer{Path: e.Path, Value: e.Value, Version: m.version, EditedBy: m.by.Name, EditedAt: m.tx.Now}
		m.known[e.Path], m.changed[e.Path] = answer, answer
		m.keep(e, &m.version)
		m.filled.Saved = append(m.filled.Saved, answer)
	}
	return nil
}

// keep has the edit kept for ever: it comes again as one received already.
func (m *merge) keep(e Edit, version *int) {
	m.typed = append(m.typed, typedEdit{e, version})
	m.before[strings.ToLower(e.ID)] = editRow{Path: e.Path, Version: version}
}

// tellBoth tells an edit beside the answer that it met.
func (m *merge) tellBoth(e Edit, current Answer) {
	m.filled.Saved = append(m.filled.Saved, current)
	m.filled.Kept = append(m.filled.Kept, Conflict{ID: e.ID, Path: e.Path, Value: e.Value, EditedBy: m.by.Name, EditedAt: m.tx.Now})
}

// pathForm is what a path is made of, whatever a form would take.
var pathForm = regexp.MustCompile(`^[a-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

// refuses says why no form could hold the edit; "" if it can, and then its value
// is as it will be stored.
func (m *merge) refuses(e *Edit) string {
	field, known := m.form.Knows(e.Path)
	switch {
	case !postgres.IsID(e.ID):
		return fmt.Sprintf("identifiant de saisie « %s » ; attendu : un UUID", e.ID)
	case !known, len(e.Path) > pathMax, !pathForm.MatchString(e.Path):
		return fmt.Sprintf("champ « %s » inconnu du formulaire %s", e.Path, m.form.Version)
	case field.Kind == form.OnRecord:
		return fmt.Sprintf("« %s » se lit dans la fiche de l'organisme : modifiez-la là", field.Label)
	case len(e.Value) > AnswerMax:
		return fmt.Sprintf("réponse de %d octets ; attendu : %d au plus", len(e.Value), AnswerMax)
	}
	value, ok := plain(e.Value)
	if !ok {
		return "réponse d'une forme inconnue ; attendu : un texte, oui ou non, ou une liste de textes"
	}
	e.Value = value
	return ""
}

// plain is a value as it is stored: null, a text, a number, true or false, or a
// list of texts. It holds neither NUL nor half a pair of surrogates, which
// PostgreSQL cannot hold.
func plain(value json.RawMessage) (json.RawMessage, bool) {
	var v any
	if json.Unmarshal(value, &v) != nil || !storable(v) {
		return nil, false
	}
	var text bytes.Buffer
	w := json.NewEncoder(&text)
	w.SetEscapeHTML(false)
	err := w.Encode(v)
	return bytes.TrimSpace(text.Bytes()), err == nil
}

func storable(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return false
	case string:
		return !strings.ContainsRune(v, 0)
	case []any:
		return !slices.ContainsFunc(v, func(one any) bool {
			text, is := one.(string)
			return !is || !storable(text)
		})
	}
	return true
}

// same reports whether two values are the same JSON.
func same(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	if bytes.Equal(x.Bytes(), y.Bytes()) {
		return true
	}
	var v, w any
	if json.Unmarshal(a, &v) != nil || json.Unmarshal(b, &w) != nil {
		return false
	}
	left, err1 := json.Marshal(v)
	right, err2 := json.Marshal(w)
	return err1 == nil && err2 == nil && bytes.Equal(left, right)
}
