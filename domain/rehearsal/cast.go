package rehearsal

import (
	"fmt"
	"strings"

	"tourdetable/domain/funding"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// cast is one demonstration account per role, per seat, per local authority and
// per applicant.
type cast struct {
	region      party.Actor
	prefect     party.Actor
	cabinet     party.Actor
	reviewer    party.Actor
	finance     party.Actor
	auditor     party.Actor
	seats       map[string]party.Actor // by seat
	authorities map[string]party.Actor // by local funder
	applicants  map[string]party.Actor // by SIRET
}

// enrol creates the accounts of the cast and the bodies that apply.
func (p *play) enrol(tx postgres.Tx) error {
	p.cast = cast{seats: map[string]party.Actor{}, authorities: map[string]party.Actor{}, applicants: map[string]party.Actor{}}
	return p.as(tx, party.System, func(tx postgres.Tx) error {
		taken := map[string]bool{}
		var err error
		enrol := func(name string, role party.Role, address, funder string) (by party.Actor) {
			if err != nil {
				return by
			}
			address = slug(address)
			for taken[address] {
				address += "-bis"
			}
			taken[address] = true
			by, err = p.account(tx, party.Account{Name: name, Role: role, Funder: funder}, address)
			return by
		}
		p.cast.reviewer = enrol("Camille Instruction", party.Reviewer, "instruction", "")
		p.cast.cabinet = enrol("Dominique Cabinet", party.CabinetDirector, "cabinet", "")
		p.cast.prefect = enrol("Claude Préfet", party.Prefect, "prefet", "")
		p.cast.finance = enrol("Alix Finances", party.FinanceOfficer, "finances", "")
		p.cast.region = enrol("Sacha Région", party.RegionPrefect, "region", "")
		p.cast.auditor = enrol("Noé Audit", party.Auditor, "audit", "")
		if p.committee != nil {
			for _, s := range p.committee.seats {
				p.cast.seats[s.Code] = enrol("Siège "+s.Code, party.FunderMember, "siege-"+s.Code, s.Code)
			}
		}
		for _, f := range p.funders {
			if f.Kind == funding.Local {
				p.cast.authorities[f.Code] = enrol("Exécutif "+f.Code, party.FunderMember, "executif-"+f.Code, f.Code)
			}
		}
		if err != nil {
			return err
		}
		for _, f := range p.applications {
			if err := p.welcome(tx, f.body); err != nil {
				return err
			}
		}
		return nil
	})
}

// account enrols a demonstration account, once per address.
func (p *play) account(tx postgres.Tx, a party.Account, address string) (party.Actor, error) {
	a.Email, a.Departement = fmt.Sprintf("%s@%s.demonstration.invalid", address, p.Departement), p.Departement
	kept, err := party.EnrolOnce(tx, a)
	return kept.Actor(), err
}

// welcome records a body that applies, with its account, once.
func (p *play) welcome(tx postgres.Tx, body party.Organisation) error {
	siret := body.Siret.String()
	if _, known := p.cast.applicants[siret]; known {
		return nil
	}
	return p.as(tx, party.System, func(tx postgres.Tx) error {
		body, err := party.Register(tx, body)
		if err != nil {
			return err
		}
		p.cast.applicants[siret], err = p.account(tx, party.Account{Name: body.Name, Role: party.Applicant, OrganisationID: &body.ID}, "porteur-"+siret)
		return err
	})
}

// slug makes the local part of an address out of a name.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	return b.String()
}
