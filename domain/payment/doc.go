// Package payment is the money that leaves and comes back: EJ, Chorus rows,
// placed payments, anomalies, settlement, recovery.
//
//	award ──Enter (EJ)──> commitment
//	Chorus row ──Import──> kept as it came ──EJ and post known, SIREN equal──> payment
//	                            └─ otherwise an anomaly; placed when its EJ is entered
//	settlement of a grant: awarded = paid + restes à payer + decommitted
//	                       recovery = max(0, net paid − due)
//
// What Chorus says was paid is a fact: it is always recorded, never refused; a
// missing condition raises an anomaly. What exceeds the commitment, or a
// negative row without its positive, stands on a suspense account. Only the
// "Exercice comptable" column says the year, never the date.
//
// Needs agreement, award, funding. Needed by reporting; chorusfile, below this
// room, reads the files.
//
// Law: décret n° 2012-1246, art. 30 s. (engagement, service fait, paiement);
// décret n° 2018-514, art. 12 (advances 30 %, interims 80 %): R22, R46 of FIELD
// §5, and FIELD §8.5 for the matching.
package payment
