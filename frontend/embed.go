// Package frontend serves the built web application from inside the program.
//
//	src/ --npm run build--> dist/ (each file beside its .br and .gz) --go:embed--> Handler
//
// Needs nothing; needed by cmd.
//
// Decisions: the build is not committed, so dist holds one placeholder and the
// program builds without Node; pages carry a policy that lets no inline script
// or style run; files under /assets/ carry their hash in their name and never
// change, everything else is checked again at each visit.
package frontend

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var built embed.FS

// Policy is the Content-Security-Policy of every page: what is ours runs,
// nothing else.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Handler serves the web application that was built into this program, or a
// page that says it was not built.
func Handler() http.Handler {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic("frontend: dist is embedded above: " + err.Error())
	}
	return Serve(dist)
}

// Built tells whether this program holds the web application.
func Built() bool {
	_, err := fs.Stat(built, "dist/index.html")
	return err == nil
}

// Serve serves the web application found in files: index.html at its root and
// hashed files under assets/.
func Serve(files fs.FS) http.Handler {
	s := shelf{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") || isTwin(name) {
			return err
		}
		s["/"+name], err = load(files, name)
		return err
	})
	if err != nil {
		panic("frontend: the build cannot be read: " + err.Error())
	}
	return s
}

// shelf holds every file of the build by its address.
type shelf map[string]file

// file is one file of the build, in each form a browser may ask for.
type file struct {
	kind   string            // its media type
	tag    string            // hash of its plain content, unquoted
	bodies map[string][]byte // by content coding; "" is the plain content
}

var twins = map[string]string{"br": ".br", "gzip": ".gz"}

func isTwin(name string) bool {
	return strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

func load(files fs.FS, name string) (file, error) {
	plain, err := fs.ReadFile(files, name)
	if err != nil {
		return file{}, err
	}
	sum := sha256.Sum256(plain)
	f := file{kind: mediaType(name), tag: hex.EncodeToString(sum[:8]), bodies: map[string][]byte{"": plain}}
	for coding, suffix := range twins {
		if body, err := fs.ReadFile(files, name+suffix); err == nil {
			f.bodies[coding] = body
		}
	}
	return f, nil
}

// mediaType never asks the machine, whose tables differ from one to the next.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".woff2":
		return "font/woff2"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func (s shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Méthode non permise.", http.StatusMethodNotAllowed)
		return
	}
	address := path.Clean("/" + r.URL.Path)
	if address != "/" && address != "/index.html" {
		if f, ok := s[address]; ok {
			f.send(w, r, strings.HasPrefix(address, "/assets/"))
			return
		}
		if !isPage(address) || !acceptsPage(r) {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "Introuvable.", http.StatusNotFound)
			return
		}
	}
	index, ok := s["/index.html"]
	if !ok {
		sendNotBuilt(w, r)
		return
	}
	index.send(w, r, false)
}

// guard sets what every answer carries, pages and files alike.
func guard(h http.Header) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
}

// isPage tells whether an address may be one of the application's own pages,
// rather than a file or a resource of the API.
func isPage(address string) bool {
	for _, other := range []string{"/api", "/assets"} {
		if address == other || strings.HasPrefix(address, other+"/") {
			return false
		}
	}
	switch path.Ext(address) {
	case ".js", ".css", ".map", ".json", ".ico", ".png", ".svg", ".jpg", ".woff2", ".txt", ".xml", ".csv", ".webmanifest":
		return false
	}
	return true
}

// acceptsPage tells whether the visitor would take HTML. A missing Accept, or
// the */* of a command line, takes anything.
func acceptsPage(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return accept == "" || accept == "*/*" || strings.Contains(accept, "text/html")
}

func (f file) send(w http.ResponseWriter, r *http.Request, forever bool) {
	coding := f.choose(r.Header.Get("Accept-Encoding"))
	tag := `"` + f.tag + `"`
	if coding != "" {
		tag = `"` + f.tag + "-" + coding + `"`
	}
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	if forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if len(f.bodies) > 1 {
		h.Set("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	sendBody(w, r, http.StatusOK, f.kind, f.bodies[coding])
}

// choose returns the best coding that this file has and the browser takes.
func (f file) choose(accepted string) string {
	for _, coding := range []string{"br", "gzip"} {
		if f.bodies[coding] != nil && takes(accepted, coding) {
			return coding
		}
	}
	return ""
}

// takes reads one Accept-Encoding; "br;q=0" is a refusal.
func takes(accepted, coding string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		name, weight, weighted := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		if !weighted {
			return true
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		return err == nil && q > 0
	}
	return false
}

// matches compares as If-None-Match asks: any of a list, weakly.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

func sendBody(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = bytes.NewReader(body).WriteTo(w) // a visitor who left cannot be told so
	}
}

const notBuilt = `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tour de table</title>
<main>
<h1>Tour de table</h1>
<p>L’application web n’est pas construite : lancez <code>make build</code>.</p>
<p>L’API répond déjà, sous <a href="/api/v1/openapi.json"><code>/api/v1</code></a>.</p>
</main>
</html>
`

func sendNotBuilt(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	sendBody(w, r, http.StatusServiceUnavailable, "text/html; charset=utf-8", []byte(notBuilt))
}
