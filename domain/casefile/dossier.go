package casefile

import (
	"encoding/json"

	"tourdetable/domain/application"
	"tourdetable/domain/form"
	"tourdetable/domain/identity"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// DossierOf returns a file with its form as by may see it: its applicant reads
// its public state, and who neither writes, instructs nor pays reads no account
// number. Returns ErrNotFound or ErrRecused.
func DossierOf(tx postgres.Tx, by party.Actor, id string) (application.Dossier, error) {
	d, err := application.Read(tx, id)
	if err != nil {
		return d, err
	}
	if !mayRead(by, d.Application) {
		return application.Dossier{}, application.ErrNotFound
	}
	if err := recused(tx, by, id); err != nil {
		return application.Dossier{}, err
	}
	if d.Application.State, err = stateSeen(tx, by, d.Application); err != nil {
		return d, err
	}
	if !ReadsAccounts(by) {
		maskIban(&d)
	}
	return d, nil
}

func maskIban(d *application.Dossier) {
	for i, c := range d.Conflicts {
		if c.Path == "iban" {
			d.Conflicts[i].Value = masked("")
		}
	}
	for i, p := range d.Report.Problems {
		if p.Path == "iban" {
			d.Report.Problems[i].Message = "le compte à créditer est à corriger"
		}
	}
	for i, given := range d.Given {
		if given.Path == "iban" {
			d.Given[i].Value = masked(form.Text(d.Answers(), "iban"))
		}
	}
}

// masked is an account number of which the last figures are left; one that is
// wrong is hidden whole.
func masked(typed string) json.RawMessage {
	text := "•••"
	if x, err := identity.ParseIban(typed); err == nil {
		text = x.Masked()
	}
	value, _ := json.Marshal(text)
	return value
}
