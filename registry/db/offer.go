package db

import "time"

// Offer is a QR that a counter shows, for one phone to open. It goes through four
// states: open, claimed by a phone, filled with a registration, taken by the counter.
type Offer struct {
	ID           string // SHA-256 of the token in the link, hex
	Device       string // the counter that shows it
	Outlet       string
	Created      time.Time
	Expires      time.Time // of what it waits for: the phone, then the registration, then the counter
	Claim        string    // SHA-256 of the handle of the phone that opened it; "": none has
	Registration string    // id; "": not filled
	Taken        time.Time // by the counter; zero: not yet
}

const offerColumns = `id, device, outlet, created_at, expires_at, claim, registration, taken_at`

func offerFields(o *Offer) []any {
	return []any{&o.ID, &o.Device, &o.Outlet, stamp{&o.Created}, stamp{&o.Expires}, &o.Claim, &o.Registration, stamp{&o.Taken}}
}

// AddOffer keeps a new one.
func (t *Tx) AddOffer(o Offer) error {
	_, err := t.exec("add offer", `INSERT INTO offers (`+offerColumns+`) VALUES `+tuples(1, 8),
		o.ID, o.Device, o.Outlet, unix(o.Created), unix(o.Expires), o.Claim, o.Registration, unix(o.Taken))
	return err
}

// Offer reads one by its id.
func (t *Tx) Offer(id string) (Offer, error) {
	return one(t, "read offer", offerFields, `SELECT `+offerColumns+` FROM offers WHERE id = $1`, id)
}

// OfferByClaim finds the one that a phone has opened.
func (t *Tx) OfferByClaim(claim string) (Offer, error) {
	return one(t, "read offer", offerFields, `SELECT `+offerColumns+` FROM offers WHERE claim = $1`, claim)
}

// ClaimOffer gives an open offer to a phone; false where another was quicker.
func (t *Tx) ClaimOffer(id, claim string, until time.Time) (bool, error) {
	return t.did("claim offer", `UPDATE offers SET claim = $1, expires_at = $2 WHERE id = $3 AND claim = ''`, claim, unix(until), id)
}

// FillOffer ties a registration to a claimed offer, once; false where one is.
func (t *Tx) FillOffer(id, registration string, until time.Time) (bool, error) {
	return t.did("fill offer", `UPDATE offers SET registration = $1, expires_at = $2 WHERE id = $3 AND registration = ''`,
		registration, unix(until), id)
}

// TakeOffer notes that a counter has the registration of one of its offers. Those of
// other counters are left alone.
func (t *Tx) TakeOffer(device, id string, now time.Time) error {
	_, err := t.exec("take offer", `UPDATE offers SET taken_at = $1 WHERE id = $2 AND device = $3 AND registration <> '' AND taken_at = 0`,
		unix(now), id, device)
	return err
}

// OpenOffers counts a counter's offers that no phone has opened yet.
func (t *Tx) OpenOffers(device string, now time.Time) (int, error) {
	return one(t, "count offers", itself[int], `SELECT COUNT(*) FROM offers WHERE device = $1 AND claim = '' AND expires_at > $2`,
		device, unix(now))
}

// Arrival is a registration that a phone handed to a counter.
type Arrival struct {
	Offer string // id
	QR    string
}

// Arrivals lists what a counter has not taken yet and no case has used, the oldest
// first, at most limit.
func (t *Tx) Arrivals(device string, now time.Time, limit int) ([]Arrival, error) {
	return many(t, "list arrivals", func(a *Arrival) []any { return []any{&a.Offer, &a.QR} },
		`SELECT o.id, r.qr FROM offers o JOIN registrations r ON r.id = o.registration
		 WHERE o.device = $1 AND o.taken_at = 0 AND o.expires_at > $2 AND r.case_id = '' AND r.expires_at > $2
		 ORDER BY o.expires_at LIMIT $3`, device, unix(now), limit)
}

// FilledAt answers the outlet whose counter was handed a registration's present QR;
// CodeNotFound where none was, or the QR was renewed since.
func (t *Tx) FilledAt(registration string) (string, error) {
	return one(t, "read offer", itself[string], `SELECT o.outlet FROM offers o JOIN registrations r ON r.id = o.registration
		WHERE o.registration = $1 AND o.expires_at >= r.expires_at ORDER BY o.created_at DESC LIMIT 1`, registration)
}
