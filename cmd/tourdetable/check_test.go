package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestCheckAnswersEachLine(t *testing.T) {
	for name, tc := range map[string]struct {
		kind, in string
		want     []string
	}{
		"right and wrong": {"siret", "732 829 320 00074\n1\n", []string{
			`{"input":"732 829 320 00074","valid":true,"canonical":"73282932000074","reason":""}`,
			`{"input":"1","valid":false,"canonical":"","reason":"SIRET « 1 » : 1 chiffre ; attendu : 14"}`}},
		"no final newline": {"ej", "2103456789", []string{
			`{"input":"2103456789","valid":true,"canonical":"2103456789","reason":""}`}},
		"empty lines count, the last newline does not": {"rna", "\nW751212517\n\n", []string{
			`{"input":"","valid":false,"canonical":"","reason":"RNA «  » : vide ; attendu : W suivi de 9 chiffres ou lettres"}`,
			`{"input":"W751212517","valid":true,"canonical":"W751212517","reason":""}`,
			`{"input":"","valid":false,"canonical":"","reason":"RNA «  » : vide ; attendu : W suivi de 9 chiffres ou lettres"}`}},
		"lines of Windows": {"siren", "732829320\r\n", []string{
			`{"input":"732829320","valid":true,"canonical":"732829320","reason":""}`}},
		"nothing at all": {"iban", "", nil},
		"marks of a page": {"ej", "<&>", []string{
			`{"input":"<&>","valid":false,"canonical":"","reason":"EJ « <&> » : caractère « < » inattendu ; attendu : exactement 10 chiffres ou lettres majuscules"}`}},
		"bytes that are no text": {"siren", "\xff\n", []string{
			`{"input":"\ufffd","valid":false,"canonical":"","reason":"SIREN « � » : caractère « � » inattendu ; attendu : 9 chiffres"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			code, out := runCheck(t, strings.NewReader(tc.in), "check", tc.kind)
			want := strings.Join(append(tc.want, ""), "\n")
			if code != done || out != want {
				t.Errorf("exit %d\ngot  %s\nwant %s", code, out, want)
			}
		})
	}
}

func TestCheckTakesLinesOfOneMebibyteAndNoMore(t *testing.T) {
	for name, tc := range map[string]struct {
		line string
		code int
	}{
		"one mebibyte":          {strings.Repeat("1", longestLine) + "\n", done},
		"one mebibyte, Windows": {strings.Repeat("1", longestLine) + "\r\n", done},
		"two bytes over":        {strings.Repeat("1", longestLine+3) + "\n", misused},
	} {
		t.Run(name, func(t *testing.T) {
			code, out := runCheck(t, strings.NewReader("1\n"+tc.line+"2\n"), "check", "siret")
			answers := strings.Count(out, "\n")
			if code != tc.code || (code == done && answers != 3) || (code != done && answers != 1) {
				t.Errorf("exit %d, %d answers", code, answers)
			}
		})
	}
}

func TestCheckRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, args := range [][]string{{"check"}, {"check", "ridet"}, {"check", "siret", "siren"}, {"check", "siret", "--fast"}} {
		if code, out := runCheck(t, strings.NewReader("1\n"), args...); code != misused || out != "" {
			t.Errorf("%v: exit %d, %q", args, code, out)
		}
	}
}

// TestCheckAnswersBeforeItReadsOn holds one line at a time through a pipe, as a
// person typing does.
func TestCheckAnswersBeforeItReadsOn(t *testing.T) {
	in, typed := io.Pipe()
	shown, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- checkLines(in, out, checks["siren"]) }()
	answers := bufio.NewScanner(shown)
	for _, line := range []string{"732829320", "12"} {
		io.WriteString(typed, line+"\n")
		var v verdict
		if !answers.Scan() || json.Unmarshal(answers.Bytes(), &v) != nil || v.Input != line {
			t.Fatalf("%s: answered %q", line, answers.Text())
		}
	}
	typed.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestCheckTellsThatItCannotWrite(t *testing.T) {
	broken := errors.New("broken")
	if err := checkLines(strings.NewReader("1\n"), failing{broken}, checks["ej"]); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func runCheck(t *testing.T, in io.Reader, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(&out)
	return exitCode(root.ExecuteContext(t.Context())), out.String()
}
