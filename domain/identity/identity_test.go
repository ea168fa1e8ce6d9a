package identity

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"

	"tourdetable/domain/fault"
)

func TestPublishedVectors(t *testing.T) {
	check := func(t *testing.T, parse func(string) error, value string, valid bool) {
		t.Helper()
		if err := parse(value); (err == nil) != valid {
			t.Errorf("%s: valid %v expected, got %v", value, valid, err)
		}
	}
	for _, r := range read(t, "named.csv") {
		check(t, parsers[strings.ToLower(r[1])], r[0], r[2] == "True")
	}
	for _, r := range read(t, "published.csv") {
		if len(r[0]) == 9 {
			check(t, parsers["siren"], r[0], r[1] == "True")
		} else {
			check(t, parsers["siret"], r[0], r[1] == "True" && r[2] == "True")
		}
	}
	for _, r := range read(t, "iban.csv") {
		check(t, parsers["iban"], r[0], r[1] == "True")
	}
}

// TestReasons holds for each kind what is accepted with its canonical
// spelling, and what is refused with its sentence.
func TestReasons(t *testing.T) {
	for name, tc := range map[string]struct{ kind, in, canonical, reason string }{
		"plain siret":                         {"siret", "73282932000074", "73282932000074", ""},
		"spaces":                              {"siret", " 732 829 320\u00a000\u202f074 ", "73282932000074", ""},
		"byte order mark":                     {"siret", "\ufeff73282932000074", "73282932000074", ""},
		"dots":                                {"siret", "732.829.320.00074", "73282932000074", ""},
		"hyphens":                             {"siret", "732829320-00074", "73282932000074", ""},
		"La Poste, head office":               {"siret", "35600000000048", "35600000000048", ""},
		"La Poste, establishment":             {"siret", "35600000018723", "35600000018723", ""},
		"La Poste, wrong sum":                 {"siret", "35600000018724", "", "SIRET « 35600000018724 » : clé de La Poste fausse (somme des chiffres 36 ; attendu : un multiple de 5)"},
		"La Poste, Luhn is not enough":        {"siret", "35600000000014", "", "SIRET « 35600000000014 » : clé de La Poste fausse (somme des chiffres 19 ; attendu : un multiple de 5)"},
		"empty":                               {"siret", " ", "", "SIRET «   » : vide ; attendu : 14 chiffres"},
		"one short":                           {"siret", "7328293200007", "", "SIRET « 7328293200007 » : 13 chiffres ; attendu : 14"},
		"one over":                            {"siret", "732829320000740", "", "SIRET « 732829320000740 » : 15 chiffres ; attendu : 14"},
		"one digit":                           {"siret", "7", "", "SIRET « 7 » : 1 chiffre ; attendu : 14"},
		"a letter":                            {"siret", "7328293200007O", "", "SIRET « 7328293200007O » : caractère « O » inattendu ; attendu : 14 chiffres"},
		"wide digits":                         {"siret", "７3282932000074", "", "SIRET « ７3282932000074 » : caractère « ７ » inattendu ; attendu : 14 chiffres"},
		"a decimal is no separator":           {"siret", "7328293200007.4", "", "SIRET « 7328293200007.4 » : caractère « . » inattendu ; attendu : 14 chiffres"},
		"negative":                            {"siret", "-73282932000074", "", "SIRET « -73282932000074 » : caractère « - » inattendu ; attendu : 14 chiffres"},
		"key":                                 {"siret", "73282932000075", "", "SIRET « 73282932000075 » : clé de Luhn fausse (somme de contrôle 51 ; attendu : un multiple de 10)"},
		"key of the siren, Luhn over 14":      {"siret", "73282932100073", "", "SIRET « 73282932100073 » : SIREN « 732829321 » : clé de Luhn fausse (somme de contrôle 41 ; attendu : un multiple de 10)"},
		"rounded by a spreadsheet":            {"siret", "30000000000000", "", "SIRET « 30000000000000 » : SIREN « 300000000 » : clé de Luhn fausse (somme de contrôle 3 ; attendu : un multiple de 10) ; il se termine par 00000 : sans doute arrondi par un tableur"},
		"a ridet is no siret":                 {"siret", "0123456001", "", "SIRET « 0123456001 » : 10 chiffres ; attendu : 14"},
		"a tahiti number is no siret":         {"siret", "A12345", "", "SIRET « A12345 » : caractère « A » inattendu ; attendu : 14 chiffres"},
		"bytes that are no text":              {"siret", "\xff\x00", "", "SIRET « �� » : caractère « � » inattendu ; attendu : 14 chiffres"},
		"long":                                {"siret", strings.Repeat("1", 50), "", "SIRET « " + strings.Repeat("1", 40) + "… » : 50 chiffres ; attendu : 14"},
		"plain siren":                         {"siren", "732 829 320", "732829320", ""},
		"siren key":                           {"siren", "732829321", "", "SIREN « 732829321 » : clé de Luhn fausse (somme de contrôle 41 ; attendu : un multiple de 10)"},
		"rna, lower case":                     {"rna", "w751 212 517", "W751212517", ""},
		"rna, letter in third place":          {"rna", "W9A1000001", "W9A1000001", ""},
		"rna, without W":                      {"rna", "751212517", "", "RNA « 751212517 » : ne commence pas par W ; attendu : W suivi de 9 chiffres ou lettres"},
		"rna, one short":                      {"rna", "W75121251", "", "RNA « W75121251 » : 9 caractères ; attendu : W suivi de 9 chiffres ou lettres"},
		"rna, accent":                         {"rna", "W75121251é", "", "RNA « W75121251é » : caractère « é » inattendu ; attendu : W suivi de 9 chiffres ou lettres"},
		"rna, long s is no S":                 {"rna", "W75121251ſ", "", "RNA « W75121251ſ » : caractère « ſ » inattendu ; attendu : W suivi de 9 chiffres ou lettres"},
		"iban, groups and lower case":         {"iban", "fr76 3000 1007 9900 0000 1234 592", "FR7630001007990000001234592", ""},
		"iban, one short":                     {"iban", "FR763000100799000000123459", "", "IBAN « FR763000100799000000123459 » : 26 caractères ; attendu : 27 pour le pays « FR »"},
		"iban, key":                           {"iban", "FR7630001007990000001234593", "", "IBAN « FR7630001007990000001234593 » : clé IBAN fausse (reste modulo 97 : 28 ; attendu : 1)"},
		"iban, right key on a wrong rib":      {"iban", "FR4930001007990000001234593", "", "IBAN « FR4930001007990000001234593 » : clé RIB « 93 » fausse ; attendu : celle de la banque, du guichet et du compte"},
		"iban, letter in the bank":            {"iban", "FR763000A007990000001234592", "", "IBAN « FR763000A007990000001234592 » : caractère « A » en position 9 ; attendu : un chiffre"},
		"iban, unknown country":               {"iban", "ZZ7630001007990000001234592", "", "IBAN « ZZ7630001007990000001234592 » : pays « ZZ » absent du registre des IBAN ; attendu : un code de pays, par exemple « FR »"},
		"iban, key beyond 98":                 {"iban", "DE99000000000000000030", "", "IBAN « DE99000000000000000030 » : clé IBAN « 99 » ; attendu : de 02 à 98"},
		"nine zeros":                          {"siren", "000000000", "", "SIREN « 000000000 » : neuf zéros ; attendu : le numéro d'un organisme"},
		"iban, one over":                      {"iban", "FR76300010079900000012345920", "", "IBAN « FR76300010079900000012345920 » : 28 caractères ; attendu : 27 pour le pays « FR »"},
		"iban, letter where Germany has none": {"iban", "DE973704004405320130A0", "", "IBAN « DE973704004405320130A0 » : caractère « A » en position 21 ; attendu : un chiffre"},
		"iban, one letter":                    {"iban", "F", "", "IBAN « F » : pays « F » absent du registre des IBAN ; attendu : un code de pays, par exemple « FR »"},
		"ej, digits":                          {"ej", " 2103456789 ", "2103456789", ""},
		"ej, letters":                         {"ej", "21AB456789", "21AB456789", ""},
		"ej, small letters":                   {"ej", "21ab456789", "", "EJ « 21ab456789 » : caractère « a » inattendu ; attendu : exactement 10 chiffres ou lettres majuscules"},
		"ej, one short":                       {"ej", "210345678", "", "EJ « 210345678 » : 9 caractères ; attendu : exactement 10 chiffres ou lettres majuscules"},
		"ej, one over":                        {"ej", "21034567890", "", "EJ « 21034567890 » : 11 caractères ; attendu : exactement 10 chiffres ou lettres majuscules"},
		"ridet":                               {"ridet", "0 123 456.001", "0123456001", ""},
		"rid":                                 {"ridet", "123456", "123456", ""},
		"ridet, eight digits":                 {"ridet", "12345678", "", "RIDET « 12345678 » : 8 caractères ; attendu : 6, 7, 9 ou 10 chiffres"},
		"tahiti":                              {"tahiti", "a12345", "A12345", ""},
		"tahiti, establishment":               {"tahiti", "A12345-001", "A12345001", ""},
		"tahiti, letter in second place":      {"tahiti", "AB2345", "", "numéro Tahiti « AB2345 » : 6 caractères ; attendu : une lettre ou un chiffre, 5 chiffres, puis 3 pour un établissement"},
	} {
		t.Run(name, func(t *testing.T) {
			canonical, err := spell(tc.kind, tc.in)
			if canonical != tc.canonical || sentence(err) != tc.reason {
				t.Errorf("%q: got %q, %q", tc.in, canonical, sentence(err))
			}
			if err != nil && (fault.KindOf(err) != fault.Invalid || fault.Of(err).Code != "identity."+tc.kind) {
				t.Errorf("a refusal of kind %v", fault.Of(err))
			}
		})
	}
}

