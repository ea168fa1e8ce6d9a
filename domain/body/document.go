package body

import (
	"fmt"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/journal"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Standing is a document that serves every file until it expires.
type Standing struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Standings are the standing documents, in the order people give them.
var Standings = []Standing{
	{"statutes", "Statuts tels que déclarés"},
	{"directors", "Liste des dirigeants"},
	{"accounts", "Derniers comptes approuvés"},
	{"auditor_report", "Rapport du commissaire aux comptes"},
	{"activity_report", "Dernier rapport d'activité"},
	{"rib", "RIB au nom exact de l'organisme"},
	{"insurance", "Attestation d'assurance"},
	{"power", "Pouvoir du signataire"},
	{"kbis", "Extrait Kbis"},
}

// Document is a standing document of a body.
type Document struct {
	ID         string        `json:"id"`
	Code       string        `json:"code"`
	Attachment string        `json:"attachment" doc:"Pièce jointe"`
	IssuedOn   calendar.Date `json:"issued_on"`
	ExpiresOn  calendar.Date `json:"expires_on" doc:"Dernier jour de validité ; absent : sans fin"`
	ByName     string        `json:"by"`
}

// ErrDocument refuses a document that says too little of itself.
var ErrDocument = fault.New(fault.Invalid, "body.document", "pièce mal décrite")

// Deposit records a standing document, which replaces the one of its code.
// Faults: ErrNotYours, ErrDocument.
func Deposit(tx postgres.Tx, by party.Actor, organisation string, d Document) (Document, error) {
	o, err := member(tx, by, organisation)
	if err != nil {
		return d, err
	}
	label := ""
	for _, s := range Standings {
		if s.Code == d.Code {
			label = s.Label
		}
	}
	switch {
	case label == "":
		return d, ErrDocument.With("pièce « %s » inconnue", excerpt(d.Code)).At("code")
	case !postgres.IsID(d.Attachment):
		return d, ErrDocument.With("le fichier de la pièce manque").At("attachment")
	case d.IssuedOn.IsZero():
		return d, ErrDocument.With("la date de la pièce manque").At("issued_on")
	case !d.ExpiresOn.IsZero() && d.ExpiresOn.Before(d.IssuedOn):
		return d, ErrDocument.With("la pièce expirerait le %s, avant sa date, le %s", d.ExpiresOn.French(), d.IssuedOn.French()).At("expires_on")
	}
	d.ID, d.ByName = postgres.NewID(), by.Name
	if err := insertDocument(tx, by, o, d); err != nil {
		return d, fmt.Errorf("deposit a document: %w", err)
	}
	return d, journal.Write(tx, by, journal.Entry{Act: "body.document_deposited", Departement: o.Departement, Applicant: o.ID, Subject: o.ID, Reason: label})
}

// Expiring lists the standing documents that are no longer valid on a day.
func Expiring(tx postgres.Tx, organisation string, on calendar.Date) ([]Document, error) {
	all, err := DocumentsOf(tx, organisation)
	expired := []Document{}
	for _, d := range all {
		if !d.ExpiresOn.IsZero() && d.ExpiresOn.Before(on) {
			expired = append(expired, d)
		}
	}
	return expired, err
}
