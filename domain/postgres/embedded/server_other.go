//go:build !unix

package embedded

import (
	"context"

	"tourdetable/domain/fault"
)

// Options says where and how the server runs.
type Options struct {
	Dir  string
	Fast bool
	Log  func(format string, args ...any)
}

// Server does not exist on this system.
type Server struct{}

// ErrNobody is Join's answer when there is no server to join.
var ErrNobody = fault.New(fault.NotFound, "embedded.nobody", "aucun programme ne tient la base de ce dossier")

// ErrSystem is the answer of every call on this system.
var ErrSystem = fault.New(fault.Internal, "embedded.system", "la base privée demande Linux ou macOS ; ici, donnez dans DATABASE_URL l’adresse d’un serveur PostgreSQL")

// ErrClosed is never returned on this system.
var ErrClosed = fault.New(fault.Invalid, "embedded.closed", "le dossier de la base est fermé au compte qui fait tourner PostgreSQL")

// Start returns ErrSystem.
func Start(context.Context, Options) (*Server, error) { return nil, ErrSystem }

// Join returns ErrSystem.
func Join(context.Context, Options) (*Server, error) { return nil, ErrSystem }

// Guest reports false.
func (s *Server) Guest() bool { return false }

// Exited is never closed.
func (s *Server) Exited() <-chan struct{} { return nil }

// DSN is empty.
func (s *Server) DSN(string) string { return "" }

// Database returns ErrSystem.
func (s *Server) Database(context.Context, string) (string, error) { return "", ErrSystem }

// Stop does nothing.
func (s *Server) Stop() error { return nil }
