package lane

import (
	"context"
	"image"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Offers lets phones hand their registrations over through a QR on the counter's own
// screen. Like all of Registry it needs the line.
type Offers interface {
	// Offer answers what to show and who has come. current is the id of the offer on the
	// screen ("": none), got names the arrivals that were taken up. It waits some seconds
	// where there is no news.
	Offer(ctx context.Context, current string, got []string) (Offer, error)
}

// Offer is a QR that one phone may open, once.
type Offer struct {
	ID       string
	Code     image.Image // a pixel a module, with its quiet zone; nil: that of current goes on
	Expires  time.Time
	Arrivals []Arrival
}

// Arrival is a registration that a phone has handed over.
type Arrival struct{ ID, QR string }

// OfferView is the QR that the outlet shows.
type OfferView struct {
	On      bool        // this outlet shows one
	Code    image.Image // see Offer; nil: there is none at the moment
	Expires time.Time   // it is replaced before
	Away    enrol.Code  // why there is none; "": it is on its way
}

const (
	offerPace  = 300 * time.Millisecond // between two questions
	offerAgain = 3 * time.Second        // after a failure
)

// offers is what the lane's goroutine keeps of them.
type offers struct {
	shown   Offer
	away    error
	arrived []string // QR texts that wait until the lane is free
}

// watchOffers keeps a QR on the screen while the lane waits for a resident.
func (l *Lane) watchOffers(ctx context.Context) {
	if l.deps.Offers == nil {
		return
	}
	var current string
	var got []string
	for pause := offerPace; wait(ctx, pause); {
		pause = offerPace
		if !l.wantOffer.Load() {
			continue
		}
		o, err := l.deps.Offers.Offer(ctx, current, got)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			pause, current = offerAgain, ""
		} else {
			current, got = o.ID, nil
		}
		if l.post(ctx, func() { l.offered(o, err) }) != nil {
			return
		}
		for _, a := range o.Arrivals {
			got = append(got, a.ID)
		}
	}
}

// wait answers false when ctx ends.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// offered takes an answer of the registry.
func (l *Lane) offered(o Offer, err error) {
	if err != nil {
		l.offers.shown, l.offers.away = Offer{}, err
		return
	}
	if o.Code == nil && o.ID == l.offers.shown.ID {
		o.Code = l.offers.shown.Code
	}
	for _, a := range o.Arrivals {
		l.offers.arrived = append(l.offers.arrived, a.QR)
	}
	o.Arrivals = nil
	l.offers.shown, l.offers.away = o, nil
}

// openArrived begins a case with what a phone has handed over, once the lane is free
// and the sentence about the one before could be read.
func (l *Lane) openArrived() {
	if l.idle.locked || !l.serves() || l.phase != PhaseReady || l.problem != nil || len(l.offers.arrived) == 0 {
		return
	}
	text := l.offers.arrived[0]
	l.offers.arrived = l.offers.arrived[1:]
	l.openText(text)
}

// gateOffers opens or closes the question for offers.
func (l *Lane) gateOffers() {
	l.wantOffer.Store(!l.idle.locked && l.serves() && l.settings.ShowQR && (l.phase == PhaseReady || l.phase == PhaseSaved))
}

// offerView is what the screen shows of it.
func (l *Lane) offerView() OfferView {
	if !l.settings.ShowQR || l.phase != PhaseReady || !l.serves() {
		return OfferView{}
	}
	v := OfferView{On: true, Code: l.offers.shown.Code, Expires: l.offers.shown.Expires, Away: enrol.CodeOf(l.offers.away)}
	if l.deps.Offers == nil {
		v.Away = enrol.CodeOffline
	}
	if !l.now().Before(v.Expires) {
		v.Code = nil
	}
	return v
}

// readyPrompt is what the lane waits for, where the scanner has no advice.
func (l *Lane) readyPrompt() string {
	v := l.offerView()
	switch {
	case !l.serves():
		return "lane.technician"
	case v.Code != nil:
		return "lane.offer"
	case v.Away != "":
		return "lane.offer-away"
	}
	return "lane.show-qr"
}
