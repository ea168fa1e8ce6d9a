package api_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tourdetable/api"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

const password = "un mot de passe assez long"

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

func cookie(t *testing.T, b *browser) string {
	t.Helper()
	at, _ := url.Parse(b.base)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "tourdetable" {
			return c.Value
		}
	}
	return ""
}

// carry is a browser that holds a token of somebody else's choosing.
func (h *house) carry(t *testing.T, token string) *browser {
	b := h.browser(t)
	at, _ := url.Parse(b.base)
	b.Jar.SetCookies(at, []*http.Cookie{{Name: "tourdetable", Value: token, Path: "/"}})
	return b
}

func TestSignInGivesANewToken(t *testing.T) {
	h := shared
	b := h.carry(t, "un-jeton-choisi-par-un-autre")
	b.must(200, "POST", "/session", map[string]any{"account": h.account(t, "audit@99")})
	first := cookie(t, b)
	if first == "un-jeton-choisi-par-un-autre" || first == "" {
		t.Fatalf("token %q", first)
	}
	b.must(200, "POST", "/session", map[string]any{"account": h.account(t, "prefet@99")})
	if again := cookie(t, b); again == first {
		t.Error("the token outlives a second sign-in")
	}
	h.carry(t, first).refused(401, "session.required", "GET", "/session", nil)
	if got := b.get("/session").text("role"); got != "prefect" {
		t.Error(got)
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	h := shared
	b := h.as(t, "audit@99")
	token := cookie(t, b)
	b.must(204, "DELETE", "/session", nil)
	b.refused(401, "session.required", "GET", "/session", nil)
	h.carry(t, token).refused(401, "session.required", "GET", "/session", nil)
	b.must(204, "DELETE", "/session", nil)
}

func TestADisabledAccountIsRefusedAtOnce(t *testing.T) {
	h, _ := empty(t)
	b := h.as(t, "audit@99")
	b.get("/session")
	id := h.account(t, "audit@99")
	h.ask(t, new(int), `update accounts set disabled_at = now() where id = ? returning 1`, id)
	b.refused(401, "session.required", "GET", "/session", nil)
	h.browser(t).refused(403, "party.credentials", "POST", "/session", map[string]any{"account": id})
}

func TestTheCookieIsKeptFromScriptsAndFromOtherSites(t *testing.T) {
	h := shared
	for _, c := range []struct {
		secure bool
		want   []string
	}{
		{false, []string{"tourdetable=", "Path=/", "HttpOnly", "SameSite=Lax"}},
		{true, []string{"__Host-tourdetable=", "Path=/", "HttpOnly", "SameSite=Lax", "Secure"}},
	} {
		handler := api.New(api.Config{DB: h.db, Log: discard(), Demonstration: true, Secure: c.secure})
		r := httptest.NewRequest("POST", "/api/v1/session", strings.NewReader(`{"account":"`+h.account(t, "audit@99")+`"}`))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		got := w.Header().Get("Set-Cookie")
		for _, part := range c.want {
			if !strings.Contains(got, part) {
				t.Errorf("secure %t: %q lacks %s", c.secure, got, part)
			}
		}
		if strings.Contains(got, "Domain") || !c.secure && strings.Contains(got, "Secure") {
			t.Errorf("secure %t: %q", c.secure, got)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("headers %v", w.Header())
		}
	}
}

func TestAnotherSiteWritesNothing(t *testing.T) {
	h := shared
	b := h.as(t, "audit@99")
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://ailleurs.example"}, {"Origin", "null"}} {
		a := b.send("DELETE", "/session", nil, headers...)
		if a.status != 403 || a.value().text("code") != "http.cross_origin" {
			t.Errorf("%v: %d %s", headers, a.status, a.body)
		}
		a.problem(t, headers[1])
	}
	b.get("/session")
	if a := b.send("DELETE", "/session", nil, "Sec-Fetch-Site", "same-origin"); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestOneClickIsOfTheDemonstrationOnly(t *testing.T) {
	h := shared
	own := h.account(t, "agent@99.fr")
	h.browser(t).refused(403, "party.credentials", "POST", "/session", map[string]any{"account": own}) // a true account has its password
	for _, id := range []string{"x", "00000000-0000-7000-8000-000000000000"} {
		h.browser(t).refused(403, "party.credentials", "POST", "/session", map[string]any{"account": id})
	}
	real := &house{db: h.db, log: h.log}
	real.server = httptest.NewServer(h.handler(false))
	defer real.server.Close()
	b := real.browser(t)
	b.refused(403, "party.credentials", "POST", "/session", map[string]any{"account": h.account(t, "audit@99")})
	b.refused(401, "session.required", "GET", "/session", nil)
	if d := b.get("/demonstration"); d.text("demonstration") != "false" || len(d.list("accounts")) != 0 {
		t.Error(d)
	}
}

func TestAWrongPasswordAndAnUnknownAddressAreOneAnswer(t *testing.T) {
	h, _ := empty(t)
	h.enrol(t, "agent@99.fr")
	wrong := h.browser(t).send("POST", "/session", map[string]any{"email": "agent@99.fr", "password": "un autre mot de passe"})
	unknown := h.browser(t).send("POST", "/session", map[string]any{"email": "personne@99.fr", "password": password})
	without := h.browser(t).send("POST", "/session", map[string]any{"email": "audit@99", "password": ""})
	if wrong.status != 403 || string(wrong.body) != string(unknown.body) || string(wrong.body) != string(without.body) {
		t.Errorf("%s\n%s\n%s", wrong.body, unknown.body, without.body)
	}
	b := h.browser(t)
	b.must(200, "POST", "/session", map[string]any{"email": " Agent@99.FR ", "password": password})
	if me := b.get("/session"); me.text("role") != "auditor" {
		t.Error(me)
	}
}

func (h *house) enrol(t *testing.T, email string) {
	t.Helper()
	err := h.db.InTx(t.Context(), postgres.System, func(tx postgres.Tx) error {
		_, err := party.Enrol(tx, party.Account{Email: email, Name: "Agent", Role: party.Auditor, Departement: "99"}, password)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	h, clock := empty(t)
	h.enrol(t, "agent@99.fr")
	from := func(proxied string, email, with string) reply {
		return h.browser(t).send("POST", "/session", map[string]any{"email": email, "password": with}, "X-Forwarded-For", proxied)
	}
	for i := range party.FailuresMax {
		if a := from("192.0.2.1", "agent@99.fr", "faux"); a.status != 403 {
			t.Fatalf("try %d: %d %s", i+1, a.status, a.body)
		}
	}
	a := from("192.0.2.1", "agent@99.fr", password)
	if a.status != 429 || a.value().text("code") != "party.throttled" || a.header.Get("Retry-After") != strconv.Itoa(int(party.FailureWindow/time.Second)) {
		t.Fatalf("the right password after %d failures: %d %v %s", party.FailuresMax, a.status, a.header, a.body)
	}
	a.problem(t, "throttled")
	if a := from("192.0.2.7", "AGENT@99.fr", password); a.status != 429 {
		t.Errorf("from elsewhere: %d", a.status)
	}
	if a := from("192.0.2.1", "autre@99.fr", "faux"); a.status != 429 {
		t.Errorf("another address from there: %d", a.status)
	}
	if a := from("10.9.8.7, 192.0.2.1", "autre@99.fr", "faux"); a.status != 429 {
		t.Errorf("what stands before the proxy's own word was believed: %d", a.status)
	}
	if a := from("192.0.2.1, 192.0.2.8", "autre@99.fr", "faux"); a.status != 403 {
		t.Errorf("another address from elsewhere: %d", a.status)
	}
	if a := h.browser(t).send("POST", "/session", map[string]any{"account": h.account(t, "audit@99")}, "X-Forwarded-For", "192.0.2.1"); a.status != 200 {
		t.Errorf("an account of the demonstration: %d", a.status)
	}
	later := clock.now().Add(party.FailureWindow)
	clock.at.Store(&later)
	if a := from("192.0.2.1", "agent@99.fr", password); a.status != 200 {
		t.Fatalf("a quarter of an hour later: %d %s", a.status, a.body)
	}
	var left int
	if h.ask(t, &left, `select count(*) from sign_in_attempts where address = 'agent@99.fr'`); left != 0 {
		t.Errorf("%d failures left after success", left)
	}
}

func TestWhatIsNotTheAPI(t *testing.T) {
	h := shared
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": "ok", "/": "page", "/dossiers/12": "page"} {
		a, err := http.Get(h.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != 200 || string(text) != want {
			t.Errorf("%s: %d %s", path, a.StatusCode, text)
		}
	}
	down := httptest.NewServer(api.New(api.Config{DB: h.db, Log: discard(), Ready: func(context.Context) error { return fmt.Errorf("down") }}))
	defer down.Close()
	a, err := http.Get(down.URL + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != 503 {
		t.Errorf("not ready: %d", a.StatusCode)
	}
}

// Nobody's request is not even read: nothing of what it should hold is told.
func TestNobodyIsToldNothingOfABody(t *testing.T) {
	b := shared.browser(t)
	for _, body := range []any{"{", `{"etat":"x"}`, strings.Repeat("a", 2<<20)} {
		b.refused(401, "session.required", "POST", "/applications", body)
	}
	b.refused(401, "session.required", "POST", "/imports", form{"chorus", "a.csv", "a;b"})
}
