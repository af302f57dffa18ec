package registry

import (
	"context"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// lineage is a device that brings packets, with those whose place it took because somebody
// at the office said so. A PC that lost its key is enrolled anew, and its queue is signed
// by the device that it was.
type lineage struct {
	device db.Device
	others func() (others, error) // asked once, and only for a packet that another device signed
}

// others are the further devices of an outlet.
type others struct {
	earlier map[string]db.Device // whose place the bringing one took
	outlet  map[string]bool
}

func (s *Service) lineageOf(ctx context.Context, dev db.Device) *lineage {
	return &lineage{device: dev, others: sync.OnceValues(func() (o others, err error) {
		err = s.db.View(ctx, func(t *db.Tx) error {
			list, err := t.Devices(dev.Outlet)
			o = othersOf(dev.ID, list)
			return err
		})
		return o, err
	})}
}

// alone is a device that brings nothing but its own.
func alone(dev db.Device) *lineage {
	return &lineage{device: dev, others: func() (others, error) { return others{}, nil }}
}

// othersOf walks from each device of an outlet to who took its place in the end.
func othersOf(id string, list []db.Device) others {
	out := others{map[string]db.Device{}, map[string]bool{}}
	next := map[string]string{}
	for _, d := range list {
		next[d.ID] = d.ReplacedBy
	}
	for _, d := range list {
		out.outlet[d.ID] = true
		for at, steps := d.ReplacedBy, 0; at != "" && steps < len(list); at, steps = next[at], steps+1 {
			if at == id && d.ID != id {
				out.earlier[d.ID] = d
				break
			}
		}
	}
	return out
}

// signer answers the device that may have signed a packet which this one brings:
// CodeOtherDevice for another of its outlet, CodeRefused for any else.
func (l *lineage) signer(id string) (db.Device, error) {
	if id == l.device.ID {
		return l.device, nil
	}
	o, err := l.others()
	if err != nil {
		return db.Device{}, err
	}
	if d, ok := o.earlier[id]; ok {
		return d, nil
	}
	if o.outlet[id] {
		return db.Device{}, enrol.NewError(enrol.CodeOtherDevice, "take in packet")
	}
	return db.Device{}, enrol.NewError(enrol.CodeRefused, "take in packet").With("why", "device")
}

// has tells whether a device is this one, or one whose place it took.
func (l *lineage) has(id string) bool {
	d, err := l.signer(id)
	return err == nil && d.ID == id
}

// intime refuses what a device signed for later than its right to report ended, or for earlier than
// it began, give or take a counter's clock. A queue of before is signed by the device that the PC was
// then, also where another took its place.
func intime(signer db.Device, decided time.Time) error {
	if decided.Before(signer.Enrolled.Add(-clockSlack)) {
		return badField("decided_at")
	}
	if end := signer.Ended(); !end.IsZero() && decided.After(end.Add(clockSlack)) {
		return enrol.NewError(enrol.CodeRevoked, "take in packet")
	}
	return nil
}

// signer answers a device whose packets may be carried: CodeRevoked for one that was
// revoked, or that nobody knows. Whether another took its place is no matter.
func (s *Service) signer(ctx context.Context, id string) (d db.Device, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		d, err = t.Device(id)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && !d.Revoked.IsZero() {
		return d, enrol.NewError(enrol.CodeRevoked, "check device")
	}
	return d, err
}
