package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gerai-ikd/gerai/enrol"
)

// SaveDraft keeps a case that is not decided yet. A case that was decided meanwhile
// stays decided: CodeMove.
func (s *Store) SaveDraft(ctx context.Context, c enrol.Case) error {
	if err := checkID(c); err != nil {
		return err
	}
	if c.State.Final() {
		return enrol.NewError(enrol.CodeMove, "save draft").With("state", string(c.State))
	}
	defer s.beginPreparing()()
	row, err := s.newDraft(c)
	if err != nil {
		return err
	}
	return s.write(ctx, "save draft", func(tx *sql.Tx) error {
		now, err := standingOf(tx, c.ID)
		if err != nil {
			return err
		}
		if now.state.Final() {
			return enrol.NewError(enrol.CodeMove, "save draft").With("state", string(now.state))
		}
		if err := s.opened(tx, c, now); err != nil {
			return err
		}
		return errors.Join(row.put(tx), s.readAhead(tx, c))
	})
}

// readAhead looks at the places where a decision of the case would be written, so that
// their pages are in the writer's cache when it comes: in a large database they lie
// anywhere.
func (s *Store) readAhead(tx *sql.Tx, c enrol.Case) error {
	credential := ""
	if c.Credential != nil {
		credential = c.Credential.ID
	}
	var n int
	return tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM spent WHERE credential = ?) + EXISTS (SELECT max(id) FROM cases WHERE nik_index = ?)
		+ EXISTS (SELECT max(id) FROM cases WHERE nik_masked = ?) + EXISTS (SELECT max(id) FROM cases WHERE operator = ?)`,
		credential, s.nikIndex(c.Resident.NIK), c.Resident.NIK.Masked(), c.Operator).Scan(&n)
}

// sqlHanded is the last entry of the chain that says whose a half-done case is.
const sqlHanded = `SELECT kind FROM audit WHERE case_id = ? AND kind IN ('` + enrol.AuditHandOver + `', '` + enrol.AuditTakeOver + `') ORDER BY seq DESC LIMIT 1`

// Drafts lists the undecided cases, the newest first, with their pages' digests alone. Parked ones are decided; they
// are found by NIK. One that was handed over with a shift has no Operator until somebody
// takes it over.
func (s *Store) Drafts(ctx context.Context) ([]enrol.Case, error) {
	var out []enrol.Case
	err := s.read(ctx, "list drafts", func(tx *sql.Tx) (err error) {
		if out, err = s.drafts(ctx, tx, `state <> 'parked' ORDER BY saved_at DESC, id DESC`); err != nil {
			return err
		}
		for i := range out {
			var last string
			if err := ignoreNotFound(tx.QueryRowContext(ctx, sqlHanded, out[i].ID).Scan(&last)); err != nil {
				return err
			}
			if last == enrol.AuditHandOver {
				out[i].Operator = ""
			}
		}
		return nil
	})
	return out, err
}

// ParkedCases lists the parked cases, the newest first.
func (s *Store) ParkedCases(ctx context.Context) ([]enrol.Case, error) {
	return s.draftsWhere(ctx, "list parked cases", `state = 'parked' ORDER BY saved_at DESC, id DESC`)
}

// Parked finds the newest parked case of a resident; CodeNotFound where none is.
func (s *Store) Parked(ctx context.Context, n enrol.NIK) (enrol.Case, error) {
	found, err := s.draftsWhere(ctx, "find parked case",
		`nik_index = ? AND state = 'parked' ORDER BY saved_at DESC, id DESC`, s.nikIndex(n))
	if err != nil {
		return enrol.Case{}, err
	}
	if len(found) == 0 {
		return enrol.Case{}, enrol.NewError(enrol.CodeNotFound, "find parked case")
	}
	return found[0], nil
}

func (s *Store) draftsWhere(ctx context.Context, op, where string, args ...any) ([]enrol.Case, error) {
	var out []enrol.Case
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		out, err = s.drafts(ctx, tx, where, args...)
		return err
	})
	return out, err
}

// drafts reads those that can be read. One that can't be is in nobody's way: the shift's sheet names it, see openCases.
func (s *Store) drafts(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]enrol.Case, error) {
	out, broken, err := s.readDrafts(ctx, tx, where, args...)
	if len(broken) > 0 {
		s.log.Error("read drafts", "code", enrol.CodeDBBroken, "unreadable", len(broken))
	}
	return out, err
}

// readDrafts answers, beside those that can be read, the ids of those that can't.
func (s *Store) readDrafts(ctx context.Context, tx *sql.Tx, where string, args ...any) (out []enrol.Case, broken []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, body FROM drafts WHERE `+where, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, nil, err
		}
		c, err := s.openDraft(id, body)
		if err != nil {
			broken = append(broken, id)
			continue
		}
		out = append(out, c)
	}
	return out, broken, rows.Err()
}

func checkID(c enrol.Case) error {
	if c.ID == "" {
		return enrol.NewError(enrol.CodeField, "check case").With("field", "id")
	}
	return nil
}

func (s *Store) nikIndex(n enrol.NIK) []byte { return s.box.blind("nik", string(n)) }

// draft is a row of drafts, encrypted.
type draft struct {
	id      string
	nik     []byte
	state   enrol.State
	savedAt int64
	body    []byte
	of      enrol.Case // whose pages are kept beside it
}

// newDraft encrypts before any transaction is open, so that none waits for it.
func (s *Store) newDraft(c enrol.Case) (draft, error) {
	plain, err := packDraft(c)
	if err != nil {
		return draft{}, err
	}
	return draft{c.ID, s.nikIndex(c.Resident.NIK), c.State, instant(s.now()), s.box.seal("drafts", c.ID, plain), c}, nil
}

func (d draft) put(tx *sql.Tx) error {
	_, err := tx.Exec(`INSERT INTO drafts (id, nik_index, state, saved_at, body) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET nik_index = excluded.nik_index, state = excluded.state,
		saved_at = excluded.saved_at, body = excluded.body`, d.id, d.nik, d.state, d.savedAt, d.body)
	if err != nil {
		return err
	}
	return putPages(tx, d.of)
}

// packDraft writes the case as JSON with the selfie behind it as it is: base64 would
// make every draft a third larger. Layout: length of the JSON, 4 bytes, big-endian;
// JSON; selfie.
func packDraft(c enrol.Case) ([]byte, error) {
	selfie := c.Selfie
	c.Selfie = nil
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode draft: %w", err)
	}
	out := make([]byte, 0, 4+len(text)+len(selfie))
	out = binary.BigEndian.AppendUint32(out, uint32(len(text)))
	return append(append(out, text...), selfie...), nil
}

var errDraft = errors.New("draft is cut")

func unpackDraft(plain []byte) (enrol.Case, error) {
	var c enrol.Case
	if len(plain) < 4 {
		return c, errDraft
	}
	n, rest := uint64(binary.BigEndian.Uint32(plain)), plain[4:]
	if n > uint64(len(rest)) {
		return c, errDraft
	}
	if err := json.Unmarshal(rest[:n], &c); err != nil {
		return c, errDraft // json's own message would quote the content
	}
	if len(rest[n:]) > 0 {
		c.Selfie = rest[n:]
	}
	return c, nil
}

func (s *Store) openDraft(id string, body []byte) (enrol.Case, error) {
	plain, err := s.box.open("drafts", id, body)
	if err != nil {
		return enrol.Case{}, err
	}
	c, err := unpackDraft(plain)
	return c, enrol.WrapError(enrol.CodeDBBroken, "decode draft", err)
}