func TestReadSiretRepairsOnlyWhatIsNotLost(t *testing.T) {
	for name, tc := range map[string]struct{ in, canonical, warning, reason string }{
		"clean":                     {"73282932000074", "73282932000074", "", ""},
		"apostrophe of a text cell": {"'73282932000074", "73282932000074", "", ""},
		"wrong once padded":         {"5720078400", "", "", "clé de Luhn fausse"},
		"two zeros lost":            {"728026600011", "00728026600011", "2 zéros de tête rétablis (12 chiffres lus)", ""},
		"decimal added":             {"73282932000074.0", "73282932000074", "décimale « .0 » retirée", ""},
		"comma added":               {"728026600011,00", "00728026600011", "décimale « ,00 » retirée ; 2 zéros de tête rétablis (12 chiffres lus)", ""},
		"whole in scientific":       {"7,3282932000074E+13", "73282932000074", "notation scientifique d'un tableur, aucun chiffre perdu", ""},
		"cut in scientific":         {"3,49826E+13", "", "", "6 chiffres sur 14, les autres sont perdus"},
		"one digit cut":             {"7.328293200007E13", "", "", "13 chiffres sur 14, les autres sont perdus"},
		"fraction":                  {"7.32829320000741E13", "", "", "nombre à virgule"},
		"rounded, key wrong":        {"34982600000000", "", "", "sans doute arrondi par un tableur"},
		"nine digits":               {"732829320", "", "", "9 chiffres ; attendu : 14"},
		"nothing":                   {"", "", "", "vide ; attendu : 14 chiffres"},
		"hash of Chorus":            {"#", "", "", "caractère « # » inattendu"},
	} {
		t.Run(name, func(t *testing.T) {
			x, warning, err := ReadSiret(tc.in)
			if x.String() != tc.canonical || warning != tc.warning || !strings.Contains(sentence(err), tc.reason) || (err == nil) != (tc.reason == "") {
				t.Errorf("%q: got %q, warning %q, %v", tc.in, x, warning, err)
			}
			if err != nil && !errors.Is(err, ErrSiret) {
				t.Errorf("not the fault of a SIRET: %v", err)
			}
		})
	}
}

