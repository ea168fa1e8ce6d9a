package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/application"
	"tourdetable/domain/attachment"
	"tourdetable/domain/calendar"
	"tourdetable/domain/casefile"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
	"tourdetable/domain/postgres"
	"tourdetable/domain/review"
)

// Attachment is one file in its place.
type Attachment struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Document    string         `json:"document" doc:"Code du document dont il s'agit, par exemple « statutes »"`
	SubjectKind string         `json:"subject_kind"`
	SubjectID   string         `json:"subject_id"`
	Size        int64          `json:"size_bytes"`
	MediaType   string         `json:"media_type"`
	Sha256      string         `json:"sha256" doc:"Empreinte du contenu, 64 chiffres hexadécimaux"`
	Comment     string         `json:"comment,omitempty"`
	UploadedBy  string         `json:"uploaded_by" doc:"Nom de la personne, ou de son service pour un porteur"`
	UploadedAt  time.Time      `json:"uploaded_at"`
	ExpiresOn   *calendar.Date `json:"expires_on,omitempty"`
	RemovedAt   *time.Time     `json:"removed_at,omitempty" doc:"Marque de retrait ; le contenu reste conservé"`
	ScanState   string         `json:"scan_state" enum:"pending,clean,infected,not_scanned"`
	ScanLabel   string         `json:"scan_label" doc:"L'état de l'analyse, en français"`
	Problem     string         `json:"problem,omitempty" doc:"Pourquoi le contenu ne peut pas être ouvert"`
	Acts        []string       `json:"acts" doc:"Ce que le lecteur peut faire : « content », « removal », « restoration »"`
}

// Attachments are the files of one subject, and what may still be added.
type Attachments struct {
	Items    []Attachment `json:"items"`
	MayAdd   bool         `json:"may_add"`
	Why      string       `json:"why,omitempty" doc:"Pourquoi rien ne peut être ajouté"`
	SizeMax  int64        `json:"size_max_bytes" doc:"Taille d'un fichier au plus"`
	Accepted string       `json:"accepted" doc:"Types acceptés, en français"`
	Scanned  bool         `json:"scanned" doc:"Un antivirus est configuré"`
}

type attachmentForm struct {
	File        huma.FormFile `form:"file" required:"true"`
	SubjectKind string        `form:"subject_kind" enum:"application,organisation,report,opinion" required:"true"`
	SubjectID   string        `form:"subject_id" maxLength:"36" required:"true"`
	Document    string        `form:"document" required:"false" maxLength:"40" doc:"Code du document, « other » à défaut"`
	Comment     string        `form:"comment" required:"false" maxLength:"1000"`
	ExpiresOn   string        `form:"expires_on" required:"false" maxLength:"10" doc:"Fin de validité, AAAA-MM-JJ"`
	Sha256      string        `form:"sha256" required:"false" maxLength:"64" doc:"Empreinte calculée par l'expéditeur, vérifiée si elle est donnée"`
}

type attachmentInput struct {
	RawBody huma.MultipartFormFiles[attachmentForm]
}

type attachmentsInput struct {
	Kind string `query:"subject_kind" enum:"application,organisation,report,opinion" required:"true"`
	ID   string `query:"subject" maxLength:"36" required:"true"`
}

// subjects finds what a file is attached to, as its reader sees it. A room that
// takes files has one line here.
var subjects = map[attachment.Kind]func(postgres.Tx, party.Actor, string) (attachment.Subject, error){
	attachment.Application:  applicationSubject,
	attachment.Organisation: organisationSubject,
	attachment.Report:       reportSubject,
	attachment.Opinion:      opinionSubject,
}

// fileFor is a file whose pieces by may open.
func fileFor(tx postgres.Tx, by party.Actor, id string) (application.Application, error) {
	a, err := application.Find(tx, id)
	if err != nil {
		return a, err
	}
	return a, casefile.Opens(tx, by, a)
}

func applicationSubject(tx postgres.Tx, by party.Actor, id string) (attachment.Subject, error) {
	a, err := fileFor(tx, by, id)
	return attachment.Subject{Kind: attachment.Application, ID: a.ID, Departement: a.Departement, Applicant: a.ApplicantID,
		Frozen: a.State != application.Draft && a.State != application.Incomplete}, err
}

func organisationSubject(tx postgres.Tx, _ party.Actor, id string) (attachment.Subject, error) {
	if !postgres.IsID(id) {
		return attachment.Subject{}, party.ErrNotFound
	}
	o, err := party.FindOrganisation(tx, id)
	return attachment.Subject{Kind: attachment.Organisation, ID: o.ID, Departement: o.Departement, Applicant: o.ID}, err
}

