// Package rehearsal plays a whole campaign from a file through the very use
// cases that HTTP and jobs call, on the file's own clock, in one transaction.
//
//	file ──Read──> Campaign ──Play──> envelope, call, deposit, review, session, decisions,
//	                                  acts, EJ, payments, reports ──> casefile.Figures
//	                                            compared with the file's "expected"
//
// Acts are played by date, then in the order of the file. What a guard needs
// and the file does not hold is supplied through the use cases and listed
// (Presumed). A fact that the file does carry is judged: a rule that refuses it
// ends the rehearsal, and nothing is left behind.
//
// It makes the demonstration data, and is the first end-to-end test. Needs
// every room below; needed by cmd.
package rehearsal
