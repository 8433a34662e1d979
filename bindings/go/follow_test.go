package oneid

import (
	"context"
	"errors"
	"testing"
	"time"
)

var errEnough = errors.New("enough")

func TestFollowingSeesWhatWasAndWhatComes(t *testing.T) {
	g := observed(t)
	seen := make(chan Change)
	ended := make(chan error)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, err := g.Follow(ctx, 0, func(change Change) error {
			seen <- change
			return nil
		})
		ended <- err
	}()
	first := <-seen
	equal(t, "first change", []any{first.Sequence, first.Kind}, []any{uint64(0), "created"})
	if last := must(g.Stats())(t); last == nil {
		t.Fatal("asking waits for who follows")
	}
	must(g.Confirm([]string{ouidA, ouidB}, time.Now(), "steward"))(t)
	kept := []Change{first}
	for kept[len(kept)-1].Kind != "merged" {
		kept = append(kept, <-seen)
	}
	for i, change := range kept {
		equal(t, "sequence", change.Sequence, uint64(i))
	}
	merged := kept[len(kept)-1]
	equal(t, "into", *merged.Into, must(g.ProfileOf(ouidA))(t).ID)
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestFollowingEndsWithItsGraphOrItsHandler(t *testing.T) {
	g := observed(t)
	next, err := g.Follow(context.Background(), 0, func(change Change) error {
		if change.Sequence == 1 {
			return errEnough
		}
		return nil
	})
	equal(t, "to go on from", next, uint64(1))
	equal(t, "why", err, errEnough)

	ended := make(chan error)
	go func() {
		_, err := g.Follow(context.Background(), 0, func(Change) error { return nil })
		ended <- err
	}()
	time.Sleep(2 * patience)
	ok(t, g.Close())
	refused(t, <-ended, StatusClosed)
}

func TestTrimmedChangesArePassedOver(t *testing.T) {
	g := observed(t)
	_, end, err := g.ChangesSince(0, 1000)
	ok(t, err)
	ok(t, g.TrimChanges(end))
	equal(t, "first change", must(g.FirstChange())(t), end)
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer stop()
	next, err := g.Follow(ctx, 0, func(Change) error { return errEnough })
	equal(t, "to go on from", []any{next, err}, []any{end, context.DeadlineExceeded})
	must(g.Confirm([]string{ouidA, ouidB}, time.Time{}, "steward"))(t)
	next, err = g.Follow(context.Background(), 0, func(change Change) error {
		equal(t, "sequence", change.Sequence, end)
		return errEnough
	})
	equal(t, "to go on from", []any{next, err}, []any{end, errEnough})
}

func TestWaitingIsBounded(t *testing.T) {
	g := observed(t)
	reader := must(g.Reader())(t)
	end := must(reader.Wait(0, 0))(t)
	start := time.Now()
	equal(t, "no change", must(reader.Wait(end, 30*time.Millisecond))(t), end)
	if waited := time.Since(start); waited < 30*time.Millisecond {
		t.Fatalf("it waited %v", waited)
	}
	go func() {
		time.Sleep(10 * time.Millisecond)
		_, _ = g.Confirm([]string{ouidA, ouidB}, time.Time{}, "steward")
	}()
	if next := must(reader.Wait(end, time.Minute))(t); next <= end {
		t.Fatalf("no change after %d", end)
	}
}
