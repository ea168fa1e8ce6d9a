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

// Grant is one subsidy that somebody granted (subvention attribuée).
type Grant struct {
	Allocator   string // who granted it; "" when the file does not say
	AllocatorID string // SIRET or SIREN, "" when unknown
	Beneficiary string
	Siren       identity.Siren
	Siret       identity.Siret
	Rna         identity.Rna
	Object      string
	Reference   string // of the decision
	Scheme      string
	Amount      money.Amount  // zero for an aid in kind, negative for a correction
	GrantedOn   calendar.Date // zero when the file gives a year only
	Exercice    int           // 0 when unknown
	Source      string        // the file
	Sheet       string
	Line        int
	fingerprint string
}

// seal computes the fingerprint: of everything the row says, whatever the
// file, its format or its encoding. others are the cells of unknown columns.
func (g *Grant) seal(others []string) {
	said := append([]string{
		g.Allocator, g.AllocatorID, g.Beneficiary, g.Siren.String(), g.Siret.String(), g.Rna.String(), g.Object, g.Reference, g.Scheme,
		g.Amount.String(), g.GrantedOn.String(), strconv.Itoa(g.Exercice),
	}, others...)
	sum := sha256.Sum256([]byte(strings.Join(said, "\x1f")))
	g.fingerprint = hex.EncodeToString(sum[:])
}
