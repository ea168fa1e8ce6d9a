// Package identity is the identifiers that cannot be invalid.
//
//	what people type ──Parse──> Siret ──String──> 14 digits (wire, SQL)
//	what a spreadsheet kept ──ReadSiret──> Siret + a warning, or why not
//
// A value of these types passed its check digits once, in this one place; the
// zero value means « none » and is null in JSON and in SQL. A refusal tells the
// value seen and what was expected, but never the check digits that would have
// passed: nobody should mend a bank account by its key.
//
// Needs fault; needed by every room that names a body or an account.
//
// Law: code de commerce, art. R123-220 and R123-221 (SIREN, SIRET); arrêté du
// 14 octobre 2009 (RNA); ISO 13616 and ISO 7064 (IBAN).
//
// Decisions
//
//  1. A Ridet or a Tahiti number is a tolerated identifier of a beneficiary,
//     never a Siret: two more types rather than one lax one.
//  2. Check digits and not existence: whether a SIRET is active is asked of the
//     INSEE by who needs it.
//  3. A number that a spreadsheet rounded is refused or told, never guessed.
package identity
