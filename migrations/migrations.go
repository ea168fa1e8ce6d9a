// Package migrations is the schema, step by step: SQL files that goose applies
// in order. Each opens with "-- Why:". They only go forward: the way back is a
// restored backup.
package migrations

import "embed"

// Files holds every step.
//
//go:embed *.sql
var Files embed.FS
