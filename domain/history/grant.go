package history

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
)

// Grant is one subsidy that somebody was asked for or granted (subvention).
type Grant struct {
	Allocator    string // who granted it; "" when the file does not say
	AllocatorID  string // SIRET or SIREN, "" when unknown
	Beneficiary  string
	Siren        identity.Siren
	Siret        identity.Siret
	Rna          identity.Rna
	Object       string
	Reference    string // of the decision or of the demand
	Programme    string // as the file writes it
	Scheme       string
	Status       Status        // "" when the file says one that we do not know
	Amount       money.Amount  // granted: zero for an aid in kind or what is not granted, negative for a correction
	Requested    *money.Amount // nil when unknown
	Paid         *money.Amount // nil when unknown
	Ej           identity.Ej
	GrantedOn    calendar.Date // zero when the file gives a year only
	Exercice     int           // the first one; 0 when unknown
	LastExercice int           // 0 when it is one year only
	Cofunders    []Cofunder
	Source       string // the file
	Sheet        string
	Line         int
	fingerprint  string
	demand       string // names the demand whatever the export, "" for a published list
	rows         int    // of the file, that it stands for
}

// Cofunder is another funder of the same project, as its plan tells.
type Cofunder struct {
	Name      string        `json:"name"`
	Requested *money.Amount `json:"requested,omitempty"`
	Granted   *money.Amount `json:"granted,omitempty"`
	Status    Status        `json:"status,omitempty"`
}

// seal computes the fingerprint: of everything the row says, whatever the
// file, its format or its encoding. others are the cells of unknown columns.
func (g *Grant) seal(others []string) {
	said := append([]string{
		g.Allocator, g.AllocatorID, g.Beneficiary, g.Siren.String(), g.Siret.String(), g.Rna.String(), g.Object, g.Reference, g.Scheme,
		g.Amount.String(), g.GrantedOn.String(), strconv.Itoa(g.Exercice),
	}, others...)
	// What published lists rarely say is added only where it is said, so that
	// their rows keep the fingerprint they had.
	add := func(name, text string) {
		if text != "" {
			said = append(said, name+"="+text)
		}
	}
	add("programme", g.Programme)
	if g.Status != Awarded {
		add("status", string(g.Status))
	}
	add("requested", written(g.Requested))
	add("paid", written(g.Paid))
	add("ej", g.Ej.String())
	if g.LastExercice != 0 {
		add("last", strconv.Itoa(g.LastExercice))
	}
	for _, c := range g.Cofunders {
		add("cofunder", strings.Join([]string{c.Name, written(c.Requested), written(c.Granted), string(c.Status)}, "\x1e"))
	}
	sum := sha256.Sum256([]byte(strings.Join(said, "\x1f")))
	g.fingerprint = hex.EncodeToString(sum[:])
}

func written(a *money.Amount) string {
	if a == nil {
		return ""
	}
	return a.String()
}