// reportSubject is the financial report of a file, known by the id of the file.
func reportSubject(tx postgres.Tx, by party.Actor, id string) (attachment.Subject, error) {
	a, err := fileFor(tx, by, id)
	return attachment.Subject{Kind: attachment.Report, ID: a.ID, Departement: a.Departement, Applicant: a.ApplicantID,
		Frozen: !slices.Contains([]application.State{application.Decided, application.Executing, application.ReportFiled}, a.State)}, err
}

// opinionSubject is an opinion that was asked: the letter that brought its answer
// is the services' own.
func opinionSubject(tx postgres.Tx, by party.Actor, id string) (attachment.Subject, error) {
	asked, err := review.FindAsked(tx, id)
	if err != nil {
		return attachment.Subject{}, err
	}
	a, err := fileFor(tx, by, asked.ApplicationID)
	return attachment.Subject{Kind: attachment.Opinion, ID: asked.ID, Departement: a.Departement, Applicant: a.ApplicantID}, err
}

func subjectOf(tx postgres.Tx, by party.Actor, kind attachment.Kind, id string) (attachment.Subject, error) {
	find, known := subjects[kind]
	if !known {
		return attachment.Subject{}, attachment.ErrNotFound
	}
	return find(tx, by, id)
}

// accountProof is the document that shows an account number (RIB).
const accountProof = "rib"

// attachmentAt finds a file that by may open, and what it is attached to.
func attachmentAt(tx postgres.Tx, by party.Actor, id string) (attachment.Attachment, attachment.Subject, error) {
	a, err := attachment.Find(tx, id)
	if err != nil {
		return a, attachment.Subject{}, err
	}
	if a.Document == accountProof && !casefile.ReadsAccounts(by) {
		return a, attachment.Subject{}, attachment.ErrNotFound
	}
	of, err := subjectOf(tx, by, a.SubjectKind, a.SubjectID)
	return a, of, err
}

