package registry

import (
	"context"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Residents' QRs are sealed for the outlets. The key changes with each period, and an
// outlet has that of the next one too: one without a line reads QRs for a period at
// least. A turn out of season, after a PC was stolen, takes a day to reach the outlets.
const (
	qrPeriod = 30 * 24 * time.Hour
	qrNotice = 24 * time.Hour
)

// qrTurn counts the changes of key out of season.
type qrTurn struct {
	Count int       `json:"count"`
	From  time.Time `json:"from"` // of the last one; before, the one before it holds
}

const configTurn = "qr-key"

// at is how many changes hold at a moment.
func (q qrTurn) at(now time.Time) int {
	if q.Count > 0 && now.Before(q.From) {
		return q.Count - 1
	}
	return q.Count
}

// period numbers time since 1970.
func period(at time.Time) int64 { return at.Unix() / int64(qrPeriod/time.Second) }

func qrName(n int64, turn int) string { return fmt.Sprintf("%d.%d", n, turn) }

// seal closes a QR for the outlets.
func (s *Service) seal(t *db.Tx, text string, now time.Time) (string, error) {
	var q qrTurn
	if _, err := t.Config(configTurn, &q); err != nil {
		return "", err
	}
	id, key := s.secrets.QRKey(qrName(period(now), q.at(now)))
	return credential.Seal(text, id, key)
}

// outletKeys are those with which an outlet reads QRs now: the keys that sign, and the
// keys that open.
func (s *Service) outletKeys(t *db.Tx) ([]enrol.VerifyKey, error) {
	now := s.now()
	return s.readKeys(t, now, func(q qrTurn) int { return q.at(now) })
}

// keysOf are those with which a QR was read at a moment that may be long ago.
func (s *Service) keysOf(t *db.Tx, at time.Time) ([]enrol.VerifyKey, error) {
	return s.readKeys(t, at, func(qrTurn) int { return 0 })
}

func (s *Service) readKeys(t *db.Tx, at time.Time, first func(qrTurn) int) ([]enrol.VerifyKey, error) {
	keys, err := t.Keys()
	if err != nil {
		return nil, err
	}
	var q qrTurn
	if _, err := t.Config(configTurn, &q); err != nil {
		return nil, err
	}
	for turn := first(q); turn <= q.Count; turn++ {
		for n := period(at) - 1; n <= period(at)+1; n++ {
			id, key := s.secrets.QRKey(qrName(n, turn))
			from := time.Unix(n*int64(qrPeriod/time.Second), 0).UTC()
			keys = append(keys, enrol.VerifyKey{ID: id, Open: key, NotBefore: from, NotAfter: from.Add(qrPeriod)})
		}
	}
	return keys, nil
}

// TurnQRKey changes the key of residents' QRs a day from now: what a stolen PC knows
// opens nothing that is issued afterwards. An outlet that gets no word within the day
// reads no new QR before it has.
func (s *Service) TurnQRKey(ctx context.Context, by Admin) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(configTurn); err != nil {
			return err
		}
		var q qrTurn
		if _, err := t.Config(configTurn, &q); err != nil {
			return err
		}
		now := s.now()
		if now.Before(q.From) {
			return nil // one is on its way already
		}
		if err := t.PutConfig(configTurn, qrTurn{q.Count + 1, now.Add(qrNotice)}); err != nil {
			return err
		}
		return s.deed(t, by, "qr-key", "", "")
	})
}
