package party

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tourdetable/domain/postgres"
	"tourdetable/domain/postgres/postgrestest"
)

var noon = time.Date(2027, 7, 6, 12, 0, 0, 0, time.UTC)

// try plays one attempt in a transaction of its own.
func try(t *testing.T, db *postgres.DB, at time.Time, email, ip string) (wait time.Duration, refused bool) {
	t.Helper()
	err := db.WithClock(func() time.Time { return at }).InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) (err error) {
		wait, err = Attempt(tx, email, ip)
		return err
	})
	if err != nil && !errors.Is(err, ErrThrottled) {
		t.Fatal(err)
	}
	return wait, err != nil
}

func TestFiveFailuresCloseAnAddressAndAnIP(t *testing.T) {
	db := postgrestest.Open(t)
	for i := range FailuresMax {
		if _, refused := try(t, db, noon.Add(time.Duration(i)*time.Minute), "A@x.fr ", "192.0.2.1"); refused {
			t.Fatalf("try %d: refused", i+1)
		}
	}
	later := noon.Add(5 * time.Minute)
	for _, c := range []struct {
		why, email, ip string
		at             time.Time
		refused        bool
		wait           time.Duration
	}{
		{"the address again, written otherwise, from elsewhere", "a@X.fr", "192.0.2.2", later, true, 10 * time.Minute},
		{"the IP again, with another address", "b@x.fr", "192.0.2.1", later, true, 10 * time.Minute},
		{"another address from elsewhere", "b@x.fr", "192.0.2.2", later, false, 0},
		{"one instant before the first failure is forgotten", "a@x.fr", "192.0.2.3", noon.Add(FailureWindow - time.Second), true, time.Second},
		{"once the first failure is forgotten", "a@x.fr", "192.0.2.3", noon.Add(FailureWindow), false, 0},
		{"and then again: the others are not forgotten", "a@x.fr", "192.0.2.3", noon.Add(FailureWindow + time.Second), true, 59 * time.Second},
	} {
		wait, refused := try(t, db, c.at, c.email, c.ip)
		if refused != c.refused || wait != c.wait {
			t.Errorf("%s: refused %t after %s, want %t after %s", c.why, refused, wait, c.refused, c.wait)
		}
	}
}

func TestSuccessForgivesTheAddress(t *testing.T) {
	db := postgrestest.Open(t)
	for range FailuresMax {
		try(t, db, noon, "a@x.fr", "192.0.2.1")
	}
	if err := db.InTx(t.Context(), postgres.Scope{}, func(tx postgres.Tx) error { return Forgive(tx, " A@x.fr") }); err != nil {
		t.Fatal(err)
	}
	if _, refused := try(t, db, noon, "a@x.fr", "192.0.2.1"); refused {
		t.Error("still refused")
	}
}

func TestManyTriesAtOnceDoNotSlipThrough(t *testing.T) {
	db := postgrestest.Open(t)
	var together sync.WaitGroup
	let := make(chan string, 20)
	for i := range 20 {
		together.Go(func() {
			if _, refused := try(t, db, noon, fmt.Sprintf("%d@x.fr", i%2), "192.0.2.1"); !refused {
				let <- "let"
			}
		})
	}
	together.Wait()
	if len(let) != FailuresMax {
		t.Errorf("%d tries let through, want %d", len(let), FailuresMax)
	}
}
