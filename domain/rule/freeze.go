package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"tourdetable/domain/fault"
	"tourdetable/domain/strictjson"
)

// ErrFrozen refuses frozen rules that are not what was frozen.
var ErrFrozen = fault.New(fault.Internal, "rule.frozen", "les règles gelées de l'appel ont été modifiées")

// frozen is the form that a call keeps.
type frozen struct {
	Rules    Catalogue       `json:"rules"`
	Settings json.RawMessage `json:"settings"`
}

// Freeze gives the canonical JSON of the rules of a call with its settings, and
// its SHA-256 in hexadecimal: what an opened call keeps. The same rules and
// settings always give the same text.
func Freeze(c Catalogue, s Settings) (text []byte, hash string, err error) {
	settings, err := json.Marshal(s)
	if err != nil {
		return nil, "", fmt.Errorf("freeze the settings: %w", err)
	}
	text, err = json.Marshal(frozen{c, settings})
	if err != nil {
		return nil, "", fmt.Errorf("freeze the rules: %w", err)
	}
	return text, sum(text), nil
}

// Thaw reads back what Freeze gave. hash is compared with the text; a database
// that re-spaces its JSON must keep the text as text. Faults: ErrFrozen.
func Thaw(text []byte, hash string) (Catalogue, Settings, error) {
	if found := sum(text); found != hash {
		return nil, Settings{}, ErrFrozen.With("règles gelées : empreinte %s ; attendu : %s", found, hash)
	}
	var f frozen
	if err := strictjson.Decode(text, &f); err != nil {
		return nil, Settings{}, fmt.Errorf("thaw the rules: %w", err)
	}
	s, err := ParseSettings(f.Settings, f.Rules)
	return f.Rules, s, err
}

func sum(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}
