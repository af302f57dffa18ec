package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Chain is a device's audit chain as its head was deposited last.
type Chain struct {
	Device string
	Outlet string
	Name   string
	Seq    int64
	Hash   string
	At     time.Time

	// BackFrom is the place at which a chain that had been deposited was left for
	// another one: an older one, or one that was written anew. 0: never, or not since a
	// new beginning was accepted.
	BackFrom int64
	BackAt   time.Time
	// OfferedSeq and OfferedHash are the head that was refused then, since its place was
	// taken by another; 0 where the chain stepped back.
	OfferedSeq  int64
	OfferedHash string

	Epoch int64 // how many new beginnings were accepted
}

// NewHead is what a new beginning would begin with: the newest head that the device has
// shown.
func (c Chain) NewHead() (seq int64, hash string) {
	if c.OfferedSeq > 0 && c.BackAt.After(c.At) {
		return c.OfferedSeq, c.OfferedHash
	}
	return c.Seq, c.Hash
}

// epochOf is the beginning since which a device's heads are compared.
const epochOf = `COALESCE((SELECT epoch FROM chains WHERE device = $2), 0)`

// AddAnchor deposits the head of a device's audit chain. It answers the hash that is
// kept for that place: another one than given means that the chain was rewritten. That,
// and a head before one that was deposited, mark the chain until somebody at the office
// accepts a new beginning.
func (t *Tx) AddAnchor(device string, seq int64, hash string, now time.Time) (string, error) {
	if _, err := t.exec("add anchor", `INSERT INTO anchors (device, epoch, seq, hash, at) VALUES ($1, `+epochOf+`, $3, $4, $5)
		ON CONFLICT (device, epoch, seq) DO NOTHING`, device, device, seq, hash, unix(now)); err != nil {
		return "", err
	}
	kept, err := one(t, "read anchor", itself[string], `SELECT hash FROM anchors WHERE device = $1 AND epoch = `+epochOf+` AND seq = $3`, device, device, seq)
	if err != nil {
		return "", err
	}
	if kept != hash {
		_, err = t.exec("mark chain", `UPDATE chains SET back_from = $1, back_at = $2, back_seq = $3, back_hash = $4 WHERE device = $5`,
			seq, unix(now), seq, hash, device)
		return kept, err
	}
	_, err = t.exec("keep chain", `INSERT INTO chains (device, seq, hash, at, back_from, back_at) VALUES ($1, $2, $3, $4, 0, 0)
		ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at,
		back_from = CASE WHEN excluded.seq < chains.seq THEN chains.seq ELSE chains.back_from END,
		back_at = CASE WHEN excluded.seq < chains.seq THEN excluded.at ELSE chains.back_at END,
		back_seq = CASE WHEN excluded.seq < chains.seq THEN 0 ELSE chains.back_seq END,
		back_hash = CASE WHEN excluded.seq < chains.seq THEN '' ELSE chains.back_hash END`,
		device, seq, hash, unix(now))
	return kept, err
}

const chainQuery = `SELECT c.device, d.outlet, d.name, c.seq, c.hash, c.at, c.back_from, c.back_at, c.back_seq, c.back_hash, c.epoch
	FROM chains c JOIN devices d ON d.id = c.device`

func chainFields(c *Chain) []any {
	return []any{&c.Device, &c.Outlet, &c.Name, &c.Seq, &c.Hash, stamp{&c.At}, &c.BackFrom, stamp{&c.BackAt}, &c.OfferedSeq, &c.OfferedHash, &c.Epoch}
}

// Chains lists every device's, those that are marked first.
func (t *Tx) Chains() ([]Chain, error) {
	return many(t, "list chains", chainFields, chainQuery+` ORDER BY CASE WHEN c.back_from > 0 THEN 0 ELSE 1 END, d.outlet, d.name, c.device`)
}

