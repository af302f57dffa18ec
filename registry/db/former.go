package db

import (
	"encoding/json"
	"time"
)

// Former is a value that held until it was replaced.
type Former struct {
	About string // FormerRules, or FormerOutlet of one
	Value string // JSON
	Ended time.Time
}

// FormerRules is what former document rules are about.
const FormerRules = "rules"

// FormerOutlet is what former settings of an outlet are about.
func FormerOutlet(id string) string { return "outlet " + id }

// Into reads the value.
func (f Former) Into(v any) error { return json.Unmarshal([]byte(f.Value), v) }

// AddFormer keeps a value that ends now. PutOutlet does it for settings by itself.
func (t *Tx) AddFormer(about string, v any, now time.Time) error {
	t.forget()
	_, err := t.exec("keep former value", `INSERT INTO former_settings (about, value, ended_at) VALUES ($1, $2, $3)
		ON CONFLICT (about, ended_at) DO NOTHING`, about, object{v}, unix(now))
	return err
}

// Former lists what an outlet's cases were judged by before, the rules and its settings, by when it
// ended, the earliest first.
func (t *Tx) Former(outlet string) ([]Former, error) {
	return remember(&t.memo.former, outlet, func() ([]Former, error) {
		return many(t, "list former values", formerFields, formerQuery, FormerRules, FormerOutlet(outlet))
	})
}

const formerQuery = `SELECT about, value, ended_at FROM former_settings WHERE about IN ($1, $2) ORDER BY ended_at, about`

func formerFields(f *Former) []any { return []any{&f.About, &f.Value, stamp{&f.Ended}} }
