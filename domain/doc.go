// Package domain is the house: rooms on floors, each room one noun.
//
//	18  cmd/tourdetable
//	17  api        jobs                    someone waits | nobody waits
//	16  rehearsal                          a whole campaign, through the rooms below
//	15  export                             files that leave
//	14  casefile                           read everything, decide nothing
//	13  reporting
//	12  payment
//	11  agreement
//	10  award                              | names and rights of the later act
//	 9  committee                          |
//	 8  cofunding  review                  |
//	 7  application                        v euros and facts of the earlier one
//	 6  programme  payment/chorusfile  cofunding/solver  attachment/s3
//	 5  funding    strategy   history    attachment  body
//	 4  journal    message    proof
//	 3  ledger     party      outbox     form
//	 2  postgres   rule       budget
//	 1  money      calendar   identity   strictjson   tabular
//	 0  fault      migrations frontend
//
// A room imports lower floors only, never a neighbour, never upstairs; the list
// that counts is in house_test.go, which also keeps the guests: gorm is received
// by postgres alone, gin and huma by api, asynq by jobs, the environment by cmd,
// and SQL is written in files named store.go (and in casefile, which reads).
//
//  1. A use case lives in the highest room it touches.
//  2. State is pushed down (Mark…), never pulled up.
//  3. Writing goes through the room that owns the table; reading may join, in
//     casefile and export.
//  4. Lower rooms speak in ids and plain values of their own.
//  5. News goes up by the outbox, not by a call.
package domain