// Chain reads one device's; CodeNotFound where it never deposited a head.
func (t *Tx) Chain(device string) (Chain, error) {
	return one(t, "read chain", chainFields, chainQuery+` WHERE c.device = $1`, device)
}

// Anchor is a head that was deposited.
type Anchor struct {
	Epoch int64
	Seq   int64
	Hash  string
	At    time.Time
}

// Anchors lists a device's newest ones, the newest first.
func (t *Tx) Anchors(device string, limit int) ([]Anchor, error) {
	return many(t, "list anchors", func(a *Anchor) []any { return []any{&a.Epoch, &a.Seq, &a.Hash, stamp{&a.At}} },
		`SELECT epoch, seq, hash, at FROM anchors WHERE device = $1 ORDER BY at DESC, epoch DESC, seq DESC LIMIT $2`, device, limit)
}

// Beginning is a new beginning of a chain that somebody at the office accepted. It is
// never erased.
type Beginning struct {
	Device   string
	Outlet   string
	Name     string // of the device
	Epoch    int64
	At       time.Time
	Admin    string
	Reason   string
	BackFrom int64 // the mark that it answers
	BackAt   time.Time
	Seq      int64 // the head that it begins with
	Hash     string
}

// BeginChain accepts a new beginning of a marked chain, and keeps it. Epoch, head and mark
// are the chain's own. CodeMove where the chain bears another mark, or none.
func (t *Tx) BeginChain(b Beginning) error {
	c, err := t.Chain(b.Device)
	if err != nil {
		return err
	}
	if c.BackFrom == 0 || !c.BackAt.Equal(b.BackAt) {
		return enrol.NewError(enrol.CodeMove, "accept a chain's beginning")
	}
	b.Epoch, b.BackFrom = c.Epoch+1, c.BackFrom
	b.Seq, b.Hash = c.NewHead()
	if _, err := t.exec("keep beginning", `INSERT INTO chain_beginnings (device, epoch, at, admin, reason, back_from, back_at, seq, hash) VALUES `+tuples(1, 9),
		b.Device, b.Epoch, unix(b.At), b.Admin, b.Reason, b.BackFrom, unix(b.BackAt), b.Seq, b.Hash); err != nil {
		return err
	}
	if _, err := t.exec("begin chain", `INSERT INTO anchors (device, epoch, seq, hash, at) VALUES `+tuples(1, 5), b.Device, b.Epoch, b.Seq, b.Hash, unix(b.At)); err != nil {
		return err
	}
	// A mark may have come in between: it is not answered, and stays.
	ok, err := t.did("begin chain", `UPDATE chains SET epoch = $1, seq = $2, hash = $3, back_from = 0, back_at = 0, back_seq = 0, back_hash = ''
		WHERE device = $4 AND epoch = $5 AND back_from = $6 AND back_at = $7 AND back_seq = $8`,
		b.Epoch, b.Seq, b.Hash, b.Device, c.Epoch, c.BackFrom, unix(c.BackAt), c.OfferedSeq)
	if err == nil && !ok {
		err = enrol.NewError(enrol.CodeMove, "accept a chain's beginning")
	}
	return err
}

// Beginnings lists those that were accepted, of one device ("": all), the newest first.
func (t *Tx) Beginnings(device string) ([]Beginning, error) {
	return many(t, "list beginnings", func(b *Beginning) []any {
		return []any{&b.Device, &b.Outlet, &b.Name, &b.Epoch, stamp{&b.At}, &b.Admin, &b.Reason, &b.BackFrom, stamp{&b.BackAt}, &b.Seq, &b.Hash}
	}, `SELECT b.device, d.outlet, d.name, b.epoch, b.at, b.admin, b.reason, b.back_from, b.back_at, b.seq, b.hash
		FROM chain_beginnings b JOIN devices d ON d.id = b.device WHERE b.device = $1 OR $2 = '' ORDER BY b.at DESC, b.device, b.epoch DESC`, device, device)
}
