package frontend

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func aBuild() fstest.MapFS {
	return fstest.MapFS{
		".keep":                 {Data: []byte("placeholder")},
		"index.html":            {Data: []byte("<!doctype html><title>Tour de table</title>")},
		"index.html.br":         {Data: []byte("BR-INDEX")},
		"theme.js":              {Data: []byte("theme")},
		"assets/app-1a2b.js":    {Data: []byte("plain")},
		"assets/app-1a2b.js.br": {Data: []byte("BR")},
		"assets/app-1a2b.js.gz": {Data: []byte("GZ")},
	}
}

// ask plays one request; headers come as name, value, name, value.
func ask(t *testing.T, h http.Handler, method, address string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := r.Body.Read(buffer)
		b.Write(buffer[:n])
		if err != nil {
			return b.String()
		}
	}
}

func TestWhatEachAddressAnswers(t *testing.T) {
	const html = "text/html,application/xhtml+xml,*/*;q=0.8"
	for name, c := range map[string]struct {
		method, address, accept string
		status                  int
		body                    string
	}{
		"the root is the application":             {"GET", "/", html, 200, "<!doctype html>"},
		"index.html is the application":           {"GET", "/index.html", html, 200, "<!doctype html>"},
		"a page of the application":               {"GET", "/dossiers/42", html, 200, "<!doctype html>"},
		"a page asked from a command line":        {"GET", "/dossiers/42", "*/*", 200, "<!doctype html>"},
		"a page, head only":                       {"HEAD", "/dossiers/42", html, 200, ""},
		"a page asked by something that wants js": {"GET", "/dossiers/42", "text/javascript", 404, "Introuvable."},
		"a file":                            {"GET", "/theme.js", "*/*", 200, "theme"},
		"an asset":                          {"GET", "/assets/app-1a2b.js", "*/*", 200, "plain"},
		"a missing asset is never the page": {"GET", "/assets/app-old.js", html, 404, "Introuvable."},
		"a missing icon is never the page":  {"GET", "/favicon.ico", html, 404, "Introuvable."},
		"an unknown resource of the API":    {"GET", "/api/v1/nothing", html, 404, "Introuvable."},
		"the placeholder is not served":     {"GET", "/.keep", "text/plain", 404, "Introuvable."},
		"a compressed twin has no address":  {"GET", "/assets/app-1a2b.js.br", html, 404, "Introuvable."},
		"a way out of the folder":           {"GET", "/assets/../../embed.go", "text/plain", 404, "Introuvable."},
		"a write":                           {"POST", "/dossiers", html, 405, "Méthode non permise."},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(t, Serve(aBuild()), c.method, c.address, "Accept", c.accept)
			if r.StatusCode != c.status {
				t.Errorf("%s %s answers %d, want %d", c.method, c.address, r.StatusCode, c.status)
			}
			if body := bodyOf(t, r); !strings.HasPrefix(body, c.body) || (c.body == "" && body != "") {
				t.Errorf("%s %s holds %q, want it to begin with %q", c.method, c.address, body, c.body)
			}
		})
	}
}

func TestAFileComesInTheFormTheBrowserTakes(t *testing.T) {
	for name, c := range map[string]struct{ accepted, coding, body string }{
		"nothing said":           {"", "", "plain"},
		"brotli first":           {"gzip, deflate, br, zstd", "br", "BR"},
		"gzip only":              {"gzip", "gzip", "GZ"},
		"brotli refused":         {"br;q=0, gzip;q=0.5", "gzip", "GZ"},
		"a name that only looks": {"brotli", "", "plain"},
	} {
		t.Run(name, func(t *testing.T) {
			r := ask(t, Serve(aBuild()), "GET", "/assets/app-1a2b.js", "Accept-Encoding", c.accepted)
			if got := r.Header.Get("Content-Encoding"); got != c.coding {
				t.Errorf("%q gives coding %q, want %q", c.accepted, got, c.coding)
			}
			if body := bodyOf(t, r); body != c.body {
				t.Errorf("%q gives %q, want %q", c.accepted, body, c.body)
			}
			if r.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("a cache would mix the forms: Vary is missing")
			}
			if got := r.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
				t.Errorf("type is %q", got)
			}
		})
	}
}

func TestWhatNeverChangesIsKeptAndTheRestIsChecked(t *testing.T) {
	h := Serve(aBuild())
	if got := ask(t, h, "GET", "/assets/app-1a2b.js").Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("an asset has Cache-Control %q", got)
	}
	for _, address := range []string{"/", "/seances", "/theme.js"} {
		first := ask(t, h, "GET", address)
		if got := first.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s has Cache-Control %q, want no-cache", address, got)
		}
		again := ask(t, h, "GET", address, "If-None-Match", "W/"+first.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s unchanged answers %d, want 304", address, again.StatusCode)
		}
	}
	plain := ask(t, h, "GET", "/").Header.Get("ETag")
	compressed := ask(t, h, "GET", "/", "Accept-Encoding", "br").Header.Get("ETag")
	if plain == compressed {
		t.Error("two forms of a page share one ETag")
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	for _, address := range []string{"/", "/seances", "/assets/app-1a2b.js", "/assets/none.js"} {
		h := ask(t, Serve(aBuild()), "GET", address).Header
		if h.Get("Content-Security-Policy") != Policy || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s goes out without its guards: %v", address, h)
		}
	}
	if strings.Contains(Policy, "unsafe") || strings.Contains(Policy, "http") {
		t.Errorf("the policy lets too much in: %s", Policy)
	}
}

func TestAProgramBuiltWithoutNodeSaysSo(t *testing.T) {
	r := ask(t, Serve(fstest.MapFS{".keep": {}}), "GET", "/", "Accept", "text/html")
	if body := bodyOf(t, r); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "L’application web n’est pas construite : lancez <code>make build</code>") {
		t.Errorf("answers %d %q", r.StatusCode, body)
	}
	if r := ask(t, Serve(fstest.MapFS{".keep": {}}), "GET", "/assets/x.js"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an asset of a program without its web application answers %d", r.StatusCode)
	}
}

func TestTheEmbeddedFolderAlwaysServes(t *testing.T) {
	want := http.StatusServiceUnavailable
	if Built() {
		want = http.StatusOK
	}
	if r := ask(t, Handler(), "GET", "/", "Accept", "text/html"); r.StatusCode != want {
		t.Errorf("the root answers %d, want %d", r.StatusCode, want)
	}
}
