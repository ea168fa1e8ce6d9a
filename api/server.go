package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"tourdetable/domain/attachment"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
)

// Config is what the server needs of the program.
type Config struct {
	DB            *postgres.DB
	Log           *slog.Logger
	Web           http.Handler // the web application
	Demonstration bool         // sign-in in one click, dated by the demonstration's clock
	Secure        bool         // served over TLS: cookies say so
	Version       string
	Ready         func(context.Context) error // nil when the program can serve
	Attachments   attachment.Store            // where files are kept; nil: none can be sent
	Scanned       bool                        // a virus scanner is configured: files leave once found clean
}

// Limits of a session: idle, and altogether (ANSSI).
const (
	sessionIdle = 30 * time.Minute
	sessionLife = 10 * time.Hour
)

// server is the API under construction.
type server struct {
	Config
	api      huma.API
	sessions *scs.SessionManager
}

// New returns the whole web server: API, downloads, health, web application.
func New(c Config) http.Handler {
	engine := newEngine()
	s := &server{Config: c, sessions: sessionManager(c)}
	engine.Use(s.recover, headers)
	s.api = humagin.NewWithGroup(engine, engine.Group("/api/v1"), config(c.Version))
	s.api.UseMiddleware(s.guard)
	s.routes()
	engine.GET("/healthz", func(g *gin.Context) { g.String(http.StatusOK, "ok") })
	engine.GET("/readyz", s.ready)
	engine.NoRoute(s.noRoute)
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		write(w, newProblem(http.StatusForbidden, "http.cross_origin", "demande venue d'un autre site : refusée"))
	}))
	return protect.Handler(s.sessions.LoadAndSave(engine))
}

// Document is the OpenAPI document, without any server.
func Document(version string) ([]byte, error) {
	s := &server{Config: Config{Log: slog.Default()}}
	engine := newEngine()
	s.api = humagin.NewWithGroup(engine, engine.Group("/api/v1"), config(version))
	s.routes()
	return json.MarshalIndent(s.api.OpenAPI(), "", "  ")
}

func newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	return gin.New()
}

func config(version string) huma.Config {
	c := huma.DefaultConfig("Tour de table", version)
	c.Info.Description = "Comité des financeurs de la prévention de la délinquance : un dossier, plusieurs financeurs, un grand livre."
	c.Components.Schemas = registry()
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{signedIn: {Type: "apiKey", In: "cookie", Name: "tourdetable",
		Description: "Session ouverte par « Se connecter » ; « __Host-tourdetable » en production"}}
	c.Formats = map[string]huma.Format{"application/json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}, "json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}}
	c.Servers = []*huma.Server{{URL: "/api/v1"}}
	c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", nil
	c.RejectUnknownQueryParameters = true
	return c
}

func sessionManager(c Config) *scs.SessionManager {
	m := scs.New()
	if c.DB != nil {
		m.Store = pgxstore.NewWithCleanupInterval(c.DB.Pool(), 10*time.Minute)
	}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = sessionIdle, sessionLife
	m.Cookie.Name, m.Cookie.Path, m.Cookie.HttpOnly, m.Cookie.SameSite = "tourdetable", "/", true, http.SameSiteLaxMode
	if c.Secure {
		m.Cookie.Name, m.Cookie.Secure = "__Host-tourdetable", true
	}
	return m
}

// headers protects every answer; pages add their own policy.
func headers(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if strings.HasPrefix(g.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
	g.Next()
}

func (s *server) routes() {
	s.sessionRoutes()
	s.campaignRoutes()
	s.openingRoutes()
	s.applicationRoutes()
	s.formRoutes()
	s.reviewRoutes()
	s.requestRoutes()
	s.committeeRoutes()
	s.ledgerRoutes()
	s.importRoutes()
	s.strategyRoutes()
	s.messageRoutes()
	s.organisationRoutes()
	s.attachmentRoutes()
	translate(s.api.OpenAPI())
}

// noRoute serves the web application; what looks like the API and is not gets a
// problem, never a page.
func (s *server) noRoute(g *gin.Context) {
	if strings.HasPrefix(g.Request.URL.Path, "/api/") {
		write(g.Writer, newProblem(http.StatusNotFound, "http.404", "cette adresse n'existe pas"))
		return
	}
	g.Status(http.StatusOK)
	s.Web.ServeHTTP(g.Writer, g.Request)
}

// recover answers a panic with a problem; when the answer has begun, it cuts
// the connection, so that half a file never looks like a whole one. (gin's own
// recovery ends such an answer properly.)
func (s *server) recover(g *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		s.Log.Error("panic", "path", g.FullPath(), "cause", cause)
		if g.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		write(g.Writer, newProblem(http.StatusInternalServerError, "internal", "le service a rencontré une panne"))
		g.Abort()
	}()
	g.Next()
}

