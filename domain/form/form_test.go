package form

import "testing"

func TestEveryFormIsRead(t *testing.T) {
	for _, v := range Versions() {
		t.Log(v)
	}
}
