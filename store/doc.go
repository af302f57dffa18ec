// Package store keeps an outlet's cases, its outbox and its audit chain in one SQLite
// file, so that what was shown as saved is there after a kill or a power cut: a
// decision, its packet, the spent credential and the audit entry are one transaction,
// committed with synchronous=FULL.
//
// At rest nothing personal is readable. Drafts, staff and secrets are encrypted under
// a data key that a KeySource wraps; packets are sealed to the registry before they
// come here. In clear stay a masked NIK, times, states and figures. A full NIK is
// searched for by a keyed hash.
//
// An exported method is one transaction; an unexported function holds SQL. Times are
// stored as nanoseconds since 1970, 0 for "never", and answered in UTC.
package store
