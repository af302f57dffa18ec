package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// doubtful lets the test itself say whether what is read back is right.
func doubtful(w *world) { w.doubts = true }

func typedBudi(email string) lane.Command {
	return lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: email, Phone: "081298761234"}}
}

// What staff typed is read back once, before the resident agrees, and what was put right once more; also after a crash.
func TestContactIsReadBack(t *testing.T) {
	play(t, doubtful, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(typedBudi("budi@gmial.com"))
		v := w.until(lane.PhaseContact)
		if v.Enter != lane.ActionContactRight || !v.Can(lane.ActionContact) || !v.Can(lane.ActionPark) || v.Steps[0].State != lane.StepCurrent {
			t.Fatalf("Enter %q, possible %v", v.Enter, v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionContact, Typed: lane.Typed{Email: "budi", Phone: "081298761234"}})
		w.expect(lane.PhaseContact, enrol.CodeEmail)
		w.do(lane.Command{Action: lane.ActionContact, Typed: lane.Typed{Email: "budi@gmail.com", Phone: "12"}})
		w.expect(lane.PhaseContact, enrol.CodePhone)
		w.do(lane.Command{Action: lane.ActionContact, Typed: lane.Typed{Email: "Budi@gmail.com", Phone: "0812 9876 1234"}})
		if v := w.expect(lane.PhaseContact, ""); v.Case.Resident.Email != "budi@gmail.com" || v.Case.Contact != enrol.ContactChanged {
			t.Fatalf("read back as %q", v.Case.Contact)
		}
		if e := w.audit.last("contact"); e.Data["changed"] != "email" {
			t.Errorf("the chain has %v", e.Data)
		}
		w.crash()
		w.logIn(siti)
		w.until(lane.PhaseContact)
		w.do(lane.Command{Action: lane.ActionContactRight})
		w.expect(lane.PhaseConsent, "")
		w.crash()
		w.logIn(siti)
		w.until(lane.PhaseConsent) // it is not asked twice
		w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonComesBack})
		w.expect(lane.PhaseSaved, "")
		w.do(typedBudi("budi@gmail.com")) // the same as before
		w.until(lane.PhaseConsent)
		w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonComesBack})
		w.expect(lane.PhaseSaved, "")
		w.do(typedBudi("budi.s@gmail.com"))
		w.until(lane.PhaseContact)
		if e := w.audit.last("contact-right"); e.Actor != siti.ID {
			t.Errorf("the chain has %+v", e)
		}
	})
}

// Of a QR only an address that looks mistyped is read back: whoever entered it on a phone has read it there.
func TestContactOfQR(t *testing.T) {
	play(t, doubtful, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove}) // one key in all
		w.expect(lane.PhaseSaved, "")
		w.change("QR-ANI", func(c *enrol.Credential) { c.Resident.Email, c.Resident.Phone = "ani@yaho.com", "081298761234" })
		w.reader.hold("QR-ANI")
		w.until(lane.PhaseContact)
		w.pass(time.Minute)
		w.expect(lane.PhaseContact, "")
		w.do(lane.Command{Action: lane.ActionContact, Typed: lane.Typed{Email: "ani@yahoo.com", Phone: "081298761234"}})
		w.expect(lane.PhaseContact, "")
		w.do(lane.Command{Action: lane.ActionContactRight})
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if c := w.approved()[1]; c.Resident.Email != "ani@yahoo.com" || c.Typed {
			t.Errorf("approved for %q", c.Contact)
		}
	})
}

// Where the registry has something against the case, it stops while contact data are read back too, and goes on there.
func TestStoppedWhileReadingBack(t *testing.T) {
	play(t, func(w *world) {
		standing(servedElsewhere, 3*time.Second)(w)
		doubtful(w)
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Resident.Email = "budi@gmial.com" })
	}, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseContact)
		w.untilStopped(enrol.CodeDuplicate)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "printed wrongly", Staff: agus})
		w.expect(lane.PhaseContact, "")
	})
}
