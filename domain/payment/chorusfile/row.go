package chorusfile

import (
	"fmt"
	"strings"

	"tourdetable/domain/calendar"
	"tourdetable/domain/identity"
	"tourdetable/domain/money"
)

// Layout is a family of extracts.
type Layout string

// The layouts known.
const (
	Extraction    Layout = "extraction des paiements"
	OldExtraction Layout = "ancienne extraction des paiements"
	InfBud53      Layout = "restitution INF-BUD-53"
	Commitments   Layout = "fichier AE (engagements)"
	Credits       Layout = "fichier CP (paiements)"
)

// Stage is how far an amount has gone in Chorus.
type Stage string

// The stages, in the order money goes through them.
const (
	Committed     Stage = "engagé"
	Received      Stage = "réceptionné"
	CertifiedOpen Stage = "certifié non soldé"
	PreRegistered Stage = "préenregistré"
	Invoiced      Stage = "facturé"
	Paid          Stage = "payé"
)

// Row is one line of an extract. What the layout does not give, or gives as
// « # », is zero.
type Row struct {
	Layout           Layout
	Sheet            string
	Line             int
	Ej               identity.Ej
	EjLine           int // poste de l'EJ
	Dp               string
	DpLine           int // poste de la DP
	Sf               string
	Vendor           string
	VendorName       string
	SiretSeen        string // as written, « # » included
	Siret            identity.Siret
	Ridet            string // RIDET or Tahiti number, as written
	Referential      string // référentiel de programmation
	Activity         string // its last 12 characters
	Societe          string
	Exercice         int
	OperationDate    calendar.Date
	FinancialCentre  string
	FunctionalDomain string
	Programme        string // "216"
	Amount           money.Amount
	Stage            Stage
}

// Payment reports whether the row is a payment to place on a grant. The other
// layouts tell again, at another grain, what the extractions tell: they are
// kept for statements, and placed nowhere, lest an amount counts twice.
func (r Row) Payment() bool {
	return r.Stage == Paid && (r.Layout == Extraction || r.Layout == OldExtraction)
}

// Key tells a row from all others of its layout, whatever the file: EJ and
// post, DP and post, société, exercice; with the stage and the certified
// service where the layout has them. Leading zeros that a spreadsheet may have
// dropped do not count.
func (r Row) Key() string {
	return fmt.Sprintf("%s/%d/%s/%d/%s/%d/%s/%s", r.Ej, r.EjLine, strings.TrimLeft(r.Dp, "0"), r.DpLine, r.Societe, r.Exercice, strings.TrimLeft(r.Sf, "0"), r.Stage)
}

// Fingerprint is the whole of what the row says: rows of one Key and two
// fingerprints contradict each other, or complete each other in a CP file.
func (r Row) Fingerprint() string {
	return strings.Join([]string{r.Key(), r.Siret.String(), r.Ridet, r.Vendor, r.Referential, r.FinancialCentre, r.FunctionalDomain, r.OperationDate.String(), r.Amount.String()}, "\x1f")
}