// TestReadSiretTellsARoundedNumberWhoseKeyHolds takes the one rounded number in
// ten that its key does not betray.
func TestReadSiretTellsARoundedNumberWhoseKeyHolds(t *testing.T) {
	for n := 100000000; n < 100001000; n++ {
		x, warning, err := ReadSiret(decimal(n) + "00000")
		if err != nil {
			continue
		}
		if !strings.Contains(warning, "arrondi par un tableur") {
			t.Errorf("%s taken without a warning", x)
		}
		return
	}
	t.Error("no such number: the test is wrong")
}

func TestParts(t *testing.T) {
	siret, _ := ParseSiret("73282932000074")
	iban, _ := ParseIban("FR7630001007990000001234592")
	letter, _ := ParseRna("W9A1000001")
	plain, _ := ParseRna("W751212517")
	for what, is := range map[string]bool{
		"the siren of a siret":      siret.Siren().String() == "732829320",
		"the siren of none":         Siret{}.Siren().IsZero(),
		"values compare":            siret.Siren() == must(t, ParseSiren, "732 829 320"),
		"grouped":                   iban.Grouped() == "FR76 3000 1007 9900 0000 1234 592",
		"masked":                    iban.Masked() == "FR76 •••• •••• •••• •••• •••• 592",
		"country":                   iban.Country() == "FR" && Iban{}.Country() == "",
		"none is shown as nothing":  Iban{}.Masked() == "" && Iban{}.Grouped() == "",
		"a letter is not digital":   !letter.Digital() && plain.Digital() && !Rna{}.Digital(),
		"a log never gets accounts": slog.AnyValue(iban).Resolve().String() == iban.Masked(),
	} {
		if !is {
			t.Error(what)
		}
	}
}

