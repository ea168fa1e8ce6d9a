// Package funding is funders and their envelopes: who brings money, how much,
// and what is left of it.
//
//	Notify ──> Reserve (decision) ──> Commit (EJ, or notification if local) ──> Settle (paid, decommitted, suspense)
//	              └──> Release (withdrawal)
//
// Every step is a transfer of the ledger; the balances are the truth, and the
// floor of "available" is what keeps Σ grants ≤ envelope in every committed
// snapshot, whoever asks and however many at once. funding speaks only to the
// ledger: it has never heard of applications, only of a Grant (envelope and
// file code).
//
// Needs ledger, party, identity. Needed by award, payment; read by casefile.
//
// Law: LOLF art. 8 and 9 (AE and CP are ceilings); CSI art. R132-4-1 s.
package funding