func (s *server) attachmentRoutes() {
	const tag = "Pièces jointes"
	o := op("POST", "/attachments", "add-attachment", "Déposer une pièce", tag)
	// Room for a file too large by as much again, so that its refusal tells its name.
	o.MaxBodyBytes, o.DefaultStatus = 2*attachment.SizeMax, 201
	huma.Register(s.api, o, s.addAttachment)
	read(s, op("GET", "/attachments", "attachments", "Les pièces d'un dossier ou d'un organisme", tag), s.attachments)
	huma.Register(s.api, op("GET", "/attachments/{id}/content", "attachment-content", "Le contenu d'une pièce", tag), s.attachmentContent)
	act(s, op("DELETE", "/attachments/{id}", "remove-attachment", "Retirer une pièce ; elle peut être rétablie", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (Attachment, error) {
		return s.mark(tx, by, in.ID, attachment.Remove)
	})
	act(s, op("POST", "/attachments/{id}/restoration", "restore-attachment", "Rétablir une pièce retirée", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (Attachment, error) {
		return s.mark(tx, by, in.ID, attachment.Restore)
	})
}

func (s *server) mark(tx postgres.Tx, by party.Actor, id string, do func(postgres.Tx, party.Actor, attachment.Subject, string) (attachment.Attachment, error)) (Attachment, error) {
	_, of, err := attachmentAt(tx, by, id)
	if err != nil {
		return Attachment{}, err
	}
	a, err := do(tx, by, of, id)
	return s.showAttachment(by, of, a), err
}

func (s *server) attachments(tx postgres.Tx, by party.Actor, in *attachmentsInput) (Attachments, error) {
	of, err := subjectOf(tx, by, attachment.Kind(in.Kind), in.ID)
	if err != nil {
		return Attachments{}, err
	}
	files, err := attachment.List(tx, of.Kind, of.ID)
	if err != nil {
		return Attachments{}, err
	}
	out := Attachments{Items: []Attachment{}, SizeMax: attachment.SizeMax, Accepted: attachment.Accepted, Scanned: s.Scanned, MayAdd: true}
	for _, a := range files {
		if a.Document != accountProof || casefile.ReadsAccounts(by) {
			out.Items = append(out.Items, s.showAttachment(by, of, a))
		}
	}
	err = attachment.MayAdd(by, of)
	if s.Attachments == nil {
		err = attachment.ErrNoStore
	}
	if f := fault.Of(err); f != nil {
		out.MayAdd, out.Why = false, f.Detail
	}
	return out, nil
}

// showAttachment is a file as its reader sees it: an applicant reads the names of
// its own side only.
func (s *server) showAttachment(by party.Actor, of attachment.Subject, a attachment.Attachment) Attachment {
	out := Attachment{ID: a.ID, Name: a.Name, Document: a.Document, SubjectKind: string(a.SubjectKind), SubjectID: a.SubjectID, Size: a.Size, MediaType: a.MediaType,
		Sha256: a.Sha256, Comment: a.Comment, UploadedBy: a.UploadedName, UploadedAt: a.UploadedAt, ExpiresOn: a.ExpiresOn, RemovedAt: a.RemovedAt,
		ScanState: string(a.ScanState), ScanLabel: a.ScanState.Label(), Acts: []string{}}
	if by.Role == party.Applicant && a.UploadedRole != party.Applicant {
		out.UploadedBy = a.UploadedRole.Label()
	}
	if f := fault.Of(a.MayLeave(s.Scanned)); f != nil {
		out.Problem = f.Detail
	} else {
		out.Acts = append(out.Acts, "content")
	}
	switch may := attachment.MayChange(by, of, a) == nil; {
	case may && a.Removed():
		out.Acts = append(out.Acts, "restoration")
	case may:
		out.Acts = append(out.Acts, "removal")
	}
	return out
}

// addAttachment asks who may first, so that a stranger fills no disk; then keeps
// the bytes outside of any transaction; then gives them their place.
func (s *server) addAttachment(ctx context.Context, in *attachmentInput) (*answer[Attachment], error) {
	var out answer[Attachment]
	form := in.RawBody.Data()
	err := s.as(ctx, s.snapshot, func(tx postgres.Tx, by party.Actor) error {
		to, err := subjectOf(tx, by, attachment.Kind(form.SubjectKind), form.SubjectID)
		if err != nil {
			return err
		}
		return attachment.MayAdd(by, to)
	})
	file := attachment.New{Document: form.Document, Comment: form.Comment}
	if err == nil {
		file.ExpiresOn, err = optionalDay(form.ExpiresOn)
	}
	if err == nil {
		file.Content, err = attachment.Keep(ctx, s.Attachments, form.File.Filename, form.Sha256, form.File)
	}
	if err == nil {
		err = s.as(ctx, s.transaction, func(tx postgres.Tx, by party.Actor) error {
			to, err := subjectOf(tx, by, attachment.Kind(form.SubjectKind), form.SubjectID)
			if err != nil {
				return err
			}
			a, err := attachment.Add(tx, by, to, file, s.Scanned)
			out.Body = s.showAttachment(by, to, a)
			return err
		})
	}
	if err != nil {
		return nil, problem(s.Log, "add-attachment", err)
	}
	return &out, nil
}

func optionalDay(text string) (*calendar.Date, error) {
	if text == "" {
		return nil, nil
	}
	d, err := calendar.Parse(text)
	if err != nil {
		return nil, attachment.ErrMalformed.With("fin de validité « %.10s » ; attendu : une date AAAA-MM-JJ", text).At("expires_on")
	}
	return &d, nil
}

// attachmentContent sends the bytes to be saved, never to be shown here: whatever
// they are, they run nothing in our name.
func (s *server) attachmentContent(ctx context.Context, in *ByID) (*huma.StreamResponse, error) {
	var a attachment.Attachment
	err := s.as(ctx, s.snapshot, func(tx postgres.Tx, by party.Actor) (err error) {
		a, _, err = attachmentAt(tx, by, in.ID)
		return err
	})
	var content io.ReadCloser
	if err == nil {
		content, err = attachment.Read(ctx, s.Attachments, a, s.Scanned)
	}
	if err != nil {
		return nil, problem(s.Log, "attachment-content", err)
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		defer content.Close()
		h.SetHeader("Content-Type", a.MediaType)
		h.SetHeader("Content-Length", strconv.FormatInt(a.Size, 10))
		h.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
		h.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		h.SetHeader("Cross-Origin-Resource-Policy", "same-origin")
		h.SetHeader("ETag", strconv.Quote(a.Sha256))
		if _, err := io.Copy(h.BodyWriter(), content); err != nil {
			if errors.Is(err, attachment.ErrCorrupt) || ctx.Err() == nil {
				s.Log.Error("attachment cut short", "operation", "attachment-content", "attachment", a.ID, "error", err)
			}
			panic(http.ErrAbortHandler)
		}
	}}, nil
}
