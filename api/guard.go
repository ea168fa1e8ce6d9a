package api

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

// guard is asked before the input of an operation is read: is the address
// readable text, is somebody signed in, does the file fit.
func (s *server) guard(ctx huma.Context, next func(huma.Context)) {
	g, o := humagin.Unwrap(ctx), ctx.Operation()
	if !readable(g.Request.URL) {
		write(g.Writer, newProblem(http.StatusBadRequest, "http.text", "l'adresse contient des caractères qui ne se lisent pas"))
		return
	}
	if len(o.Security) > 0 && s.sessions.GetString(ctx.Context(), accountKey) == "" {
		write(g.Writer, problem(s.Log, o.OperationID, errNoSession))
		return
	}
	if o.RequestBody != nil && o.RequestBody.Content["multipart/form-data"] != nil {
		if p := takeForm(g.Writer, g.Request, o.MaxBodyBytes); p != nil {
			write(g.Writer, p)
			return
		}
		// net/http removes the parts written to disk from the request it made, not
		// from the copy that carries the session.
		defer func() { _ = g.Request.MultipartForm.RemoveAll() }()
	}
	next(ctx)
}

// readable reports whether an address holds nothing that PostgreSQL or a reader
// could not take: no control character, no broken UTF-8.
func readable(u *url.URL) bool {
	if !plainText(u.Path) {
		return false
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return false
	}
	for name, all := range values {
		if !plainText(name) || !plainText(strings.Join(all, "")) {
			return false
		}
	}
	return true
}

// formMemory is how much of a form is kept in memory; the rest goes to disk.
const formMemory = 1 << 20

// takeForm reads a form within bytes: huma bounds no form by itself.
func takeForm(w http.ResponseWriter, r *http.Request, bytes int64) *Problem {
	r.Body = http.MaxBytesReader(w, r.Body, bytes)
	err := r.ParseMultipartForm(formMemory)
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return newProblem(http.StatusRequestEntityTooLarge, "http.413", "le fichier est trop volumineux")
	case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
		return newProblem(http.StatusUnsupportedMediaType, "http.415", "un formulaire avec son fichier est attendu (multipart/form-data)")
	}
	return newProblem(http.StatusBadRequest, "http.400", "le formulaire est illisible")
}
