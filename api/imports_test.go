package api_test

import "testing"

// programmes is a list that grants nothing, with one entry to refuse.
var programmes = form{"subsidies", "programmes.json", `{"items": [{"code": "147", "label": "Politique de la ville"}, {"code": "x", "label": "y"}]}`}

func TestWhoExaminesAFileMayBringItsPast(t *testing.T) {
	h := open(t)
	officer, paying, reading := h.as(t, reviewer), h.as(t, finance), h.as(t, auditor)
	brought := officer.must(201, "POST", "/imports", programmes)
	if brought.text("read") != "2" || brought.text("taken") != "1" || brought.text("refused") != "1" || brought.text("anomalies") != "1" {
		t.Errorf("%v", brought)
	}
	told := paying.must(200, "GET", "/imports/"+brought.text("id")+"/anomalies", nil)
	if told.text("items", 0, "consequence") != "refused" || told.text("items", 0, "field") != "items[1].code" || told.text("items", 0, "value") != "x" || told.text("items", 0, "reason") == "" {
		t.Errorf("%v", told)
	}
	if again := paying.must(201, "POST", "/imports", programmes); again.text("already") != "1" || again.text("taken") != "0" {
		t.Errorf("%v", again)
	}
	officer.refused(403, "party.forbidden", "POST", "/imports", form{"chorus", "a.csv", "a;b"})
	reading.refused(403, "party.forbidden", "POST", "/imports", programmes)
}
