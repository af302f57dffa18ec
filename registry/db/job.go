package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// The states of a job.
const (
	JobPending = "pending"
	JobDone    = "done"
	JobDead    = "dead" // given up; listed for staff
)

// Job is work that must happen once it was promised, whoever is killed meanwhile.
type Job struct {
	ID       string
	Kind     string
	NIK      enrol.NIK
	State    string
	Run      time.Time // not before
	Lease    time.Time // whoever holds it has until then
	Attempts int
	Secret   []byte     // sealed by the service
	LastCode enrol.Code // why the last attempt was no success
	Created  time.Time
	Done     time.Time
}

const jobColumns = `id, kind, nik, state, run_at, lease_until, attempts, secret, last_code, created_at, done_at`

func jobFields(j *Job) []any {
	return []any{&j.ID, &j.Kind, (*string)(&j.NIK), &j.State, stamp{&j.Run}, stamp{&j.Lease}, &j.Attempts, &j.Secret,
		(*string)(&j.LastCode), stamp{&j.Created}, stamp{&j.Done}}
}

// AddJob queues work.
func (t *Tx) AddJob(j Job) error {
	return t.post("add job", `INSERT INTO jobs (`+jobColumns+`) VALUES `+tuples(1, 11),
		j.ID, j.Kind, string(j.NIK), j.State, unix(j.Run), unix(j.Lease), j.Attempts, j.Secret, string(j.LastCode), unix(j.Created), unix(j.Done))
}

// ClaimJobs takes up to limit due jobs until lease; nobody else gets them before.
func (t *Tx) ClaimJobs(kind string, now, lease time.Time, limit int) ([]Job, error) {
	return many(t, "claim jobs", jobFields, `UPDATE jobs SET lease_until = $1, attempts = attempts + 1 WHERE id IN (
		SELECT id FROM jobs WHERE state = 'pending' AND kind = $2 AND run_at <= $3 AND lease_until <= $4
		ORDER BY run_at LIMIT $5`+t.dialect.SkipLocked+`) RETURNING `+jobColumns,
		unix(lease), kind, unix(now), unix(now), limit)
}

// ReleaseJobs ends every claim.
func (t *Tx) ReleaseJobs() error {
	_, err := t.exec("release jobs", `UPDATE jobs SET lease_until = 0 WHERE state = 'pending'`)
	return err
}

// FinishJob ends a job and wipes its secret; false where it is no longer pending.
func (t *Tx) FinishJob(id, state string, why enrol.Code, now time.Time) (bool, error) {
	return t.did("finish job", `UPDATE jobs SET state = $1, last_code = $2, done_at = $3, secret = NULL WHERE id = $4 AND state = 'pending'`,
		state, string(why), unix(now), id)
}

// PostponeJob gives a job back, to be tried again at a later time.
func (t *Tx) PostponeJob(id string, why enrol.Code, run time.Time) error {
	_, err := t.exec("postpone job", `UPDATE jobs SET run_at = $1, lease_until = 0, last_code = $2 WHERE id = $3 AND state = 'pending'`,
		unix(run), string(why), id)
	return err
}

// PendingJob tells whether a resident has such a job waiting.
func (t *Tx) PendingJob(kind string, n enrol.NIK) (bool, error) {
	c, err := one(t, "count jobs", itself[int], `SELECT COUNT(*) FROM jobs WHERE nik = $1 AND kind = $2 AND state = 'pending'`, string(n), kind)
	return c > 0, err
}

// CancelJobs ends what still waits for a resident.
func (t *Tx) CancelJobs(kind string, n enrol.NIK, now time.Time) error {
	return t.post("cancel jobs", `UPDATE jobs SET state = 'dead', last_code = 'cancelled', done_at = $1, secret = NULL
		WHERE nik = $2 AND kind = $3 AND state = 'pending'`, unix(now), string(n), kind)
}

// NextJob answers when the next job of a kind is due; zero: none waits.
func (t *Tx) NextJob(kind string) (time.Time, error) {
	n, err := one(t, "next job", itself[int64],
		`SELECT COALESCE(MIN(CASE WHEN lease_until > run_at THEN lease_until ELSE run_at END), 0) FROM jobs WHERE state = 'pending' AND kind = $1`, kind)
	if err != nil || n == 0 {
		return time.Time{}, err
	}
	return time.UnixMicro(n).UTC(), nil
}
