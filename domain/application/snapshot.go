package application

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/rule"
)

// signed is what a deposit freezes: all that its signatory could read, with the
// versions of the texts and the hash of each piece.
type signed struct {
	At          time.Time                  `json:"at"`
	SignedBy    string                     `json:"signed_by"`
	Code        string                     `json:"code"`
	Application Application                `json:"application"`
	Form        string                     `json:"form"`
	Rules       string                     `json:"rules_hash"`
	Answers     map[string]json.RawMessage `json:"answers"`
	Record      map[string]string          `json:"record"`
	Pieces      []signedPiece              `json:"pieces"`
	Verdicts    []rule.Verdict             `json:"verdicts"`
}

type signedPiece struct {
	Document string `json:"document"`
	Name     string `json:"name"`
	Sha256   string `json:"sha256"`
	Size     int64  `json:"size"`
}

// snapshot is the text of what is signed, and its SHA-256 in hexadecimal.
func (d Dossier) snapshot(tx postgres.Tx, by party.Actor) (text []byte, hash string, err error) {
	s := signed{At: tx.Now, SignedBy: by.Name, Code: d.Application.Code, Application: d.Application, Form: d.Application.Form,
		Rules: d.Campaign.FrozenHash, Answers: d.Answers(), Record: d.Record, Pieces: []signedPiece{}, Verdicts: d.Verdicts}
	for _, p := range d.Attachments {
		s.Pieces = append(s.Pieces, signedPiece{p.Document, p.Name, p.Sha256, p.Size})
	}
	if text, err = json.Marshal(s); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(text)
	return text, hex.EncodeToString(sum[:]), nil
}
