package attachment

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	imagejpeg "image/jpeg"
	imagepng "image/png"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What people send, made here: nothing is stored in the repository that a
// scanner of the repository would report.

func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+3, o)
	}
	b.WriteString("trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n")
	return b.Bytes()
}

// packedPDF hides text in a compressed stream of objects.
func packedPDF(text string, more string) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write([]byte(text))
	w.Close()
	return pdfOf(fmt.Sprintf("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode%s/Length %d>>\nstream\n%s\nendstream", more, z.Len(), z.String()))
}

type entry struct{ name, content string }

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`
	wordDocument = `<?xml version="1.0"?><w:document xmlns:w="x"><w:body>Statuts</w:body></w:document>`
)

func docxOf(t testing.TB, more ...entry) []byte {
	return zipOf(t, append([]entry{{"[Content_Types].xml", contentTypes}, {"word/document.xml", wordDocument}}, more...)...)
}

func odtOf(t testing.TB, kind string, more ...entry) []byte {
	return zipOf(t, append([]entry{{"mimetype", kind}, {"content.xml", `<?xml version="1.0"?><office/>`}, {"META-INF/manifest.xml", `<manifest/>`}}, more...)...)
}

func xlsxOf(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	_ = f.SetCellValue("Sheet1", "A1", "60 Achats")
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB) []byte {
	var b bytes.Buffer
	if err := imagepng.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB) []byte {
	var b bytes.Buffer
	if err := imagejpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hugePNG is a header that asks for side × side pixels.
func hugePNG(side uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), side)
	header = append(binary.BigEndian.AppendUint32(header, side), 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(header))
	return append(out, "\x00\x00\x00\x00IEND\xaeB`\x82"...)
}

// commented adds a comment to a JPEG.
func commented(image []byte, text string) []byte {
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xfe}, uint16(len(text)+2))
	return append(append(append([]byte{}, image[:2]...), append(segment, text...)...), image[2:]...)
}
