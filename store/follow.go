package store

import (
	"bytes"
	"context"
	"database/sql"

	"github.com/gerai-ikd/gerai/enrol"
)

// OtherResident tells whether a decided case is about somebody else than n; false where none of that id is kept.
func (s *Store) OtherResident(ctx context.Context, id string, n enrol.NIK) (bool, error) {
	var other bool
	err := s.read(ctx, "compare residents", func(tx *sql.Tx) (err error) {
		other, err = s.otherResident(tx, id, n)
		return err
	})
	return other, err
}

func (s *Store) otherResident(tx *sql.Tx, id string, n enrol.NIK) (bool, error) {
	var index []byte
	err := tx.QueryRow(`SELECT nik_index FROM cases WHERE id = ?`, id).Scan(&index)
	if err != nil {
		return false, ignoreNotFound(err)
	}
	return !bytes.Equal(index, s.nikIndex(n)), nil
}

// follow looks after the refused or held case that a decided one puts right. One of somebody else is left
// alone whatever the new case says: nobody has looked after that resident.
func (s *Store) follow(tx *sql.Tx, d decision) error {
	if d.Follows == "" || d.State != enrol.StateApproved || d.Training {
		return nil
	}
	other, err := s.otherResident(tx, d.Follows, d.Resident.NIK)
	if err != nil || other {
		return err
	}
	_, err = s.attend(tx, d.Follows, event{"attend", d.Operator, d.Follows, map[string]string{"by": d.ID}})
	return err // false: it was looked after, or was none of these
}
