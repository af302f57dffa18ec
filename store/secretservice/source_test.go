package secretservice

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

var _ store.KeySource = Source{}

var dataKey = bytes.Repeat([]byte{0x5E, 0xC7}, 16)

func wantWhy(t *testing.T, err error, want string) {
	t.Helper()
	if enrol.CodeOf(err) != enrol.CodeKeyLocked || why(err) != want {
		t.Fatalf("%v (%q), want %q", err, why(err), want)
	}
}

func mustWrap(t *testing.T, s Source) []byte {
	t.Helper()
	if err := s.Available(); err != nil {
		t.Fatal(err)
	}
	wrapped, err := s.Wrap(t.Context(), dataKey)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(wrapped, dataKey[:8]) {
		t.Error("the wrapped form shows the key")
	}
	return wrapped
}

func wantKey(t *testing.T, s Source, wrapped []byte) {
	t.Helper()
	got, err := s.Unwrap(t.Context(), wrapped)
	if err != nil || !bytes.Equal(got, dataKey) {
		t.Fatalf("same key %v, %v", bytes.Equal(got, dataKey), err)
	}
}

func TestWrap(t *testing.T) {
	k, s := MustKeyring(t)
	first, second := mustWrap(t, s), mustWrap(t, s)
	for range 3 {
		wantKey(t, s, first)
		wantKey(t, s, second)
	}
	for _, i := range k.items {
		if bytes.Contains(i.value, dataKey[:8]) {
			t.Error("the keyring alone gives the key")
		}
	}
	for _, odd := range []string{"", "{}", `{"item":"x","nonce":"AAAA","sealed":"AAAA"}`} {
		_, err := s.Unwrap(t.Context(), []byte(odd))
		wantWhy(t, err, WhyOther)
	}
	k.with(func() {
		for at, i := range k.items {
			k.items[at] = item{i.attributes, bytes.Repeat([]byte{1}, 32)}
		}
	})
	_, err := s.Unwrap(t.Context(), first)
	wantWhy(t, err, WhyOther)

	if err := s.Forget(t.Context(), first); err != nil || k.count() != 1 {
		t.Fatalf("%d items left, %v", k.count(), err)
	}
	if err := s.Forget(t.Context(), first); err != nil {
		t.Fatalf("forgotten twice: %v", err)
	}
	_, err = s.Unwrap(t.Context(), first)
	wantWhy(t, err, WhyGone)
}

// TestLocked: a keyring that is locked asks, and the answer counts.
func TestLocked(t *testing.T) {
	k, s := MustKeyring(t)
	wrapped := mustWrap(t, s)
	k.with(func() { k.shut, k.answer = true, "right" })
	wantWhy(t, s.Available(), WhyLocked)
	wantKey(t, s, wrapped)
	if err := s.Available(); err != nil {
		t.Fatal(err)
	}
	k.with(func() { k.shut, k.answer = true, "dismissed" })
	_, err := s.Unwrap(t.Context(), wrapped)
	wantWhy(t, err, WhyLocked)
	_, err = s.Wrap(t.Context(), dataKey)
	wantWhy(t, err, WhyLocked)
	k.with(func() { k.answer = "" })
	s.Patience = 2 * time.Second // the bus answers long before
	began := time.Now()
	_, err = s.Unwrap(t.Context(), wrapped)
	wantWhy(t, err, WhyLocked)
	if took := time.Since(began); took > time.Minute {
		t.Errorf("nobody answers, and it waits for %v", took)
	}
}

// TestAbsent: every way in which there is no keyring has its own word.
func TestAbsent(t *testing.T) {
	k, s := MustKeyring(t)
	k.with(func() { k.absent = true })
	wantWhy(t, s.Available(), WhyNoKeyring)
	_, err := s.Wrap(t.Context(), dataKey)
	wantWhy(t, err, WhyNoKeyring)
	wantWhy(t, Source{Address: MustBus(t)}.Available(), WhyNoService)
	wantWhy(t, Source{}.Available(), WhyNoBus)
	wantWhy(t, Source{Address: "unix:path=" + filepath.Join(t.TempDir(), "none")}.Available(), WhyNoBus)
	_, err = Source{}.Unwrap(t.Context(), []byte("{}"))
	wantWhy(t, err, WhyOther)
}

func TestSession(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ address, run, want string }{
		"Given": {"unix:path=/a,guid=1", dir, "unix:path=/a,guid=1"}, "Run": {"", dir, "unix:path=" + filepath.Join(dir, "bus")},
		"Nothing": {"", "", ""}, "NoSocket": {"", t.TempDir(), ""}, "Never": {"autolaunch:", dir, ""}, "Disabled": {"disabled:", dir, ""},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"DBUS_SESSION_BUS_ADDRESS": c.address, "XDG_RUNTIME_DIR": c.run}
			if got := Session(func(k string) string { return env[k] }).Address; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestStore moves a database's key into the keyring and out of it again; nothing stays
// there.
func TestStore(t *testing.T) {
	k, s := MustKeyring(t)
	dir, ctx := t.TempDir(), t.Context()
	for _, step := range []struct {
		from, to store.KeySource
		items    int
	}{{store.KeyFile{}, s, 1}, {s, s, 1}, {s, store.KeyFile{}, 0}} {
		db, err := store.Open(ctx, store.Options{Dir: dir, Keys: step.from})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := store.Rewrap(ctx, dir, step.from, step.to); err != nil {
			t.Fatal(err)
		}
		if kind, err := store.KeyKind(dir); err != nil || kind != step.to.Kind() || k.count() != step.items {
			t.Fatalf("%q, %v, %d items", kind, err, k.count())
		}
	}
}

// TestGnomeKeyring talks to the real one, on a bus and in a home of its own.
func TestGnomeKeyring(t *testing.T) {
	program, err := exec.LookPath("gnome-keyring-daemon")
	if err != nil {
		t.Skip("GNOME-KEYRING IS NOT INSTALLED: only a keyring of our own is tested (Debian package gnome-keyring)")
	}
	s := Source{Address: MustBus(t), Patience: 30 * time.Second}
	home := t.TempDir()
	start := func(password string) (stop func()) {
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Join(home, "c"))
		cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+s.Address, "HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "d"), "XDG_RUNTIME_DIR="+home, "DISPLAY=")
		cmd.Stdin = strings.NewReader(password)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	}
	waitFor := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			err := s.Available()
			if why(err) == want {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%v, want %q", err, want)
			}
		}
	}
	stop := start("kunci ruang tamu")
	waitFor("")
	wrapped := mustWrap(t, s)
	wantKey(t, s, wrapped)
	stop()
	waitFor(WhyNoService)
	stop = start("kunci ruang tamu") // the next log-in
	waitFor("")
	wantKey(t, s, wrapped)
	stop()
	waitFor(WhyNoService)
	stop = start("salah") // somebody else's password
	defer stop()
	waitFor(WhyLocked)
	_, err = s.Unwrap(t.Context(), wrapped)
	if w := why(err); w != WhyLocked && w != WhyNoService { // it has no screen to ask on
		t.Fatalf("locked: %v", err)
	}
}