func (s *server) ready(g *gin.Context) {
	if s.Ready != nil {
		if err := s.Ready(g.Request.Context()); err != nil {
			s.Log.Error("not ready", "error", err)
			write(g.Writer, newProblem(http.StatusServiceUnavailable, "not_ready", "le service n'est pas prêt"))
			return
		}
	}
	g.String(http.StatusOK, "ok")
}

// write sends a problem outside of huma.
func write(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// answer is a handler's body on the wire.
type answer[T any] struct{ Body T }

// list is how lists without pages cross the wire.
type list[T any] struct {
	Items []T `json:"items"`
}

// signedIn names the session in the OpenAPI document.
const signedIn = "session"

// op describes one operation of who is signed in.
func op(method, path, id, summary, tag string) huma.Operation {
	o := huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tag},
		Errors: []int{400, 401, 403, 404, 422, 500, 503}, Security: []map[string][]string{{signedIn: {}}}}
	if method != http.MethodGet {
		o.Errors = append(o.Errors, 408, 409, 413, 415)
	}
	return o
}

// public is op for who is not signed in yet.
func public(method, path, id, summary, tag string) huma.Operation {
	o := op(method, path, id, summary, tag)
	o.Security = []map[string][]string{}
	return o
}

// read answers an operation from one snapshot of the actor's scope.
func read[I, O any](s *server, o huma.Operation, do func(postgres.Tx, party.Actor, *I) (O, error)) {
	register(s, o, s.snapshot, do)
}

// act answers an operation with a use case in one transaction of the actor's
// scope.
func act[I, O any](s *server, o huma.Operation, do func(postgres.Tx, party.Actor, *I) (O, error)) {
	register(s, o, s.transaction, do)
}

type runner func(context.Context, postgres.Scope, func(postgres.Tx) error) error

func (s *server) snapshot(ctx context.Context, scope postgres.Scope, fn func(postgres.Tx) error) error {
	return s.DB.Snapshot(ctx, scope, fn)
}

func (s *server) transaction(ctx context.Context, scope postgres.Scope, fn func(postgres.Tx) error) error {
	return s.DB.InTx(ctx, scope, fn)
}

func register[I, O any](s *server, o huma.Operation, run runner, do func(postgres.Tx, party.Actor, *I) (O, error)) {
	huma.Register(s.api, o, func(ctx context.Context, in *I) (*answer[O], error) {
		var out answer[O]
		err := s.as(ctx, run, func(tx postgres.Tx, by party.Actor) (err error) {
			out.Body, err = do(tx, by, in)
			return tellable(by, err)
		})
		if err != nil {
			return nil, problem(s.Log, o.OperationID, err)
		}
		return &out, nil
	})
}

// as runs fn in one transaction as the account that is signed in: read again
// each time, so that a right withdrawn is withdrawn at once.
func (s *server) as(ctx context.Context, run runner, fn func(postgres.Tx, party.Actor) error) error {
	id := s.sessions.GetString(ctx, accountKey)
	if id == "" {
		return errNoSession
	}
	return run(ctx, postgres.Scope{Actor: id}, func(tx postgres.Tx) error {
		account, err := party.Find(tx, id)
		if err != nil {
			return errNoSession.Because(err)
		}
		by := account.Actor()
		if tx, err = tx.As(by.Scope()); err != nil {
			return err
		}
		return fn(tx, by)
	})
}
