package attachment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"tourdetable/domain/fault"
)

func TestWhatPeopleSendIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"statuts.pdf":                       {pdfOf(), "application/pdf"},
		"rapport 2025.PDF":                  {packedPDF("1 0 <</Type/Page>>", ""), "application/pdf"},
		"plan de financement.xlsx":          {xlsxOf(t), xlsx.mediaType},
		"délibération du 12.03.docx":        {docxOf(t), docx.mediaType},
		"courrier.odt":                      {odtOf(t, odt.mediaType), odt.mediaType},
		"budget.ods":                        {odtOf(t, ods.mediaType), ods.mediaType},
		"scan.png":                          {pngOf(t), "image/png"},
		"photo.jpeg":                        {jpegOf(t), "image/jpeg"},
		"photo annotée.jpg":                 {commented(jpegOf(t), "vue de la place"), "image/jpeg"},
		"a.csv":                             {[]byte("compte;montant\n60;10,50\n"), "text/csv"},
		"cp1252.csv":                        {[]byte("libell\xe9;montant\nAchats;10\n"), "text/csv"},
		"notes.txt":                         {[]byte("Réunion du 3 mars.\r\n"), "text/plain"},
		"document avec un graphique.docx":   {docxOf(t, entry{"word/embeddings/classeur.xlsx", string(xlsxOf(t))}), docx.mediaType},
		"document avec lien.docx":           {docxOf(t, entry{"word/_rels/document.xml.rels", `<Relationships><Relationship Type="x/hyperlink" TargetMode="External" Target="https://exemple.fr"/></Relationships>`}), docx.mediaType},
		"pdf dont le texte parle d'Obj.pdf": {pdfOf("(/ObjStm est un nom)"), "application/pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Examine(name, bytes.NewReader(c.data))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(c.data)
			want := Content{Name: name, Sha256: hex.EncodeToString(sum[:]), Size: int64(len(c.data)), MediaType: c.want}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// attacks are files that must not enter, and the code that refuses them.
func attacks(t testing.TB) map[string]struct {
	data []byte
	code string
} {
	zeros := strings.Repeat("\x00", 64<<20)
	inner := string(zipOf(t, entry{"a.txt", "a"}))
	lying := zipOf(t, entry{"[Content_Types].xml", contentTypes}, entry{"word/document.xml", strings.Repeat("a", 1<<20)})
	// The directory says 10 bytes where a megabyte unfolds.
	at := bytes.Index(lying, []byte("PK\x01\x02"))
	at += bytes.Index(lying[at+4:], []byte("PK\x01\x02")) + 4
	lying[at+24], lying[at+25], lying[at+26] = 10, 0, 0
	type attack = struct {
		data []byte
		code string
	}
	return map[string]attack{
		"vide.pdf":                 {nil, "attachment.empty"},
		"énorme.pdf":               {append(pdfOf(), zeros[:SizeMax]...), "attachment.too_large"},
		"eicar.txt":                {[]byte(eicar), "attachment.infected"},
		"page.html":                {[]byte("<!DOCTYPE html><p>bonjour"), "attachment.type"},
		"page en texte.txt":        {[]byte("bonjour\n<script>alert(1)</script>"), "attachment.type"},
		"dessin.svg":               {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "attachment.type"},
		"dessin déguisé.png":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "attachment.type"},
		"programme.exe":            {append([]byte("MZ\x90\x00\x03\x00\x00\x00"), zeros[:512]...), "attachment.type"},
		"facture.pdf.exe":          {pdfOf(), "attachment.mismatch"},
		"facture.exe.pdf":          {pdfOf(), "attachment.mismatch"},
		"facture\u202efdp.exe":     {pdfOf(), "attachment.mismatch"},
		"image.pdf":                {pngOf(t), "attachment.mismatch"},
		"statuts.docx":             {pdfOf(), "attachment.mismatch"},
		"tableau.docx":             {xlsxOf(t), "attachment.mismatch"},
		"script.bat":               {[]byte("@echo off\r\n"), "attachment.mismatch"},
		"archive.zip":              {zipOf(t, entry{"a.txt", "a"}), "attachment.type"},
		"archive.docx":             {zipOf(t, entry{"a.txt", "a"}), "attachment.type"},
		"archive.gz":               {[]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"), "attachment.type"},
		"présentation.pptx":        {zipOf(t, entry{"[Content_Types].xml", contentTypes}, entry{"ppt/presentation.xml", "<p/>"}), "attachment.type"},
		"ancien.doc":               {append([]byte(compound), zeros[:512]...), "attachment.type"},
		"chiffré.xlsx":             {append([]byte(compound), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), "attachment.locked"},
		"chiffré.odt":              {odtOf(t, odt.mediaType, entry{"META-INF/MANIFEST.xml", "x"}), "attachment.damaged"},
		"verrouillé.ods":           {zipOf(t, entry{"mimetype", ods.mediaType}, entry{"content.xml", "\x00\x01"}, entry{"META-INF/manifest.xml", "<m><encryption-data/></m>"}), "attachment.damaged"},
		"verrouillé.odt":           {zipOf(t, entry{"mimetype", odt.mediaType}, entry{"META-INF/manifest.xml", "<m><encryption-data/></m>"}, entry{"content.xml", "<x/>"}), "attachment.locked"},
		"macros.docx":              {docxOf(t, entry{"word/vbaProject.bin", "x"}), "attachment.active"},
		"macros.xlsm":              {zipOf(t, entry{"[Content_Types].xml", "<Types><Override ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/></Types>"}, entry{"xl/workbook.xml", "<w/>"}), "attachment.active"},
		"macros 4.0.xlsx":          {zipOf(t, entry{"[Content_Types].xml", contentTypes}, entry{"xl/workbook.xml", "<w/>"}, entry{"xl/macrosheets/sheet1.xml", "<x/>"}), "attachment.active"},
		"macros.odt":               {odtOf(t, odt.mediaType, entry{"Basic/Standard/Module1.xml", "<x/>"}), "attachment.active"},
		"objet.docx":               {docxOf(t, entry{"word/embeddings/oleObject1.bin", compound + "x"}), "attachment.active"},
		"programme.docx":           {docxOf(t, entry{"word/embeddings/a.bin", "MZ" + zeros[:62] + "PE\x00\x00"}), "attachment.active"},
		"programme nommé.docx":     {docxOf(t, entry{"word/embeddings/a.exe", "x"}), "attachment.active"},
		"XXE.docx":                 {zipOf(t, entry{"[Content_Types].xml", contentTypes}, entry{"word/document.xml", `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>`}), "attachment.active"},
		"milliard de rires.ods":    {odtOf(t, ods.mediaType, entry{"styles.xml", `<!DOCTYPE z [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><z>&b;</z>`}), "attachment.active"},
		"XXE UTF-16.docx":          {docxOf(t, entry{"word/styles.xml", "\xff\xfe<\x00!\x00D\x00"}), "attachment.damaged"},
		"modèle distant.docx":      {docxOf(t, entry{"word/_rels/settings.xml.rels", `<Relationships><Relationship Type="x/attachedTemplate" TargetMode="External" Target="http://ailleurs/x.dotm"/></Relationships>`}), "attachment.active"},
		"bombe.docx":               {docxOf(t, entry{"word/media/zeros.bin", zeros}), "attachment.bomb"},
		"bombe qui ment.docx":      {lying, "attachment.damaged"},
		"mille éléments.docx":      {docxOf(t, many(entriesMax)...), "attachment.bomb"},
		"archive dans docx.docx":   {docxOf(t, entry{"word/media/x.bin", inner}), "attachment.bomb"},
		"poupées.docx":             {docxOf(t, entry{"word/embeddings/a.docx", string(docxOf(t, entry{"word/embeddings/b.docx", string(docxOf(t))}))}), "attachment.bomb"},
		"évasion.docx":             {docxOf(t, entry{"../../etc/passwd", "x"}), "attachment.damaged"},
		"évasion absolue.docx":     {docxOf(t, entry{"/etc/passwd", "x"}), "attachment.damaged"},
		"évasion Windows.docx":     {docxOf(t, entry{`..\..\x`, "x"}), "attachment.damaged"},
		"deux fois.docx":           {docxOf(t, entry{"word/Document.xml", "<autre/>"}), "attachment.damaged"},
		"suivi.docx":               {append(docxOf(t), "et plus"...), "attachment.damaged"},
		"coupé.docx":               {docxOf(t)[:60], "attachment.damaged"},
		"pixels.png":               {hugePNG(50_000), "attachment.bomb"},
		"coupée.png":               {pngOf(t)[:40], "attachment.damaged"},
		"suivie.png":               {append(pngOf(t), "<html><script>"...), "attachment.damaged"},
		"page et image.jpg":        {commented(jpegOf(t), "*/=1;<script>alert(1)</script>"), "attachment.damaged"},
		"archive et image.jpg":     {append(jpegOf(t), zipOf(t, entry{"Main.class", "x"})...), "attachment.damaged"},
		"image.gif":                {[]byte("GIF89a/*<script>*/"), "attachment.type"},
		"animation.gif":            {[]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00"), "attachment.type"},
		"coupé.pdf":                {pdfOf()[:40], "attachment.damaged"},
		"page et document.pdf":     {append([]byte("%PDF-1.4 <html><script>alert(1)</script>"), pdfOf()...), "attachment.damaged"},
		"document et archive.pdf":  {append(pdfOf(), zipOf(t, entry{"a", "a"})...), "attachment.damaged"},
		"script.pdf":               {pdfOf("<</S /JavaScript /JS (app.alert\\(1\\))>>"), "attachment.active"},
		"script déguisé.pdf":       {pdfOf("<</S /J#61va#53cript /JS (x)>>"), "attachment.active"},
		"lanceur.pdf":              {pdfOf("<</S/Launch/F(cmd.exe)>>"), "attachment.active"},
		"formulaire XFA.pdf":       {pdfOf("<</AcroForm<</XFA 12 0 R>>>>"), "attachment.active"},
		"script comprimé.pdf":      {packedPDF("1 0 <</S/JavaScript/JS(x)>>", ""), "attachment.active"},
		"script comprimé deux.pdf": {bytes.Replace(packedPDF("1 0 <</S/JavaScript/JS(x)>>", ""), []byte("/ObjStm"), []byte("/Obj#53tm"), 1), "attachment.active"},
		"objets codés.pdf":         {packedPDF("x", "/DecodeParms<</Predictor 12>>"), "attachment.locked"},
		"objets démesurés.pdf":     {packedPDF(zeros, ""), "attachment.bomb"},
		"objets illisibles.pdf":    {pdfOf("<</Type/ObjStm/Filter/FlateDecode>>\nstream\nxx\nendstream"), "attachment.damaged"},
		"octets nuls.txt":          {[]byte("a\x00b"), "attachment.type"},
		"binaire.csv":              {[]byte{1, 2, 3, 4}, "attachment.type"},
	}
}

func many(n int) (entries []entry) {
	for i := range n {
		entries = append(entries, entry{"word/x" + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i/26), ""})
	}
	return entries
}

// Each attack is refused in words that name the file, what was seen and what was
// expected, without using the memory it asks for.
func TestWhatAttacksIsRefused(t *testing.T) {
	for name, c := range attacks(t) {
		t.Run(name, func(t *testing.T) {
			_, err := Examine(name, bytes.NewReader(c.data))
			f := fault.Of(err)
			if f == nil || f.Code != c.code {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if f.Field != "file" || !strings.Contains(f.Detail, "« "+CleanName(name)+" » : ") || !strings.Contains(f.Detail, " ; attendu : ") {
				t.Errorf("does not name the file, what was seen and expected: %s", f)
			}
			if len(f.Detail) > 500 || !utf8.ValidString(f.Detail) {
				t.Errorf("quotes too much: %q", f.Detail)
			}
		})
	}
}

func TestABombTakesNoMemory(t *testing.T) {
	bomb := docxOf(t, entry{"word/media/zeros.bin", strings.Repeat("\x00", 150<<20)}, entry{"word/styles.xml", strings.Repeat(" ", 30<<20)})
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Examine("bombe.docx", bytes.NewReader(bomb)); !errors.Is(err, ErrBomb) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 100<<20 {
		t.Errorf("took %d MB", taken>>20)
	}
}

func TestAFileWithoutEndIsLeftAtItsLimit(t *testing.T) {
	endless := &counter{}
	if _, err := Examine("sans fin.pdf", endless); !errors.Is(err, ErrTooLarge) {
		t.Fatal(err)
	}
	if endless.n > SizeMax+1<<16 {
		t.Errorf("read %d bytes", endless.n)
	}
}

type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

func TestNamesAreCleaned(t *testing.T) {
	long := strings.Repeat("é", 300)
	for sent, want := range map[string]string{
		"statuts.pdf":              "statuts.pdf",
		"../../etc/passwd.pdf":     "passwd.pdf",
		`C:\fakepath\RIB.pdf`:      "RIB.pdf",
		"a\x00b\r\nc.pdf":          "ab c.pdf",
		"facture\u202efdp.exe":     "facturefdp.exe",
		"inv\u200bisible\ufeff.md": "invisible.md",
		"de\u0301libe\u0301re.pdf": "délibére.pdf",
		`a<b>:"|?*.pdf`:            "a_b______.pdf",
		"  .caché  ":               "caché",
		"...":                      "fichier",
		"":                         "fichier",
		"\xff\xfe.pdf":             "pdf",
		long + ".pdf":              strings.Repeat("é", 116) + ".pdf",
		"a." + long:                strings.Repeat("é", 120),
	} {
		got := CleanName(sent)
		if sent == "a."+long {
			if utf8.RuneCountInString(got) > nameMax {
				t.Errorf("%d characters", utf8.RuneCountInString(got))
			}
			continue
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", sent, got, want)
		}
	}
}

func FuzzExamine(f *testing.F) {
	for _, c := range attacks(f) {
		if len(c.data) < 1<<16 {
			f.Add("a.pdf", c.data)
		}
	}
	for _, data := range [][]byte{pdfOf(), docxOf(f), xlsxOf(f), pngOf(f), jpegOf(f)} {
		f.Add("a.docx", data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		c, err := Examine(name, bytes.NewReader(data))
		if err == nil && (c.Size != int64(len(data)) || len(c.Sha256) != 64 || c.Name == "") {
			t.Errorf("%+v", c)
		}
		if err != nil && fault.Of(err) == nil && !errors.Is(err, io.EOF) {
			t.Errorf("a refusal without words: %v", err)
		}
	})
}
