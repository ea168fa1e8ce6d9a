package strictjson

import (
	"strings"
	"testing"

	"tourdetable/domain/fault"
)

var errFile = fault.New(fault.Invalid, "test.file", "fichier illisible")

func TestWhatIsNoDocumentIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, told string }{
		"empty":             {" \n", "fichier vide"},
		"a mark":            {"\ufeff{}", "BOM"},
		"not UTF-8":         {"{\n\"a\": \"\xff\"}", "ligne 2"},
		"cut":               {`{"a": [1,`, "s'arrête à la ligne 1"},
		"a stray character": {"{\n\n\"a\" 1}", "ligne 3, près de « 1 »"},
		"two documents":     {"{}\n{}", "ligne 2 : du texte suit"},
		"a key twice":       {`{"a": {"b": 1, "b": 2}}`, "a.b : clé « b » écrite deux fois"},
		"too deep":          {strings.Repeat("[", 30) + strings.Repeat("]", 30), "plus de 20 niveaux"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.text), errFile)
			if fault.Of(err) == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("%v, want %q", err, c.told)
			}
		})
	}
}

func TestTheReaderTellsEveryProblemWithItsPath(t *testing.T) {
	root, err := Parse([]byte(`{"list": [{"text": 1, "odd": 2}, {"text": "é\u0000", "whole": 1.5, "yes": "true"}, null, {"text": " ", "whole": 11}], "null": null, "none": 3}`), errFile)
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Refusal: errFile}
	root = r.Object(root, []string{"list", "null", "absent"}, []string{"none"})
	for _, n := range r.List(root.Fields["list"]) {
		n = r.Object(n, nil, []string{"text", "whole", "yes"})
		r.Name(n.Fields["text"])
		r.Integer(n.Fields["whole"], 0, 0, 10)
		r.Boolean(n.Fields["yes"])
	}
	r.List(root.Fields["none"])
	want := []string{
		"null : null ; attendu : une valeur, la clé est obligatoire",
		"absent : clé absente ; elle est obligatoire",
		"list[0].odd : clé inconnue « odd »",
		"list[0].text : 1 ; attendu : un texte",
		"list[1].text : caractère de contrôle en position 2 ; attendu : un texte lisible",
		"list[1].whole : 1.5 ; attendu : un nombre entier de 0 à 10",
		"list[1].yes : « true » ; attendu : true ou false",
		"list[2] : null ; attendu : un objet",
		"list[3].text : «   » ; attendu : un texte non vide",
		"list[3].whole : 11 ; attendu : un nombre entier de 0 à 10",
		"none : 3 ; attendu : une liste",
	}
	if got := r.Err().Error(); got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}
