// Package party is people and bodies: accounts, roles, rights, scopes.
//
//	Account ──Actor()──> Actor ──May(Right)──> yes or no     the first wall
//	                           ──Scope()─────> postgres.Scope the second wall
//
// One pure policy (rights, below) answers who may do what, the same for HTTP,
// jobs and the command line. Segregation of duties is in the table of rights:
// no role both proposes an amount and records its payment, and a secretary
// cannot vote.
//
// Needs identity, postgres. Needed by every room above.
//
// Law: FIELD roles after the circular of 5 March 2020 (INTA2006736C); décret
// n° 2012-1246, art. 9 (ordonnateur and comptable are separate).
package party
