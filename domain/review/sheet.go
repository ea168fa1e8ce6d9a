package review

import (
	"fmt"
	"slices"
	"strings"

	"tourdetable/domain/application"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Sheet is the reviewer's own conclusion (fiche d'instruction). It may be saved
// unfinished; Missing asks for what it lacks.
type Sheet struct {
	Version  int // 0: none yet
	Summary  string
	Proposal Verdict // "" as long as nothing is proposed; never None
	Reason   string
	Themes   []string // added by hand
	Signed
}

// Write saves the sheet after the version read. Returns ErrStale if somebody
// saved one meanwhile.
func Write(tx postgres.Tx, by party.Actor, id string, s Sheet) error {
	a, err := open(tx, by, id)
	if err != nil {
		return err
	}
	kept, err := sheetOf(tx, a.ID)
	if err != nil {
		return err
	}
	if s.Version != kept.Version {
		return ErrStale
	}
	s.Version++
	s.Summary, s.Reason = strings.TrimSpace(s.Summary), strings.TrimSpace(s.Reason)
	if s.Proposal != "" && (s.Proposal == None || s.Proposal.Label() == "") {
		return ErrSheet.With("proposition « %s » ; attendu : favourable, reserved ou unfavourable", s.Proposal).At("proposal")
	}
	for i, t := range s.Themes {
		if !slices.ContainsFunc(known().themes, func(k Theme) bool { return k.Code == t }) {
			return ErrSheet.With("thème « %s » inconnu", t).At(fmt.Sprintf("themes[%d]", i))
		}
	}
	if err := insertSheet(tx, by, a, s); err != nil {
		return fmt.Errorf("write the sheet of %s: %w", a.Code, err)
	}
	return note(tx, by, a, "review.sheet_written", fmt.Sprintf("version %d", s.Version))
}

// Missing is what is left to do before the file may go before the committee.
func (e Examination) Missing() []Gap {
	gaps := unchecked(e.Subject.Items(), e.Marks)
	if e.Sheet.Summary == "" {
		gaps = append(gaps, Gap{Code: "sheet.summary", Message: "la fiche d'instruction n'a pas de résumé"})
	}
	if e.Sheet.Proposal == "" || e.Sheet.Reason == "" {
		gaps = append(gaps, Gap{Code: "sheet.proposal", Message: "la fiche d'instruction ne dit pas ce qui est proposé, et pourquoi"})
	}
	for _, s := range e.Asked {
		if s.Answer == nil && !s.Late(e.Today) {
			gaps = append(gaps, Gap{Code: "opinion." + s.Seat, Message: fmt.Sprintf("l'avis de « %s » est attendu jusqu'au %s", s.Label, s.DueOn.French())})
		}
	}
	for _, c := range e.Grid {
		if _, scored := e.Scores[c.Code]; !scored {
			gaps = append(gaps, Gap{Code: "criterion." + c.Code, Message: "critère à noter : " + c.Label})
		}
	}
	return gaps
}

// MakeReady declares the file ready for a session once nothing is missing.
// Returns ErrNotReady with what is left.
func MakeReady(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	a, err := open(tx, by, id)
	if err != nil {
		return a, err
	}
	e, err := Of(tx, a)
	if err != nil {
		return a, err
	}
	if gaps := e.Missing(); len(gaps) > 0 {
		return a, ErrNotReady.With("le dossier %s n'est pas inscriptible : %s", a.Code, told(gaps))
	}
	return application.MakeReady(tx, by, id)
}
