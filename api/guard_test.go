package api

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAFormFitsOrIsRefused(t *testing.T) {
	const form = "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nchorus\r\n--x--\r\n"
	for _, c := range []struct {
		why, kind, body string
		bytes           int64
		status          int
	}{
		{"it fits, to the byte", "multipart/form-data; boundary=x", form, int64(len(form)), 0},
		{"one byte too many", "multipart/form-data; boundary=x", form, int64(len(form)) - 1, 413},
		{"cut short", "multipart/form-data; boundary=x", form[:strings.Index(form, "orus")], 1000, 400},
		{"no boundary", "multipart/form-data", form, 1000, 415},
		{"JSON", "application/json", "{}", 1000, 415},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		status := 0
		if p := takeForm(httptest.NewRecorder(), r, c.bytes); p != nil {
			status = p.Status
		}
		if status != c.status {
			t.Errorf("%s: %d, want %d", c.why, status, c.status)
		}
	}
}

func TestWhoCalls(t *testing.T) {
	for _, c := range []struct {
		peer string
		told []string
		want string
	}{
		{"203.0.113.9:1234", nil, "203.0.113.9"},
		{"203.0.113.9:1234", []string{"192.0.2.1"}, "203.0.113.9"}, // no proxy of ours
		{"127.0.0.1:1234", []string{"192.0.2.1"}, "192.0.2.1"},
		{"10.0.0.2:1234", []string{"10.9.9.9, 192.0.2.1"}, "192.0.2.1"},
		{"10.0.0.2:1234", []string{"10.9.9.9", "192.0.2.1"}, "192.0.2.1"},
		{"[::1]:1234", []string{"2001:db8::1"}, "2001:db8::1"},
		{"[::ffff:127.0.0.1]:1234", []string{"192.0.2.1"}, "192.0.2.1"},
		{"127.0.0.1:1234", []string{"n'importe quoi"}, "127.0.0.1"},
		{"[fe80::1%eth0]:1234", nil, "fe80::1"},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = c.peer
		for _, hop := range c.told {
			r.Header.Add("X-Forwarded-For", hop)
		}
		if got := caller(r); got != c.want {
			t.Errorf("%s told %q: %s, want %s", c.peer, c.told, got, c.want)
		}
	}
}
