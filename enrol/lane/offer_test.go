package lane_test

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// fakeOffers is a registry that makes offers and keeps what it was asked.
type fakeOffers struct {
	mu       sync.Mutex
	err      error
	id       int
	arrivals []lane.Arrival // until they are acknowledged
	asked    int
	got      []string
}

func (f *fakeOffers) set(change func(*fakeOffers)) { f.mu.Lock(); change(f); f.mu.Unlock() }

func (f *fakeOffers) Offer(_ context.Context, current string, got []string) (lane.Offer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	if f.err != nil {
		return lane.Offer{}, f.err
	}
	f.got = append(f.got, got...)
	f.arrivals = slices.DeleteFunc(f.arrivals, func(a lane.Arrival) bool { return slices.Contains(got, a.ID) })
	o := lane.Offer{ID: fmt.Sprint("offer-", f.id), Expires: time.Now().Add(time.Minute), Arrivals: slices.Clone(f.arrivals)}
	if current != o.ID {
		o.Code = image.NewGray(image.Rect(0, 0, 29, 29))
	}
	return o, nil
}

func playOffers(t *testing.T, f func(*world, *fakeOffers)) {
	t.Helper()
	o := &fakeOffers{}
	play(t, func(w *world) {
		w.books.settings.ShowQR = true
		w.deps.Offers = o
	}, func(w *world) { f(w, o) })
}

func offered(v lane.View) bool { return v.Phase == lane.PhaseReady && v.Offer.Code != nil }

// TestOffer: the outlet's QR is on the screen while the lane waits, and what a phone
// hands over becomes a case within a second.
func TestOffer(t *testing.T) {
	playOffers(t, func(w *world, o *fakeOffers) {
		if v := w.lane.View(); v.Offer.On || o.asked != 0 {
			t.Fatal("an offer before anybody is logged in")
		}
		w.logIn(siti)
		v := w.untilView("offered", offered)
		if v.Prompt != "lane.offer" || !v.Offer.On || v.Offer.Away != "" {
			t.Fatalf("prompt %q, %+v", v.Prompt, v.Offer)
		}
		if v = w.pass(20 * time.Second); !offered(v) {
			t.Fatal("the QR went away by itself")
		}
		o.set(func(f *fakeOffers) { f.id++; f.arrivals = []lane.Arrival{{ID: "offer-0", QR: "QR-BUDI"}} })
		if v = w.pass(time.Second); v.Phase != lane.PhaseSelfie || v.Case.Resident.NIK != budi || v.Offer.On {
			t.Fatalf("%s", v.Phase)
		}
		asked := o.asked
		if w.pass(10 * time.Second); o.asked > asked+1 {
			t.Fatal("it asks for offers in the middle of a case")
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		w.pass(2 * time.Second)
		if !slices.Equal(o.got, []string{"offer-0"}) || len(w.desk.drafts) > 1 {
			t.Fatalf("acknowledged %v", o.got)
		}
	})
}

// TestOffersQueue: two phones at once are served one after the other, and one whose
// registration is worth nothing is refused as any other QR.
func TestOffersQueue(t *testing.T) {
	playOffers(t, func(w *world, o *fakeOffers) {
		w.logIn(siti)
		w.untilView("offered", offered)
		w.codes["QR-USED"] = enrol.CodeQRUsed
		o.set(func(f *fakeOffers) {
			f.arrivals = []lane.Arrival{{ID: "a", QR: "QR-BUDI"}, {ID: "b", QR: "QR-USED"}, {ID: "c", QR: "QR-ANI"}}
		})
		v := w.until(lane.PhaseSelfie)
		if v.Case.Resident.NIK != budi {
			t.Fatal("not in order")
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		w.untilView("refused", func(v lane.View) bool { return v.Problem == enrol.CodeQRUsed })
		w.pass(time.Second)
		w.expect(lane.PhaseReady, enrol.CodeQRUsed) // its sentence can be read
		if v = w.until(lane.PhaseSelfie); v.Case.Resident.NIK != ani {
			t.Fatal("not in order")
		}
	})
}

// TestOfferAway: without the line the window says so, and the webcam's way works.
func TestOfferAway(t *testing.T) {
	playOffers(t, func(w *world, o *fakeOffers) {
		o.set(func(f *fakeOffers) { f.err = enrol.NewError(enrol.CodeOffline, "ask") })
		w.logIn(siti)
		v := w.untilView("away", func(v lane.View) bool { return v.Offer.Away != "" })
		if v.Prompt != "lane.offer-away" || v.Offer.Away != enrol.CodeOffline || v.Offer.Code != nil || v.Problem != "" {
			t.Fatalf("%q %+v", v.Prompt, v.Offer)
		}
		o.set(func(f *fakeOffers) { f.err = nil })
		w.untilView("back", offered)
		o.set(func(f *fakeOffers) { f.err = enrol.NewError(enrol.CodeSlow, "ask") })
		w.untilView("away again", func(v lane.View) bool { return v.Prompt == "lane.offer-away" })
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
	})
}

// TestOfferSetting: an outlet without the setting asks for nothing, and the setting
// can come and go while the lane works.
func TestOfferSetting(t *testing.T) {
	playOffers(t, func(w *world, o *fakeOffers) {
		w.logIn(siti)
		w.untilView("offered", offered)
		show := func(on bool) {
			w.books.mu.Lock()
			w.books.settings.ShowQR = on
			w.books.mu.Unlock()
			w.lane.Changed(context.Background())
		}
		show(false)
		w.untilView("off", func(v lane.View) bool { return !v.Offer.On })
		asked := o.asked
		v := w.pass(10 * time.Second)
		if v.Prompt != "lane.show-qr" || o.asked > asked+1 {
			t.Fatalf("%q, asked %d times more", v.Prompt, o.asked-asked)
		}
		show(true)
		w.untilView("on again", offered)
		w.do(lane.Command{Action: lane.ActionLogOut})
		if v = w.pass(time.Second); v.Offer.On {
			t.Fatal("an offer on the closed lane")
		}
	})
}

// TestOfferWithoutALine: a PC that is not enrolled says that it can show none.
func TestOfferWithoutALine(t *testing.T) {
	play(t, func(w *world) { w.books.settings.ShowQR = true }, func(w *world) {
		w.logIn(siti)
		v := w.untilView("away", func(v lane.View) bool { return v.Prompt == "lane.offer-away" })
		if v.Offer.Away != enrol.CodeOffline {
			t.Fatalf("%+v", v.Offer)
		}
	})
}
