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
	return p.as(tx, party.System, func(tx postgres.Tx) (err error) {
		taken := map[string]bool{}
		enrol := func(name string, role party.Role, address, funder string, organisation *string) party.Actor {
			if err != nil {
				return party.Actor{}
			}
			address = slug(address)
			for taken[address] {
				address += "-bis"
			}
			taken[address] = true
			account := party.Account{Email: fmt.Sprintf("%s@%s.demonstration.invalid", address, p.Departement), Name: name, Role: role,
				Departement: p.Departement, Funder: funder, OrganisationID: organisation, Demonstration: true}
			account, err = party.EnrolOnce(tx, account)
			return account.Actor()
		}
		p.cast = cast{seats: map[string]party.Actor{}, authorities: map[string]party.Actor{}, applicants: map[string]party.Actor{}}
		p.cast.reviewer = enrol("Camille Instruction", party.Reviewer, "instruction", "", nil)
		p.cast.cabinet = enrol("Dominique Cabinet", party.CabinetDirector, "cabinet", "", nil)
		p.cast.prefect = enrol("Claude Préfet", party.Prefect, "prefet", "", nil)
		p.cast.finance = enrol("Alix Finances", party.FinanceOfficer, "finances", "", nil)
		p.cast.region = enrol("Sacha Région", party.RegionPrefect, "region", "", nil)
		p.cast.auditor = enrol("Noé Audit", party.Auditor, "audit", "", nil)
		if p.committee != nil {
			for _, s := range p.committee.seats {
				p.cast.seats[s.Code] = enrol("Siège "+s.Code, party.FunderMember, "siege-"+s.Code, s.Code, nil)
			}
		}
		for _, f := range p.funders {
			if f.Kind == funding.Local {
				p.cast.authorities[f.Code] = enrol("Exécutif "+f.Code, party.FunderMember, "executif-"+f.Code, f.Code, nil)
			}
		}
		for _, f := range p.applications {
			siret := f.body.Siret.String()
			if _, known := p.cast.applicants[siret]; known || err != nil {
				continue
			}
			var body party.Organisation
			if body, err = party.Register(tx, f.body); err != nil {
				return err
			}
			p.cast.applicants[siret] = enrol(f.body.Name, party.Applicant, "porteur-"+siret, "", &body.ID)
		}
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
