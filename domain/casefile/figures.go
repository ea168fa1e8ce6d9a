package casefile

import (
	"fmt"
	"maps"
	"strings"

	"tourdetable/domain/committee"
	"tourdetable/domain/money"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Figures are the sums of one campaign, to the cent. Keys are codes of funders
// and files; a grant is "file/funder". Amounts paid are those of the State
// only: a local funder pays outside of Chorus.
type Figures struct {
	Requested            map[string]money.Amount    `json:"requested_euros"`
	RequestedTotal       money.Amount               `json:"requested_total_euros"`
	Decided              map[string]money.Amount    `json:"decided_euros"`
	DecidedTotal         money.Amount               `json:"decided_total_euros"`
	Remaining            map[string]money.Amount    `json:"remaining_euros"`
	RequestedPublicShare map[string]money.Percent   `json:"requested_public_share_percent"`
	Tallies              map[string]committee.Tally `json:"tallies"`
	Paid                 map[string]money.Amount    `json:"paid_euros"`
	PaidByExercice       map[string]money.Amount    `json:"paid_by_exercice_euros"`
	PaidNetByGrant       map[string]money.Amount    `json:"paid_net_by_grant_euros"`
	Outstanding          map[string]money.Amount    `json:"outstanding_euros"`
	Recoveries           map[string]money.Amount    `json:"recoveries_euros"`
}

// pair is one key and its amount.
type pair struct {
	Key    string
	Amount money.Amount
}

// FiguresOf computes the sums of a campaign from its facts, in seven queries.
func FiguresOf(tx postgres.Tx, campaignID string) (f Figures, err error) {
	read := func(query string) map[string]money.Amount {
		out := map[string]money.Amount{}
		if err != nil {
			return out
		}
		var pairs []pair
		if pairs, err = postgres.List[pair](tx.SQL().Raw(query, campaignID)); err != nil {
			err = fmt.Errorf("read the figures: %w", err)
		}
		for _, p := range pairs {
			out[p.Key] = p.Amount
		}
		return out
	}
	f.Requested = read(`
		select e.funder as key, coalesce((select sum(r.amount) from funding_requests r join applications a on a.id = r.application_id
			where a.campaign_id = c.id and a.state <> 'draft' and r.funder = e.funder), 0) as amount
		from campaigns c join envelopes e on e.departement = c.departement and e.year = c.year where c.id = ?`)
	f.Decided = read(`
		select e.funder as key, coalesce((select sum(w.amount) from awards w join applications a on a.id = w.application_id
			where a.campaign_id = c.id and w.funder = e.funder and a.state <> 'withdrawn'), 0) as amount
		from campaigns c join envelopes e on e.departement = c.departement and e.year = c.year where c.id = ?`)
	f.Remaining = read(`
		select l.funder as key, l.balance as amount from campaigns c
		join ledger_accounts l on l.book = c.departement and l.year = c.year and l.kind = 'available' and l.file = '' where c.id = ?`)
	paidByGrant := read(`
		select a.code || '/' || w.funder as key, sum(p.amount) as amount from payments p
		join awards w on w.id = p.award_id join applications a on a.id = w.application_id
		where a.campaign_id = ? and p.chorus_row_id is not null group by a.code, w.funder`)
	f.PaidNetByGrant = paidByGrant
	f.PaidByExercice = read(`
		select p.exercice::text as key, sum(p.amount) as amount from payments p
		join awards w on w.id = p.award_id join applications a on a.id = w.application_id
		where a.campaign_id = ? and p.chorus_row_id is not null group by p.exercice`)
	f.Paid = read(`
		select e.funder as key, coalesce((select sum(p.amount) from payments p join awards w on w.id = p.award_id
			join applications a on a.id = w.application_id
			where a.campaign_id = c.id and w.funder = e.funder and p.chorus_row_id is not null), 0) as amount
		from campaigns c join envelopes e on e.departement = c.departement and e.year = c.year
		join funders n on n.departement = e.departement and n.code = e.funder and n.kind = 'state' where c.id = ?`)
	f.Recoveries = read(`
		select a.code || '/' || w.funder as key, s.recovery as amount from settlements s
		join awards w on w.id = s.award_id join applications a on a.id = w.application_id
		where a.campaign_id = ? and s.recovery > 0`)
	if err != nil {
		return f, err
	}
	f.Outstanding = map[string]money.Amount{}
	for funder, paid := range f.Paid {
		f.Outstanding[funder] = f.Decided[funder].Sub(paid)
	}
	for _, a := range f.Requested {
		f.RequestedTotal = f.RequestedTotal.Add(a)
	}
	for _, a := range f.Decided {
		f.DecidedTotal = f.DecidedTotal.Add(a)
	}
	if f.RequestedPublicShare, err = publicShares(tx, campaignID); err != nil {
		return f, err
	}
	f.Tallies, err = tallies(tx, campaignID)
	return f, err
}

// FiguresFor is FiguresOf for a reader: a campaign that by does not work in is
// unknown, and a file that by stepped out of is told by no line of its own.
func FiguresFor(tx postgres.Tx, by party.Actor, campaignID string) (Figures, error) {
	if _, err := campaignFor(tx, by, campaignID); err != nil {
		return Figures{}, err
	}
	f, err := FiguresOf(tx, campaignID)
	if err != nil || by.Role != party.FunderMember {
		return f, err
	}
	args := reading(by)
	args["campaign"] = campaignID
	hidden, err := postgres.List[string](tx.SQL().Raw(`select a.code from applications a where a.campaign_id = @campaign and not `+shown, args))
	for _, code := range hidden {
		delete(f.RequestedPublicShare, code)
		delete(f.Tallies, code)
		for _, byGrant := range []map[string]money.Amount{f.PaidNetByGrant, f.Recoveries} {
			maps.DeleteFunc(byGrant, func(grant string, _ money.Amount) bool { return strings.HasPrefix(grant, code+"/") })
		}
	}
	return f, err
}

func publicShares(tx postgres.Tx, campaignID string) (map[string]money.Percent, error) {
	rows, err := postgres.List[struct {
		Code   string
		Public money.Amount
		Cost   money.Amount
	}](tx.SQL().Raw(`
		select a.code, a.other_public + coalesce(sum(r.amount), 0) as public, a.cost from applications a
		left join funding_requests r on r.application_id = a.id where a.campaign_id = ? and a.state <> 'draft' group by a.id`, campaignID))
	shares := map[string]money.Percent{}
	for _, r := range rows {
		shares[r.Code] = money.PercentOf(r.Public, r.Cost)
	}
	return shares, err
}

func tallies(tx postgres.Tx, campaignID string) (map[string]committee.Tally, error) {
	rows, err := postgres.List[struct {
		Code string
		committee.Tally
	}](tx.SQL().Raw(`
		select a.code,
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'for') as "for",
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'against') as against,
			(select count(*) from committee_ballots b where b.item_id = i.id and b.vote = 'abstain') as abstain,
			(select count(*) from committee_recusals b where b.item_id = i.id) as recused
		from committee_items i join committee_sessions s on s.id = i.session_id join applications a on a.id = i.application_id
		where s.campaign_id = ? and i.state = 'examined' order by s.number`, campaignID))
	out := map[string]committee.Tally{}
	for _, r := range rows {
		out[r.Code] = r.Tally
	}
	return out, err
}

// Empty reports whether the database holds no campaign at all.
func Empty(tx postgres.Tx) (bool, error) {
	var empty bool
	_, err := postgres.One(tx.SQL().Raw(`select not exists (select from campaigns)`), &empty)
	return empty, err
}

// Anomaly is what a Chorus row raised, with the row it is about.
type Anomaly struct {
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Ej     string       `json:"ej"`
	Dp     string       `json:"dp"`
	Amount money.Amount `json:"amount_euros"`
}

// anomaliesMax bounds the list of anomalies.
const anomaliesMax = 500

// AnomaliesOf lists the open anomalies of a département, oldest first.
func AnomaliesOf(tx postgres.Tx, departement string) ([]Anomaly, error) {
	return postgres.List[Anomaly](tx.SQL().Raw(`
		select n.code, n.detail, r.ej, r.dp, r.amount from anomalies n join chorus_rows r on r.id = n.chorus_row_id
		where n.departement = ? and n.resolved_at is null order by n.id limit ?`, departement, anomaliesMax))
}
