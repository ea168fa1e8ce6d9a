package attachment

import (
	"fmt"
	"strings"
	"time"

	"tourdetable/domain/calendar"
	"tourdetable/domain/fault"
	"tourdetable/domain/party"
)

// Limits of what is taken. The totals of a subject count removed files too.
const (
	SizeMax    = 20 << 20  // bytes of one file
	CountMax   = 200       // files of one subject
	TotalMax   = 500 << 20 // bytes of one subject
	nameMax    = 120       // characters of a name
	commentMax = 1000      // characters
)

// Kind is what a file is attached to.
type Kind string

const (
	Application  Kind = "application"  // dossier
	Organisation Kind = "organisation" // standing documents of a body
	Message      Kind = "message"
	Opinion      Kind = "opinion" // of a service consulted: the applicant never sees it
	Report       Kind = "report"
	BankAccount  Kind = "bank_account"
)

// Subject is what a file is attached to, as the room that owns it tells.
type Subject struct {
	Kind        Kind
	ID          string
	Departement string
	Applicant   string // id of the body concerned, "" if none
	Frozen      bool   // deposited: nothing is removed, and its applicant adds nothing
}

// ScanState is what a virus scanner said of the bytes.
type ScanState string

const (
	Pending    ScanState = "pending"     // analyse en attente
	Clean      ScanState = "clean"       // aucun virus connu
	Infected   ScanState = "infected"    // virus trouvé
	NotScanned ScanState = "not_scanned" // aucun antivirus n'est configuré
)

// Label is the state in plain words.
func (s ScanState) Label() string {
	return map[ScanState]string{Pending: "Analyse antivirus en attente", Clean: "Aucun virus connu", Infected: "Virus trouvé : fichier bloqué",
		NotScanned: "Non analysé par un antivirus"}[s]
}

// Damage is what a check of the bytes found, "" if nothing.
type Damage string

const (
	Missing Damage = "missing" // the bytes are not there
	Corrupt Damage = "corrupt" // the bytes are others
)

// Attachment is one file in its place (pièce jointe).
type Attachment struct {
	ID           string
	Sha256       string // of the bytes, 64 hexadecimal digits
	Name         string // as sent, cleaned
	Document     string // code of the document it is, "statutes", "rib"
	SubjectKind  Kind
	SubjectID    string
	Departement  string
	ApplicantID  *string
	Size         int64 // bytes
	MediaType    string
	Comment      string
	UploadedBy   string // account id
	UploadedName string
	UploadedRole party.Role
	UploadedAt   time.Time // UTC
	ExpiresOn    *calendar.Date
	RemovedAt    *time.Time
	ScanState    ScanState
	ScanDetail   string // what was found
	Damage       Damage
}

// Removed reports whether the file bears the mark of removal.
func (a Attachment) Removed() bool { return a.RemovedAt != nil }

var (
	ErrNotFound  = fault.New(fault.NotFound, "attachment.not_found", "pièce inconnue, ou hors de votre territoire")
	ErrMalformed = fault.New(fault.Invalid, "attachment.malformed", "pièce mal décrite")
	ErrEmpty     = fault.New(fault.Invalid, "attachment.empty", "fichier vide")
	ErrTooLarge  = fault.New(fault.Invalid, "attachment.too_large", "fichier trop volumineux")
	ErrType      = fault.New(fault.Invalid, "attachment.type", "type de fichier refusé")
	ErrMismatch  = fault.New(fault.Invalid, "attachment.mismatch", "le contenu du fichier n'est pas ce que son nom annonce")
	ErrActive    = fault.New(fault.Invalid, "attachment.active", "le fichier contient un programme")
	ErrLocked    = fault.New(fault.Invalid, "attachment.locked", "le fichier est protégé par un mot de passe")
	ErrDamaged   = fault.New(fault.Invalid, "attachment.damaged", "fichier abîmé ou composite")
	ErrBomb      = fault.New(fault.Invalid, "attachment.bomb", "le contenu déployé du fichier est démesuré")
	ErrHash      = fault.New(fault.Invalid, "attachment.hash", "le fichier reçu n'est pas celui envoyé")
	ErrLimit     = fault.New(fault.Refused, "attachment.limit", "trop de pièces")
	ErrFrozen    = fault.New(fault.Refused, "attachment.frozen", "le dossier est déposé : ses pièces ne changent plus")
	ErrInfected  = fault.New(fault.Refused, "attachment.infected", "un virus a été trouvé dans ce fichier : il ne peut pas être ouvert")
	ErrPending   = fault.New(fault.Refused, "attachment.pending", "l'analyse antivirus n'est pas terminée : réessayez dans quelques minutes")
	ErrMissing   = fault.New(fault.Internal, "attachment.missing", "le fichier n'est plus dans l'espace de stockage")
	ErrCorrupt   = fault.New(fault.Internal, "attachment.corrupt", "le fichier conservé n'est plus celui reçu")
	ErrNoStore   = fault.New(fault.Refused, "attachment.no_store", "le dépôt de pièces n'est pas configuré sur ce serveur : prévenez son administrateur")
)

// Accepted is the list of types in words.
const Accepted = "PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, CSV ou TXT"

// mebibytes writes a size as people read it, "20 Mo".
func mebibytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d Ko", (n+1023)/1024)
	}
	return strings.Replace(fmt.Sprintf("%d,%d Mo", n>>20, (n&(1<<20-1))*10>>20), ",0 Mo", " Mo", 1)
}

// said is a refusal about a file: its name, what was seen and what was expected.
func said(e *fault.Error, name, seen, expected string) *fault.Error {
	return e.With("« %s » : %s ; attendu : %s", name, seen, expected).At("file")
}