func TestWireAndStore(t *testing.T) {
	type body struct {
		Siret Siret `json:"siret"`
		Iban  Iban  `json:"iban"`
	}
	var b body
	if err := json.Unmarshal([]byte(`{"siret":"732 829 320 00074","iban":null}`), &b); err != nil {
		t.Fatal(err)
	}
	if out, _ := json.Marshal(b); string(out) != `{"siret":"73282932000074","iban":null}` {
		t.Errorf("got %s", out)
	}
	for _, bad := range []string{`{"siret":73282932000074}`, `{"siret":""}`, `{"siret":"1"}`} {
		if err := json.Unmarshal([]byte(bad), &b); !errors.Is(err, ErrSiret) {
			t.Errorf("%s: got %v", bad, err)
		}
	}
	var x Siret
	if err := x.Scan([]byte("73282932000074")); err != nil || x != b.Siret {
		t.Errorf("scan: %v, %v", x, err)
	}
	if v, _ := x.Value(); v != "73282932000074" {
		t.Errorf("value: %v", v)
	}
	if err := x.Scan("73282932000075"); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("a false SIRET in the database is a failure of the system, got %v", err)
	}
	if err := x.Scan(12); err == nil {
		t.Error("a number was scanned")
	}
	if err := x.Scan(nil); err != nil || !x.IsZero() {
		t.Errorf("scan NULL: %v, %v", x, err)
	}
	if v, _ := x.Value(); v != nil {
		t.Errorf("value of none: %v", v)
	}
}

// FuzzParse: whatever the bytes, no parser panics, and what is accepted is its
// own canonical spelling.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "73282932000074", "3,49826E+13", "FR76 3000 1007 9900 0000 1234 592", "W751212517", "\xff", "--", "A12345-001", "E+", "É."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for kind := range parsers {
			once, err := spell(kind, s)
			if err != nil {
				continue
			}
			if twice, err := spell(kind, once); err != nil || twice != once {
				t.Errorf("%s %q: %q, then %q, %v", kind, s, once, twice, err)
			}
		}
		if x, _, err := ReadSiret(s); err == nil {
			if again, err := ParseSiret(x.String()); err != nil || again != x {
				t.Errorf("ReadSiret %q: %q, %v", s, x, err)
			}
		}
	})
}

// parsers judges a value by kind; spell gives its canonical spelling.
var parsers = map[string]func(string) error{}

var spellers = map[string]func(string) (string, error){
	"siret": spelled(ParseSiret), "siren": spelled(ParseSiren), "rna": spelled(ParseRna), "iban": spelled(ParseIban),
	"ej": spelled(ParseEj), "ridet": spelled(ParseRidet), "tahiti": spelled(ParseTahiti),
}

func init() {
	for kind, speller := range spellers {
		parsers[kind] = func(s string) error { _, err := speller(s); return err }
	}
}

func spelled[T interface{ String() string }](parse func(string) (T, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		x, err := parse(s)
		return x.String(), err
	}
}

func spell(kind, s string) (string, error) { return spellers[kind](s) }

func sentence(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func must[T any](t *testing.T, parse func(string) (T, error), s string) T {
	t.Helper()
	x, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func decimal(n int) string { b, _ := json.Marshal(n); return string(b) }

// read returns the lines of a file of testdata, without its header.
func read(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 20 {
		t.Fatalf("%s: %d lines, %v", name, len(rows), err)
	}
	return rows[1:]
}
