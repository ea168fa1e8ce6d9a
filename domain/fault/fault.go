// Package fault is how the house says no.
//
// A rule declares its refusal once, beside itself, as a French sentence:
//
//	var ErrNotDraft = fault.New(fault.Refused, "agreement.not_draft", "seul un projet de convention peut être signé")
//
// The API, the command line and the mails all speak that sentence. errors.Is
// compares codes, so a refusal keeps its identity through With, At and any
// wrapping. Needs nothing; needed by every room.
package fault

import (
	"errors"
	"fmt"
)

// Kind tells a machine what to do with an error.
type Kind int

// The zero Kind is Internal: an error nobody classified is hidden by default.
const (
	Internal  Kind = iota // the system failed: logged, hidden
	Invalid               // the input is malformed: correct it
	NotFound              // unknown, or not yours to see
	Forbidden             // known, but the role does not allow it
	Refused               // a rule of law or of money says no
	Conflict              // somebody else was faster: read again
	Busy                  // try again later
)

// Error is a refusal.
type Error struct {
	Kind   Kind
	Code   string // stable, "room.what"
	Detail string // French, with its values
	Field  string // the path of the input at fault, if there is one
	Law    string // the source of law, if there is one
	Err    error  // the technical cause: for the log, never shown
}

// New declares a refusal. The detail is a French sentence without its final
// stop.
func New(kind Kind, code, detail string) *Error {
	return &Error{Kind: kind, Code: code, Detail: detail}
}

// Under gives the source of law and returns e itself: for declarations.
func (e *Error) Under(law string) *Error {
	e.Law = law
	return e
}

// With returns a copy whose detail tells the values at hand.
func (e *Error) With(format string, args ...any) *Error {
	c := *e
	c.Detail = fmt.Sprintf(format, args...)
	return &c
}

// At returns a copy that names the field at fault.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because returns a copy that keeps the technical cause for the log.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

func (e *Error) Error() string {
	if e.Field != "" {
		return e.Field + " : " + e.Detail
	}
	return e.Detail
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the same refusal: the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Of returns the refusal inside err, or nil if err holds none.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of err; Internal if it holds no refusal.
func KindOf(err error) Kind {
	if e := Of(err); e != nil {
		return e.Kind
	}
	return Internal
}
