package db

import "time"

// Chain is a device's audit chain as its head was deposited last.
type Chain struct {
	Device string
	Outlet string
	Name   string
	Seq    int64
	Hash   string
	At     time.Time

	// BackFrom is the place at which a chain that had been deposited was left for
	// another one: an older one, or one that was written anew. 0: never.
	BackFrom int64
	BackAt   time.Time
}

// AddAnchor deposits the head of a device's audit chain. It answers the hash that is
// kept for that place: another one than given means that the chain was rewritten. That,
// and a head before one that was deposited, mark the chain for good.
func (t *Tx) AddAnchor(device string, seq int64, hash string, now time.Time) (string, error) {
	if _, err := t.exec("add anchor", `INSERT INTO anchors (device, seq, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT (device, seq) DO NOTHING`,
		device, seq, hash, unix(now)); err != nil {
		return "", err
	}
	kept, err := one(t, "read anchor", itself[string], `SELECT hash FROM anchors WHERE device = $1 AND seq = $2`, device, seq)
	if err != nil {
		return "", err
	}
	if kept != hash {
		_, err = t.exec("mark chain", `UPDATE chains SET back_from = $1, back_at = $2 WHERE device = $3`, seq, unix(now), device)
		return kept, err
	}
	_, err = t.exec("keep chain", `INSERT INTO chains (device, seq, hash, at, back_from, back_at) VALUES ($1, $2, $3, $4, 0, 0)
		ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at,
		back_from = CASE WHEN excluded.seq < chains.seq THEN chains.seq ELSE chains.back_from END,
		back_at = CASE WHEN excluded.seq < chains.seq THEN excluded.at ELSE chains.back_at END`,
		device, seq, hash, unix(now))
	return kept, err
}

// Chains lists every device's.
func (t *Tx) Chains() ([]Chain, error) {
	return many(t, "list chains", func(c *Chain) []any {
		return []any{&c.Device, &c.Outlet, &c.Name, &c.Seq, &c.Hash, stamp{&c.At}, &c.BackFrom, stamp{&c.BackAt}}
	}, `SELECT c.device, d.outlet, d.name, c.seq, c.hash, c.at, c.back_from, c.back_at FROM chains c JOIN devices d ON d.id = c.device
		ORDER BY CASE WHEN c.back_from > 0 THEN 0 ELSE 1 END, d.outlet, d.name, c.device`)
}
