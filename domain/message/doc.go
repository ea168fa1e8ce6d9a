// Package message is the inbox inside the application: what the program told
// people, once per piece of news and recipient.
//
//	outbox ──jobs──> Deliver(event, Recipient) ──> messages ──Inbox(actor)──> pages, newest first
//	                                               (event + recipient: once)
//
// A message is addressed to a body, to a role in its département or to a
// funder's line, never to a person: who takes over a seat finds its mail. It
// says that something happened and where to read it. Nothing confidential
// enters it: no score, no internal reason, no IBAN.
//
// Decisions
//
//	1 (2026-11) a message is never changed nor removed, and has no "read" mark:
//	  an inbox of a role is read by several people.
//
// Needs party, postgres. Needed by jobs and api.
package message
