package attachment

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strings"
)

// unfoldMax bounds what the streams of a PDF or the entries of an office
// document give once unfolded, in bytes.
const unfoldMax = 200 << 20

// packedMax bounds what one stream of objects gives once unfolded, in bytes.
const packedMax = 16 << 20

const reprinted = "le même document imprimé en PDF (« Imprimer », puis « Enregistrer au format PDF »)"

// active finds the names by which a PDF runs something, however their letters
// are written (« /J#61vaScript »).
var active = regexp.MustCompile(spelled("JavaScript") + `|` + spelled("Launch") + `|` + spelled("XFA") + `\s*(?:\[|\d+\s+\d+\s+R)|` + spelled("RichMedia"))

// spelled is the expression of a name whose letters may be written in
// hexadecimal.
func spelled(name string) string {
	var b strings.Builder
	b.WriteString("/")
	for _, r := range []byte(name) {
		const digits = "0123456789abcdef"
		b.WriteString("(?:" + string(r) + "|#" + string(digits[r>>4]) + "[" + string(digits[r&15]) + strings.ToUpper(string(digits[r&15])) + "])")
	}
	return b.String()
}

// packed finds the streams that hold objects rather than pages: the only ones
// that could hide an action.
var packed = regexp.MustCompile(`(?s)/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])\b`)

// checkPDF accepts a document that begins and ends as one, runs nothing, and
// whose objects could all be read.
func checkPDF(name string, data []byte) error {
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return said(ErrDamaged, name, "un PDF coupé, sans sa fin (%%EOF)", "un document entier")
	}
	if tail := bytes.Trim(data[end+5:], "\x00 \t\r\n\x1a"); len(tail) > 0 || archiveAtEnd(data) {
		return said(ErrDamaged, name, "un PDF suivi d'autre chose", "un PDF seul : "+reprinted)
	}
	if pageIn(data[:min(1024, len(data))]) != "" && !bytes.Contains(data[:min(1024, len(data))], []byte("<?xpacket")) {
		return said(ErrDamaged, name, "un PDF qui est aussi une page web", "un PDF seul : "+reprinted)
	}
	if seen := active.Find(data); seen != nil {
		return said(ErrActive, name, "un PDF qui contient des actions ("+string(seen)+")", reprinted)
	}
	return checkPacked(name, data)
}

// checkPacked unfolds the streams of objects, within unfoldMax, and looks for
// actions in them.
func checkPacked(name string, data []byte) error {
	left := int64(unfoldMax)
	for _, at := range packed.FindAllIndex(data, -1) {
		dictionary, stream := streamAt(data, at[0])
		if stream == nil {
			continue // the name stands in a text, not in the dictionary of a stream
		}
		flate := bytes.Contains(dictionary, []byte("/FlateDecode")) && bytes.Count(dictionary, []byte("Decode")) == 1
		locked := bytes.Contains(data, []byte("/Encrypt"))
		if locked || !flate && bytes.Contains(dictionary, []byte("/Filter")) {
			return said(ErrLocked, name, "un PDF chiffré ou codé, dont le contenu ne peut pas être examiné", reprinted)
		}
		objects := stream
		if flate {
			r, err := zlib.NewReader(bytes.NewReader(stream))
			if err != nil {
				return said(ErrDamaged, name, "un PDF dont des objets sont illisibles", reprinted)
			}
			objects, _ = io.ReadAll(io.LimitReader(r, min(left, packedMax)+1)) // a stream cut short still shows what it held
		}
		if left -= int64(len(objects)); left < 0 || len(objects) > packedMax {
			return said(ErrBomb, name, "un PDF dont les objets déployés dépassent "+mebibytes(packedMax), reprinted)
		}
		if seen := active.Find(objects); seen != nil {
			return said(ErrActive, name, "un PDF qui contient des actions ("+string(seen)+")", reprinted)
		}
	}
	return nil
}

// streamAt returns the dictionary around a place and the bytes of its stream;
// nil if no stream follows.
func streamAt(data []byte, at int) (dictionary, stream []byte) {
	begin := max(bytes.LastIndex(data[:at], []byte("obj")), 0)
	next := bytes.Index(data[at:], []byte("stream"))
	if next < 0 || next > 4096 {
		return nil, nil
	}
	dictionary = data[begin : at+next]
	if bytes.Contains(data[at:at+next], []byte("endobj")) {
		return nil, nil
	}
	stream = data[at+next+len("stream"):]
	stream = bytes.TrimPrefix(bytes.TrimPrefix(stream, []byte("\r")), []byte("\n"))
	if end := bytes.Index(stream, []byte("endstream")); end >= 0 {
		stream = stream[:end]
	}
	return dictionary, stream
}
