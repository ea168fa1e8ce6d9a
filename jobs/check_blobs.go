package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tourdetable/domain/attachment"
	"tourdetable/domain/calendar"
	"tourdetable/domain/postgres"
)

const (
	checkHour  = 2               // of the night, in Paris
	scanDelay  = 5 * time.Minute // what the outbox had for itself before a file is scanned anyway
	choreEvery = time.Minute
)

// watch does what the clock asks for, until ctx ends: it scans what still waits,
// and checks each night that every piece is there and whole.
func (f Files) watch(ctx context.Context, db *postgres.DB) {
	if f.Store == nil {
		return
	}
	ticks := time.NewTicker(choreEvery)
	defer ticks.Stop()
	var scanning, checking trouble
	for {
		scanning.tell(ctx, "pieces are not scanned", f.scanWaiting(ctx, db))
		checking.tell(ctx, "pieces are not checked", f.checkNightly(ctx, db))
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}

func (f Files) scanWaiting(ctx context.Context, db *postgres.DB) error {
	if f.Scanner == nil {
		return nil
	}
	return attachment.ScanWaiting(ctx, db, f.Store, f.Scanner, db.Now().Add(-scanDelay))
}

// checkNightly checks all the pieces, unless they were since the last night
// began. A program that slept through the night checks when it wakes.
func (f Files) checkNightly(ctx context.Context, db *postgres.DB) error {
	night := lastNight(db.Now())
	var last time.Time
	err := db.Snapshot(ctx, postgres.System, func(tx postgres.Tx) (err error) {
		last, err = attachment.LastCheck(tx)
		return err
	})
	if err != nil || !last.Before(night) {
		return err
	}
	c, err := attachment.Verify(ctx, db, f.Store, night)
	if err != nil {
		return err
	}
	slog.Info("pieces checked", "blobs", c.Checked, "bytes", c.Bytes, "missing", c.Missing, "corrupt", c.Corrupt)
	var damage error
	for _, l := range c.Losses {
		damage = errors.Join(damage, errors.New(l.Label()))
	}
	if damage != nil {
		slog.Error("pieces are damaged", "cause", damage)
	}
	return nil
}

// lastNight is the last moment at which a check was due.
func lastNight(now time.Time) time.Time {
	zone := calendar.Zone("75")
	today := calendar.DateOf(now, zone)
	if night := today.At(checkHour, 0, zone); !night.After(now) {
		return night
	}
	return today.AddDays(-1).At(checkHour, 0, zone)
}
