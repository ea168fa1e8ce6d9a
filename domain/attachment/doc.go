// Package attachment keeps the pieces of a file (pièces jointes): bytes under
// their hash, and the place they hold in somebody's file.
//
//	upload ──Examine──> Content (name, type by content, hash)      refused: nothing is kept
//	            └─────> Store.Put   disk, or a bucket (attachment/s3)
//	Add(tx) ──> blobs (once per content) <── attachments (once per subject and document)
//	   │ Added, by the outbox                     │ Remove: a mark;  Restore: its undo
//	   v                                          v
//	Scan ──clamd──> clean | infected           Open: only what may leave, verified while read
//	Verify ──each night──> every blob is there, whole, or its damage is told
//
// A type is what the bytes are, never what a name says, and the list of types is
// closed. A file that cannot be examined (locked, in an unknown form) is refused:
// nothing passes because nothing could be said of it.
//
// Without a scanner a file is « non analysé », and says so. With one, it leaves
// only once found clean: a scanner that is down keeps files in, it opens nothing.
//
// Law: RGS and ANSSI guidance on file exchange; OWASP ASVS 5.0, V5 (files):
// 5.2.1 to 5.2.6 limits, 5.3.2 paths, 5.4.1 to 5.4.3 names, headers and scan.
//
// Decisions
//
//	1 (2026-11) bytes are never deleted, a piece that is removed is marked: a
//	  decision can always be read again with what it was taken on. Hence the limits
//	  per subject count what was removed too.
//	2 (2026-11) the bytes are written before the row that names them, and a row
//	  never without its bytes: what a failed upload leaves is an orphan that the
//	  next upload of the same content takes over.
//	3 (2026-11) minio-go for S3 instead of gocloud.dev and the AWS SDK: 40 packages
//	  instead of a hundred, and in a package of its own.
//	4 (2026-11) a PDF with scripts, an office document with macros are refused
//	  rather than cleaned: what is kept is what was sent, to the byte.
//
// Needs postgres, journal, outbox, party, fault, calendar; needed by api, jobs
// and cmd. What an application or a body is, the caller tells (Subject).
package attachment
