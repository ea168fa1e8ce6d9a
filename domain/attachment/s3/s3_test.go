package s3

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"tourdetable/domain/attachment"
)

// server is an S3 server on the loopback, with a bucket.
func server(t *testing.T) (*httptest.Server, gofakes3.Backend) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("pieces"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(s.Close)
	return s, backend
}

var keys = Keys{"clé", "secret-bien-gardé"}

func open(t *testing.T, address string) *Bucket {
	t.Helper()
	b, err := Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestABucketKeepsBytesUnderTheirHash(t *testing.T) {
	s, backend := server(t)
	b := open(t, "s3://pieces/essai?region=gra&endpoint="+s.URL)
	for _, data := range [][]byte{[]byte("a"), bytes.Repeat([]byte("pièce "), 3<<20)} {
		sum := sumOf(data)
		if _, err := b.Stat(t.Context(), sum); !errors.Is(err, attachment.ErrMissing) {
			t.Error(err)
		}
		if _, err := b.Open(t.Context(), sum); !errors.Is(err, attachment.ErrMissing) {
			t.Error(err)
		}
		for range 2 { // again is the same
			if err := b.Put(t.Context(), sum, int64(len(data)), bytes.NewReader(data)); err != nil {
				t.Fatal(err, errors.Unwrap(err))
			}
		}
		if n, err := b.Stat(t.Context(), sum); err != nil || n != int64(len(data)) {
			t.Error(n, err)
		}
		r, err := b.Open(t.Context(), sum)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(attachment.Sealed(r, sum))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		r.Close()
		if _, err := backend.HeadObject("pieces", "essai/"+attachment.Key(sum)); err != nil {
			t.Error(err)
		}
	}
	if !strings.HasPrefix(b.Where(), "s3://pieces/essai sur 127.0.0.1:") {
		t.Error(b.Where())
	}
}

func TestOtherBytesAreNotKept(t *testing.T) {
	s, _ := server(t)
	b := open(t, "s3://pieces?endpoint="+s.URL)
	sum := sumOf([]byte("vrai"))
	for _, r := range []io.Reader{strings.NewReader("faux"), strings.NewReader("vr"), strings.NewReader("vrai et plus")} {
		if err := b.Put(t.Context(), sum, 4, r); err == nil {
			t.Error("other bytes are kept")
		}
	}
	if _, err := b.Stat(t.Context(), sum); !errors.Is(err, attachment.ErrMissing) {
		t.Error(err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	s, _ := server(t)
	for address, want := range map[string]error{
		"pieces":                              ErrAddress,
		"http://pieces":                       ErrAddress,
		"s3://pieces":                         ErrAddress,
		"s3://pieces?endpoint=ftp://x":        ErrAddress,
		"s3:///x?endpoint=" + s.URL:           ErrAddress,
		"s3://inconnu?endpoint=" + s.URL:      ErrBucket,
		"s3://pieces?endpoint=http://[::1]:1": ErrSilent,
	} {
		_, err := Open(t.Context(), address, keys)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), keys.Secret) {
			t.Error("the key is told")
		}
	}
	b := open(t, "s3://pieces?endpoint="+s.URL)
	s.Close()
	if err := b.Put(t.Context(), sumOf([]byte("a")), 1, strings.NewReader("a")); !errors.Is(err, ErrSilent) {
		t.Error(err)
	}
}
