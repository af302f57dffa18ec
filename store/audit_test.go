package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestRecord(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	must(t, s.Record(ctx, "override", "supervisor1", "id", map[string]string{
		"code": "phase", "a": "NIK 3276014101900001", "b": "081298765432", "c": "siti@example.id", "d": "12 digits 123456789012",
	}))
	var data string
	must(t, s.readers.QueryRow(`SELECT data FROM audit ORDER BY seq DESC LIMIT 1`).Scan(&data))
	if want := `{"a":"•••","b":"•••","c":"•••","code":"phase","d":"12 digits 123456789012"}`; data != want {
		t.Errorf("data %s, want %s", data, want)
	}
	seq, hash, err := s.Head(ctx)
	must(t, err)
	if n, err := s.Verify(ctx); err != nil || n != seq || len(hash) != 64 {
		t.Errorf("verify: %d of %d entries, %v", n, seq, err)
	}
}

func TestWalk(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	c := MustDecide(t, s, 1)
	var kinds []string
	must(t, s.Walk(t.Context(), func(e enrol.AuditEntry) error {
		kinds = append(kinds, e.Kind)
		if e.Kind == "approve" && (e.Case != c.ID || e.Actor != c.Operator || e.Data["band"] != "match" || !e.At.Equal(noon)) {
			t.Errorf("entry %+v", e)
		}
		return nil
	}))
	if got := strings.Join(kinds, " "); got != "start open approve" {
		t.Errorf("entries %q", got)
	}
	stop := errors.New("enough")
	if err := s.Walk(t.Context(), func(enrol.AuditEntry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("walk: %v", err)
	}
}

// Every way of tampering with the chain is done to a real file, with all the access
// that a thief of the disk has but the data key.
func TestVerify(t *testing.T) {
	const rehash = `UPDATE audit_head SET seq = (SELECT max(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1)`
	tests := []struct{ name, sql, what, seq string }{
		{"OK", `SELECT 1`, "", ""},
		{"ErrChanged", `UPDATE audit SET actor = 'b' WHERE seq = 5`, "changed", "5"},
		{"ErrChangedData", `UPDATE audit SET data = '{"n":"2"}' WHERE seq = 5`, "changed", "5"},
		{"ErrChangedTime", `UPDATE audit SET at = at + 1 WHERE seq = 1`, "changed", "1"},
		{"ErrRemoved", `DELETE FROM audit WHERE seq = 5`, "missing", "5"},
		{"ErrRemovedFirst", `DELETE FROM audit WHERE seq = 1`, "missing", "1"},
		{"ErrRenumbered", `DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5`, "changed", "5"},
		{"ErrSwapped", `UPDATE audit SET seq = -6 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7; UPDATE audit SET seq = 7 WHERE seq = -6`, "changed", "6"},
		{"ErrTail", `DELETE FROM audit WHERE seq > 8`, "tail", "9"},
		{"ErrTailWithHead", `DELETE FROM audit WHERE seq > 8; ` + rehash, "head", "8"},
		{"ErrAdded", `INSERT INTO audit SELECT seq + 1, at, kind, actor, case_id, data, hash FROM audit ORDER BY seq DESC LIMIT 1`, "changed", "12"},
		{"ErrHeadGone", `DELETE FROM audit_head`, "head", "0"},
		{"ErrAllGone", `DELETE FROM audit`, "tail", "1"},
		{"ErrAllGoneWithHead", `DELETE FROM audit; DELETE FROM audit_head`, "head", "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir())
			for i := range 10 {
				must(t, s.Record(ctx, "test", "a", "", map[string]string{"n": fmt.Sprint(i)}))
			}
			if _, err := s.writer.Exec(tt.sql); err != nil {
				t.Fatal(err)
			}
			checkMisfit(t, s, tt.what, tt.seq)
			if tt.what == "" {
				return
			}
			must(t, s.Record(ctx, "test", "a", "", nil)) // the lane goes on
			if _, err := s.Verify(ctx); err == nil {
				t.Error("the next entry healed the chain")
			}
		})
	}
}

// A start after the tampering must not make a chain whole, nor take another key's word.
func TestVerifyReopened(t *testing.T) {
	const unchecked = `DELETE FROM facts WHERE name = 'key check'; `
	tests := []struct {
		name, sql string
		key       bool // the key file is another's
		open      enrol.Code
	}{
		{"OK", `SELECT 1`, false, ""},
		{"ErrChanged", `UPDATE audit SET actor = 'b' WHERE seq = 5`, false, ""},
		{"ErrAllGone", `DELETE FROM audit; DELETE FROM audit_head`, false, ""},
		{"ErrWiped", unchecked + `DELETE FROM audit`, false, enrol.CodeDBBroken},
		{"ErrWipedWithHead", unchecked + `DELETE FROM audit; DELETE FROM audit_head`, false, enrol.CodeDBBroken},
		{"ErrWipedWithFacts", `DELETE FROM facts; DELETE FROM audit; DELETE FROM audit_head`, false, enrol.CodeDBBroken},
		{"ErrOtherKey", `SELECT 1`, true, enrol.CodeKeyLocked},
		{"ErrOtherKeyUnchecked", unchecked, true, enrol.CodeDBBroken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, dir := t.Context(), t.TempDir()
			s := MustOpen(t, dir)
			MustDecide(t, s, 1)
			for range 10 {
				must(t, s.Record(ctx, "test", "a", "", nil))
			}
			_, err := s.writer.Exec(tt.sql)
			must(t, errors.Join(err, s.abandon()))
			if tt.key {
				must(t, writeKeyring(ctx, dir, KeyFile{}, make([]byte, dataKeyBytes)))
			}
			again, err := Open(ctx, Options{Dir: dir})
			if tt.open != "" {
				wantCode(t, err, tt.open)
				return
			}
			must(t, err)
			defer again.Close()
			if _, err := again.Verify(ctx); (err == nil) != (tt.name == "OK") {
				t.Errorf("verify after a start: %v", err)
			}
		})
	}
}

func checkMisfit(t *testing.T, s *Store, what, seq string) {
	t.Helper()
	_, err := s.Verify(t.Context())
	var e *enrol.Error
	if what == "" {
		must(t, err)
		return
	}
	if !errors.As(err, &e) || e.Details["what"] != what || e.Details["seq"] != seq {
		t.Errorf("verify: %v %v, want %s at %s", err, strings.TrimSpace(fmt.Sprint(e)), what, seq)
	}
}
