package attachment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	imagejpeg "image/jpeg"
	imagepng "image/png"
)

// pixelsMax bounds an image once decoded: 100 million pixels, 400 MB in a viewer.
const pixelsMax = 100_000_000

// checkPixels bounds an image by its header alone.
func checkPixels(name string, c image.Config, err error) error {
	if err != nil {
		return said(ErrDamaged, name, "une image illisible", "une image entière")
	}
	if c.Width <= 0 || c.Height <= 0 || int64(c.Width)*int64(c.Height) > pixelsMax {
		return said(ErrBomb, name, fmt.Sprintf("une image de %d × %d pixels", c.Width, c.Height), "100 millions de pixels au plus")
	}
	return nil
}

// checkPNG reads the header and walks the chunks to the last one, after which
// nothing may follow.
func checkPNG(name string, data []byte) error {
	c, err := imagepng.DecodeConfig(bytes.NewReader(data))
	if err := checkPixels(name, c, err); err != nil {
		return err
	}
	for rest := data[8:]; len(rest) >= 12; {
		length, kind := binary.BigEndian.Uint32(rest), string(rest[4:8])
		if uint64(length)+12 > uint64(len(rest)) {
			break
		}
		if word := pageIn(textOf(kind, rest[8:8+length])); word != "" {
			return said(ErrDamaged, name, "une image qui contient une page (« "+word+" »)", "une image seule")
		}
		if rest = rest[12+length:]; kind == "IEND" {
			if len(rest) > 0 {
				return said(ErrDamaged, name, fmt.Sprintf("une image suivie de %d octets d'autre chose", len(rest)), "une image seule")
			}
			return nil
		}
	}
	return said(ErrDamaged, name, "une image coupée", "une image entière")
}

// textOf is what a chunk says in words: only comments can hide a page.
func textOf(kind string, chunk []byte) []byte {
	if kind == "tEXt" || kind == "iTXt" {
		return bytes.ReplaceAll(chunk, []byte("<?xml"), nil) // XMP of cameras
	}
	return nil
}

// checkJPEG reads the header, then refuses what pretends to be something else
// too: a page in a comment, an archive at the end.
func checkJPEG(name string, data []byte) error {
	c, err := imagejpeg.DecodeConfig(bytes.NewReader(data))
	if err := checkPixels(name, c, err); err != nil {
		return err
	}
	end := bytes.LastIndex(data, []byte{0xff, 0xd9})
	if end < 0 {
		return said(ErrDamaged, name, "une image coupée", "une image entière")
	}
	for rest := data[2:]; len(rest) >= 4 && rest[0] == 0xff && rest[1] != 0xda; {
		length := int(binary.BigEndian.Uint16(rest[2:])) + 2
		if length > len(rest) || length < 4 {
			return said(ErrDamaged, name, "une image illisible", "une image entière")
		}
		if comment := rest[1] == 0xfe; comment && pageIn(rest[4:length]) != "" {
			return said(ErrDamaged, name, "une image qui contient une page", "une image seule")
		}
		rest = rest[length:]
	}
	if tail := data[end+2:]; pageIn(tail) != "" || archiveAtEnd(data) {
		return said(ErrDamaged, name, fmt.Sprintf("une image suivie de %d octets d'autre chose", len(tail)), "une image seule")
	}
	return nil
}

// archiveAtEnd reports the closing record of a ZIP archive in the last bytes,
// where programs look for it whatever the file begins with.
func archiveAtEnd(data []byte) bool {
	return bytes.Contains(data[max(0, len(data)-1<<16-22):], []byte("PK\x05\x06"))
}
