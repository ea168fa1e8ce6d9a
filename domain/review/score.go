package review

import (
	"fmt"
	"strings"

	"tourdetable/domain/journal"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/programme"
)

// Criterion is one line of the grid of a call: a score from 0 to its scale,
// counted as many times as its weight.
type Criterion struct {
	Code   string
	Label  string
	Weight int // 1 to 100
	Scale  int // 1 to 100
}

// Score is what a file got on one criterion, and why.
type Score struct {
	Criterion string
	Score     int
	Reason    string // mandatory
	Signed
}

// Total is the score of a file: exact, in points of the grid.
type Total struct {
	Points int
	Max    int
	Scored int // criteria scored
	Of     int // criteria of the grid
}

// Percent is the total over 100, two decimals.
func (t Total) Percent() money.Percent {
	if t.Max == 0 {
		return money.Percents("0.00")
	}
	return money.PercentOf(money.Cents(int64(t.Points)), money.Cents(int64(t.Max)))
}

// TotalOf adds scores up.
func TotalOf(grid []Criterion, scores map[string]Score) Total {
	t := Total{Of: len(grid)}
	for _, c := range grid {
		t.Max += c.Weight * c.Scale
		if s, scored := scores[c.Code]; scored {
			t.Scored++
			t.Points += c.Weight * s.Score
		}
	}
	return t
}

// SetCriteria sets the grid of a call that is not open yet. Returns ErrFrozen
// after its opening.
func SetCriteria(tx postgres.Tx, by party.Actor, campaignID string, grid []Criterion) error {
	if err := party.Need(by, party.OpenCampaigns); err != nil {
		return err
	}
	c, err := programme.Find(tx, campaignID)
	if err != nil {
		return err
	}
	if !by.WorksIn(c.Departement) {
		return programme.ErrNotFound
	}
	if c.State != programme.Draft {
		return ErrFrozen
	}
	seen := map[string]bool{}
	for i, k := range grid {
		at := fmt.Sprintf("criteria[%d]", i)
		switch {
		case !isSeat(strings.ReplaceAll(k.Code, "_", "-")) || seen[k.Code]:
			return ErrCriterion.With("critère « %s » ; attendu : un code de lettres minuscules, chiffres ou tirets, donné une fois", k.Code).At(at + ".code")
		case strings.TrimSpace(k.Label) == "" || len([]rune(k.Label)) > 300:
			return ErrCriterion.With("critère « %s » : un intitulé de 1 à 300 caractères est attendu", k.Code).At(at + ".label")
		case k.Weight < 1 || k.Weight > 100 || k.Scale < 1 || k.Scale > 100:
			return ErrCriterion.With("critère « %s » : poids %d, barème %d ; attendu : 1 à 100", k.Code, k.Weight, k.Scale).At(at + ".weight")
		}
		seen[k.Code] = true
	}
	if err := replaceCriteria(tx, c, grid); err != nil {
		if postgres.Violates(err, "call_criteria_frozen") {
			return ErrFrozen
		}
		return fmt.Errorf("set the criteria of %s: %w", c.ID, err)
	}
	return journal.Write(tx, by, journal.Entry{Act: "review.criteria_set", Departement: c.Departement, Subject: c.ID, Reason: fmt.Sprintf("%d critères", len(grid))})
}

// Criteria returns the grid of a call, as published.
func Criteria(tx postgres.Tx, campaignID string) ([]Criterion, error) {
	if _, err := programme.Find(tx, campaignID); err != nil {
		return nil, err
	}
	return criteriaOf(tx, campaignID)
}

// Rate scores the file on criteria of its call, each with its reason. A later
// score comes after the first, and counts.
func Rate(tx postgres.Tx, by party.Actor, id string, scores []Score) error {
	a, err := open(tx, by, id)
	if err != nil {
		return err
	}
	grid, err := criteriaOf(tx, a.CampaignID)
	if err != nil {
		return err
	}
	for i, s := range scores {
		at := fmt.Sprintf("scores[%d]", i)
		c, found := find(grid, s.Criterion)
		s.Reason = strings.TrimSpace(s.Reason)
		switch {
		case !found:
			return ErrCriterion.With("critère « %s » absent de la grille de l'appel", s.Criterion).At(at + ".criterion")
		case s.Score < 0 || s.Score > c.Scale:
			return ErrCriterion.With("« %s » : note de %d ; attendu : 0 à %d", c.Label, s.Score, c.Scale).At(at + ".score")
		case s.Reason == "":
			return ErrCriterion.With("« %s » : une note est motivée", c.Label).At(at + ".reason")
		}
		if err := insertScore(tx, by, a, s); err != nil {
			return fmt.Errorf("score %s of %s: %w", s.Criterion, a.Code, err)
		}
	}
	return note(tx, by, a, "review.scored", fmt.Sprintf("%d critères notés", len(scores)))
}

func find(grid []Criterion, code string) (Criterion, bool) {
	for _, c := range grid {
		if c.Code == code {
			return c, true
		}
	}
	return Criterion{}, false
}
