package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	actorSystem = "system"
	hashBytes   = sha256.Size
)

// event is an entry that is yet to be chained.
type event struct {
	kind, actor, caseID string
	data                map[string]string
}

// head is where the chain ends. Its MAC is under a key that the database does not
// hold, so that a tail can't be cut, nor a chain replaced, without showing.
type head struct {
	seq  int64
	hash []byte
}

// Record appends an event. Values that look like a NIK, a number or an address are
// blotted out before they are chained: data never names anybody.
func (s *Store) Record(ctx context.Context, kind, actor, caseID string, data map[string]string) error {
	return s.write(ctx, "record audit", func(tx *sql.Tx) error { return s.audit(tx, event{kind, actor, caseID, data}) })
}

func (s *Store) audit(tx *sql.Tx, e event) error {
	last, highest, whole, err := s.getHead(tx)
	if err != nil {
		return err
	}
	whole = whole && highest == last.seq
	text, err := json.Marshal(blot(e.data)) // sorted by key
	if err != nil {
		return fmt.Errorf("encode audit entry: %w", err)
	}
	at, seq := instant(s.now()), max(last.seq, highest)+1
	hash := chainHash(last.hash, seq, at, e.kind, e.actor, e.caseID, string(text))
	if _, err := tx.Exec(`INSERT INTO audit (seq, at, kind, actor, case_id, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		seq, at, e.kind, e.actor, e.caseID, string(text), hash); err != nil {
		return err
	}
	return s.putHead(tx, head{seq, hash}, whole)
}

// personal matches what must not be in the chain: 16 digits, a mobile number, an address.
var personal = regexp.MustCompile(`\d{16}|(^|\D)(08|\+?628)\d{8,11}(\D|$)|\S@\S`)

// leastPersonal is the shortest number that personal matches, in bytes.
const leastPersonal = 10

func blot(data map[string]string) map[string]string {
	out := make(map[string]string, len(data))
	for k, v := range data {
		if (len(v) >= leastPersonal || strings.Contains(v, "@")) && personal.MatchString(v) {
			v = "•••"
		}
		out[k] = v
	}
	return out
}

// chainHash is SHA-256 over the hash before and the entry, every text with its length
// in front so that no two entries have one encoding.
func chainHash(before []byte, seq, at int64, texts ...string) []byte {
	h := sha256.New()
	buf := append([]byte("gerai audit v1\x00"), before...)
	buf = binary.BigEndian.AppendUint64(buf, uint64(seq))
	buf = binary.BigEndian.AppendUint64(buf, uint64(at))
	for _, t := range texts {
		buf = append(binary.BigEndian.AppendUint32(buf, uint32(len(t))), t...)
	}
	h.Write(buf)
	return h.Sum(nil)
}

func (s *Store) headMAC(h head) []byte {
	return mac(s.box.head, append(binary.BigEndian.AppendUint64(nil, uint64(h.seq)), h.hash...))
}

// getHead answers the chain's end, the number of the last entry that there is, and
// whether the end's MAC fits. Where it does not the lane goes on, but putHead leaves the
// damage visible for Verify.
func (s *Store) getHead(tx *sql.Tx) (h head, highest int64, whole bool, err error) {
	var seq sql.NullInt64
	var sum []byte
	err = tx.QueryRow(`SELECT (SELECT coalesce(max(seq), 0) FROM audit), seq, hash, mac
		FROM (SELECT 1) LEFT JOIN audit_head ON id = 1`).Scan(&highest, &seq, &h.hash, &sum)
	if err != nil {
		return h, 0, false, err
	}
	if !seq.Valid {
		return head{hash: make([]byte, hashBytes)}, highest, false, nil
	}
	h.seq = seq.Int64
	return h, highest, hmac.Equal(sum, s.headMAC(h)), nil
}

func (s *Store) putHead(tx *sql.Tx, h head, whole bool) error {
	sum := s.headMAC(h)
	if !whole {
		sum = make([]byte, len(sum)) // a head that did not fit must not become one that does
	}
	_, err := tx.Exec(`INSERT INTO audit_head (id, seq, hash, mac) VALUES (1, ?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac`, h.seq, h.hash, sum)
	return err
}

// Head answers the chain's length and last hash, for the registry's anchor and the
// shift sheet.
func (s *Store) Head(ctx context.Context) (int64, string, error) {
	var h head
	err := s.read(ctx, "read audit head", func(tx *sql.Tx) (err error) {
		h, _, _, err = s.getHead(tx)
		return err
	})
	return h.seq, hex.EncodeToString(h.hash), err
}

// Verify walks the chain. The error is CodeDBBroken with the details "seq", the first
// entry that does not fit, and "what": missing (removed or out of order), changed, tail
// (cut off, or added behind the program's back), head (its MAC does not fit).
func (s *Store) Verify(ctx context.Context) (int64, error) {
	var n int64
	err := s.read(ctx, "verify audit", func(tx *sql.Tx) error {
		end, _, whole, err := s.getHead(tx)
		if err != nil {
			return err
		}
		last, err := walkChain(ctx, tx, func(enrol.AuditEntry) error { return nil })
		n = last.seq
		switch {
		case err != nil:
			return err
		case !whole:
			return misfit("head", end.seq)
		case last.seq != end.seq:
			return misfit("tail", min(last.seq, end.seq)+1)
		case !bytes.Equal(last.hash, end.hash):
			return misfit("tail", end.seq)
		}
		return nil
	})
	return n, err
}

// Walk hands every entry to visit, the oldest first, checking the chain on the way;
// visit's error ends it. Verify also looks at the chain's end.
func (s *Store) Walk(ctx context.Context, visit func(enrol.AuditEntry) error) error {
	return s.read(ctx, "read audit", func(tx *sql.Tx) error {
		_, err := walkChain(ctx, tx, visit)
		return err
	})
}

func misfit(what string, seq int64) error {
	return enrol.NewError(enrol.CodeDBBroken, "verify audit").With("what", what).With("seq", strconv.FormatInt(seq, 10))
}

// walkChain computes every hash anew and answers the end that it reaches.
func walkChain(ctx context.Context, tx *sql.Tx, visit func(enrol.AuditEntry) error) (head, error) {
	last := head{hash: make([]byte, hashBytes)}
	rows, err := tx.QueryContext(ctx, `SELECT seq, at, kind, actor, case_id, data, hash FROM audit ORDER BY seq`)
	if err != nil {
		return last, err
	}
	defer rows.Close()
	for rows.Next() {
		var e enrol.AuditEntry
		var at int64
		var data string
		var hash []byte
		if err := rows.Scan(&e.Seq, &at, &e.Kind, &e.Actor, &e.Case, &data, &hash); err != nil {
			return last, err
		}
		if e.Seq != last.seq+1 {
			return last, misfit("missing", last.seq+1)
		}
		if !bytes.Equal(hash, chainHash(last.hash, e.Seq, at, e.Kind, e.Actor, e.Case, data)) {
			return last, misfit("changed", e.Seq)
		}
		last = head{e.Seq, hash}
		e.At, e.Hash = moment(at), hex.EncodeToString(hash)
		if err := json.Unmarshal([]byte(data), &e.Data); err != nil {
			return last, misfit("changed", e.Seq)
		}
		if err := visit(e); err != nil {
			return last, err
		}
	}
	return last, rows.Err()
}
