package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestNothingReadable does everything that a day brings, then searches every file of
// the data directory, the directory for temporary files and the log for each personal
// value that was entered, in the forms in which one could lie there.
func TestNothingReadable(t *testing.T) {
	ctx, dir, tmp := t.Context(), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Setenv("SQLITE_TMPDIR", tmp)
	var log bytes.Buffer
	s := MustOpen(t, dir, func(o *Options) {
		o.Keys = &Passphrase{Ask: func() (string, error) { return "kunci rahasia loket", nil }, Costs: testCosts}
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Sealer = newSealer(t)
	})
	secrets := liveOneDay(t, s)
	must(t, s.OnlineBackup(ctx, filepath.Join(dir, "copy.db")))
	_, err := s.Backup(ctx)
	must(t, err)

	look := func(when string) {
		for name, content := range filesUnder(t, dir, tmp) {
			search(t, when+" "+name, content, secrets)
		}
		search(t, when+" log", log.Bytes(), secrets)
	}
	look("open:")
	must(t, s.Close())
	look("closed:")
}

// liveOneDay enters personal values by every way into the store and answers them.
func liveOneDay(t *testing.T, s *Store) map[string][]byte {
	t.Helper()
	ctx := t.Context()
	must(t, s.Apply(ctx, enrol.Pull{At: noon, Staff: []enrol.Staff{{ID: "ani", Name: "Ani Lestari Wulandari", Verifier: quickPIN("482915")}}}))
	staff, err := s.Staff(ctx)
	must(t, err)
	must(t, s.Put(ctx, "device key", []byte("the device's private key")))
	for _, pin := range []string{"482915", "771133"} {
		_, _ = s.LogIn(ctx, "ani", pin) // both outcomes are wanted
	}
	_, _ = s.LogIn(ctx, "7711330", "1") // a PIN typed as a name
	for i, e := range []enrol.Event{enrol.EventApprove, enrol.EventReject, enrol.EventPark, enrol.EventCancel, ""} {
		c := newCase(i)
		c.Reason, c.Note = enrol.ReasonOther, "ditelepon lewat 081298765432"
		c.Override = &enrol.Override{Code: enrol.CodePhase, By: "ani", Reason: "keponakan Pak Darmawan"}
		must(t, s.SaveDraft(ctx, c))
		if e != "" {
			must(t, s.Decide(ctx, MustMove(t, c, e, noon)))
		}
		_, err := s.Items(ctx, enrol.Query{Text: string(c.Resident.NIK)})
		must(t, err)
	}
	parcels, err := s.Due(ctx, noon, 1)
	must(t, err)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: parcels[0].ID, Answer: enrol.AnswerRefused, Code: enrol.CodeActive}}))
	must(t, s.Apply(ctx, enrol.Pull{At: noon, Roster: &enrol.RosterNews{Full: true, Lists: []enrol.Roster{{ID: "r1", Title: "SMA Negeri Satu", From: noon, Until: noon.Add(time.Hour),
		People: []enrol.Expected{{Tick: enrol.Tick{ID: "e1"}, NIK: newCase(1).Resident.NIK, Name: "Bunga Citra Kirana", Group: "XII IPA 3"}}}}}}))
	must(t, s.MarkExpected(ctx, "e1", enrol.MarkAbsent, "ani"))
	day, err := s.Roster(ctx, noon)
	must(t, err)
	if len(day.Entries) != 1 || day.Entries[0].Name != "Bunga Citra Kirana" {
		t.Fatal("the roster did not come back")
	}
	must(t, s.Record(ctx, "call", "ani", "", map[string]string{"who": "siti.rahmawati@example.id"}))

	c := newCase(0)
	return map[string][]byte{
		"NIK": []byte("327601410190"), "name": []byte("Siti Rahmawati"), "e-mail": []byte("siti.rahmawati"), "number": []byte("81298765432"),
		"birth": []byte("1990-01-01"), "selfie": c.Selfie[:12], "card": c.Card[:12], "card in text": []byte(base64.StdEncoding.EncodeToString(c.Card)[:16]), "QR": []byte("GRAI:6BF"), "note": []byte("ditelepon"), "override": []byte("Darmawan"),
		"expected name": []byte("Bunga Citra"), "class": []byte("XII IPA"), "school": []byte("SMA Negeri"),
		"staff name": []byte("Ani Lestari"), "verifier": []byte(staff[0].Verifier[10:]), "PIN": []byte("482915"), "PIN as name": []byte("7711330"),
		"vault": []byte("private key"), "passphrase": []byte("rahasia"),
	}
}

func filesUnder(t *testing.T, dirs ...string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, dir := range dirs {
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			out[path] = text
			return err
		}))
	}
	return out
}

func search(t *testing.T, where string, content []byte, secrets map[string][]byte) {
	t.Helper()
	for name, secret := range secrets {
		for form, bytesOf := range forms(secret) {
			if bytes.Contains(content, bytesOf) {
				t.Errorf("%s: %s readable (%s)", where, name, form)
			}
		}
	}
}

func forms(secret []byte) map[string][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(string(secret))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return map[string][]byte{
		"as it is": secret, "UTF-16": wide, "hex": []byte(hex.EncodeToString(secret)), "HEX": []byte(strings.ToUpper(hex.EncodeToString(secret))),
		"base64": []byte(base64.RawStdEncoding.EncodeToString(secret[:len(secret)/3*3])),
	}
}
