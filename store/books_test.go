package store

import (
	"bytes"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestApply(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	rules, err := s.Rules(ctx)
	must(t, err)
	if !reflect.DeepEqual(rules, enrol.DefaultRules()) {
		t.Error("no default rules before the first pull")
	}
	must(t, s.Apply(ctx, enrol.Pull{
		Cursor: "7", Full: true, At: noon.Add(90 * time.Second), Settings: &enrol.Settings{Outlet: "depok-1", KeepDays: 3},
		Staff:     []enrol.Staff{{ID: "a", Name: "Ani"}, {ID: "b", Name: "Budi"}},
		Phases:    []enrol.Phase{{Category: enrol.CategoryASN, From: noon.UTC()}},
		Rules:     enrol.Rules{enrol.KindNew: {enrol.DocKK}},
		Keys:      []enrol.VerifyKey{{ID: "k1", Public: []byte{1}}},
		Recipient: "age1pq1example",
	}))
	must(t, s.Apply(ctx, enrol.Pull{Cursor: "8", At: noon.Add(time.Second), Staff: []enrol.Staff{{ID: "b", Name: "Budi", Revoked: true}, {ID: "c"}}}))

	set, err := s.Settings(ctx)
	must(t, err)
	staff, err := s.Staff(ctx)
	must(t, err)
	phases, err := s.Phases(ctx)
	must(t, err)
	rules, err = s.Rules(ctx)
	must(t, err)
	keys, err := s.Keys(ctx)
	must(t, err)
	recipient, err := s.Recipient(ctx)
	must(t, err)
	cursor, err := s.Cursor(ctx)
	must(t, err)
	offset, err := s.ClockOffset(ctx)
	must(t, err)
	if set.KeepDays != 3 || len(staff) != 3 || !staff[1].Revoked || len(phases) != 1 || len(rules) != 1 || len(keys) != 1 ||
		recipient != "age1pq1example" || cursor != "8" || offset != time.Second {
		t.Fatalf("books hold %+v %v %v %v %v %q %q %v", set, staff, phases, rules, keys, recipient, cursor, offset)
	}
	must(t, s.Apply(ctx, enrol.Pull{Full: true, At: noon, Staff: []enrol.Staff{{ID: "c"}}}))
	if staff, _ = s.Staff(ctx); len(staff) != 1 {
		t.Errorf("%d staff after a full pull, want 1", len(staff))
	}
	if keys, _ = s.Keys(ctx); len(keys) != 1 {
		t.Error("a full pull without keys took them away")
	}
	must(t, s.Apply(ctx, enrol.Pull{Full: true, At: noon, Settings: &enrol.Settings{Outlet: "depok-1"}}))
	staff, _ = s.Staff(ctx)
	if phases, _ = s.Phases(ctx); len(staff) != 0 || len(phases) != 0 {
		t.Errorf("a full pull leaves %d staff and %d phases that are no more", len(staff), len(phases))
	}
}

// When the registry was last heard is its own word: a clock that was set, receipts that lay
// on a stick or come again are no news of it.
func TestLastSync(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	hear := func(want time.Time, err error) {
		t.Helper()
		must(t, err)
		b, err := s.Backlog(ctx)
		must(t, err)
		if !b.LastSync.Equal(want) {
			t.Errorf("last sync %v, want %v", b.LastSync, want)
		}
	}
	receipt := func(at time.Time) error {
		return s.Settle(ctx, []enrol.Receipt{{ID: "x", Answer: enrol.AnswerAccepted, At: at}})
	}
	hear(time.Time{}, nil)
	hear(noon.Add(time.Minute), s.Apply(ctx, enrol.Pull{At: noon.Add(time.Minute)})) // this PC is a minute slow
	c.Advance(48 * time.Hour)
	hear(noon.Add(time.Hour), receipt(noon.Add(time.Hour)))
	hear(noon.Add(time.Hour), receipt(noon.Add(-24*time.Hour)))
	hear(noon.Add(48*time.Hour+time.Minute), s.Apply(ctx, enrol.Pull{}))
	hear(noon, s.Apply(ctx, enrol.Pull{At: noon})) // its latest word counts
}

func TestApplyStatus(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	for _, st := range []enrol.Status{
		{ID: id, Account: enrol.AccountActive, At: noon.Add(time.Hour)},
		{ID: id, Account: enrol.AccountCodeSent, At: noon}, // late news of an earlier state
		{ID: "elsewhere", Account: enrol.AccountLocked, At: noon},
	} {
		must(t, s.Apply(ctx, enrol.Pull{At: noon, Statuses: []enrol.Status{st}}))
	}
	if it := one(t, s); it.Account != enrol.AccountActive || !it.AccountAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("account %q since %v", it.Account, it.AccountAt)
	}
}

func TestVault(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	_, err := s.Get(ctx, "device key")
	wantCode(t, err, enrol.CodeNotFound)
	secret := []byte("-----BEGIN PRIVATE KEY-----")
	must(t, s.Put(ctx, "device key", []byte("older")))
	must(t, s.Put(ctx, "device key", secret))
	must(t, s.Put(ctx, "other", []byte("x")))
	must(t, s.Close())
	s = MustOpen(t, dir)
	got, err := s.Get(ctx, "device key")
	must(t, err)
	if !bytes.Equal(got, secret) {
		t.Error("another secret came back")
	}
	if _, err := s.writer.Exec(`UPDATE vault SET body = (SELECT body FROM vault WHERE name = 'other') WHERE name = 'device key'`); err != nil {
		t.Fatal(err)
	}
	_, err = s.Get(ctx, "device key")
	wantCode(t, err, enrol.CodeDBBroken)
}

func TestKeyLocked(t *testing.T) {
	t.Run("Gone", func(t *testing.T) {
		dir := t.TempDir()
		must(t, MustOpen(t, dir).Close())
		must(t, removeIfThere(filepath.Join(dir, keyringFile)))
		_, err := Open(t.Context(), Options{Dir: dir})
		wantCode(t, err, enrol.CodeKeyLocked)
	})
	t.Run("Other", func(t *testing.T) {
		dir := t.TempDir()
		must(t, MustOpen(t, dir).Close())
		must(t, writeKeyring(t.Context(), dir, KeyFile{}, make([]byte, dataKeyBytes)))
		_, err := Open(t.Context(), Options{Dir: dir})
		wantCode(t, err, enrol.CodeKeyLocked)
	})
	t.Run("Damaged", func(t *testing.T) {
		dir := t.TempDir()
		must(t, MustOpen(t, dir).Close())
		must(t, writeDurably(filepath.Join(dir, keyringFile), []byte("{")))
		_, err := Open(t.Context(), Options{Dir: dir})
		wantCode(t, err, enrol.CodeKeyLocked)
	})
}
