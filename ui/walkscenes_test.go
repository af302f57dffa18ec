package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// functions are all that the window offers.
func functions() []function {
	return slices.Concat(doorFunctions, laneFunctions, reasonFunctions(), errandFunctions(), againFunctions(), paperFunctions(), queueFunctions, filterFunctions(),
		standingFunctions(), pageFunctions, settingFunctions, cameraFunctions, barFunctions())
}

// reasonFunctions reject and park with every reason, by its number.
func reasonFunctions() (out []function) {
	for i, r := range enrol.RejectReasons {
		f := function{"reject: " + string(r), "12-match", nil, "F4 " + strconv.Itoa(i+1), "reject " + string(r), "laneScreen"}
		if r == enrol.ReasonOther {
			f.keys, f.did = f.keys+" 'listrik padam' Enter", f.did+" listrik padam"
		}
		out = append(out, f)
	}
	for i, r := range enrol.ParkReasons {
		out = append(out, function{"park: " + string(r), "09-selfie", nil, "F6 " + strconv.Itoa(i+1), "park " + string(r), "laneScreen"})
	}
	return append(out, function{"no reason", "12-match", nil, "F4 Esc", "", "laneScreen"}, function{"no parking", "12-match", nil, "F6 Esc", "", "laneScreen"})
}

// errandFunctions type residents for all that one comes for without a QR.
func errandFunctions() (out []function) {
	const nik = "3276014503990001"
	out = append(out, function{"no errand", "02-ready", nil, "F4 Esc", "", "laneScreen"},
		function{"no purpose", "02-ready", nil, "F4 2 Esc", "", "laneScreen"})
	for i, k := range enrol.Kinds {
		keys := "F4 " + strconv.Itoa(i+1)
		data := " '" + nik + "' Enter"
		did := "type " + nik
		if k != enrol.KindCard && k != enrol.KindChange { // these two need nobody's address
			data += " 'bunga@gmail.com' Enter '081298761234' Enter"
			did += " bunga@gmail.com 081298761234"
		}
		if len(enrol.Purposes(k)) == 0 {
			out = append(out, function{"errand: " + string(k), "02-ready", nil, keys + data, did + " " + string(k), "laneScreen"})
		}
		for n, p := range enrol.Purposes(k) {
			out = append(out, function{"errand: " + string(p), "02-ready", nil, keys + " " + strconv.Itoa(n+1) + data, did + " " + string(k) + " " + string(p), "laneScreen"})
		}
	}
	return out
}

// againFunctions choose why an identity is activated again, at what the registry refuses and before the approval.
func againFunctions() (out []function) {
	for i, p := range enrol.Purposes(enrol.KindReactivate) {
		n := strconv.Itoa(i + 1)
		out = append(out, function{"reactivate: " + string(p), "45-active-already", nil, "F8 " + n, "reactivate " + string(p), "laneScreen"},
			function{"approve a reactivation: " + string(p), "58-reactivation", nil, "Enter " + n, "approve " + string(p), "laneScreen"})
	}
	return append(out, function{"no reactivation", "45-active-already", nil, "F8 Esc", "", "laneScreen"},
		function{"no approval of a reactivation", "58-reactivation", nil, "Enter Esc", "", "laneScreen"})
}

// paperFunctions tick papers that staff have seen.
func paperFunctions() (out []function) {
	for i, d := range []enrol.Document{enrol.DocNewestKK, enrol.DocBirth, enrol.DocDiploma, enrol.DocBiometry} {
		out = append(out, function{"paper: " + string(d), "07-blocked-papers", nil, "F7 " + strconv.Itoa(i+1), "document " + string(d), "checklist"})
	}
	return append(out, function{"no tick", "57-papers-ticked", nil, "F7 2", "untick akta", "checklist"},
		function{"photograph once more", "57-papers-ticked", nil, "F7 1 Enter", "paper-again kk-new", "laneScreen"},
		function{"keep what was photographed", "57-papers-ticked", nil, "F7 1 Esc", "", "laneScreen"},
		function{"tick off while the resident agrees", "08-consent", tickedPaper, "F7 1", "untick kk", "checklist"}, function{"no paper", "07-blocked-papers", nil, "F7 Esc", "", "laneScreen"})
}

// filterFunctions show the queue's filters by their numbers.
func filterFunctions() (out []function) {
	for i, f := range enrol.Filters {
		n := strconv.Itoa(i + 1)
		did := "items pending ; items " + string(f) + " "
		if f == enrol.FilterPending {
			did = "items pending "
		}
		out = append(out, function{"filter: " + string(f), "02-ready", nil, "F9 " + n, did, "queueScreen " + string(f) + " 1"})
	}
	return out
}

// standingFunctions turn through what the roster can show alone; chosen is then the first one of uidemo's.
func standingFunctions() (out []function) {
	keys := "F4"
	first := map[enrol.Standing]string{enrol.StandingPresent: "051", enrol.StandingDone: "016", enrol.StandingAbsent: "089", enrol.StandingBarred: "092"}
	for _, s := range enrol.Standings[1:] {
		keys += " F4"
		out = append(out, function{"roster: " + string(s), "02-ready", atRoster1, keys, "", "rosterScreen pupil-" + first[s] + " " + string(s)})
	}
	return out
}

// barFunctions are the keys of the bar at the top, on every screen that has it. Another language makes the
// screen anew, which then asks for its things again.
func barFunctions() (out []function) {
	for _, p := range []struct {
		at                place
		stands            string
		leads, did, again string
	}{
		{atSync, "syncScreen", "laneScreen", "", "other language"}, {atFigures, "figuresScreen", "laneScreen", "", "other language; day"},
		{atShift, "shiftScreen", "laneScreen", "", "other language; shift"}, {atRoster, "rosterScreen pupil-064", "laneScreen", "", "other language"},
		{atQueue, "queueScreen pending 1", "laneScreen", "", "items pending ; other language"},
		{atCamera, "cameraScreen 0 false", "queueScreen pending 1", "items pending ", "show camera 1; other language"},
	} {
		name := "at the " + p.stands + ": "
		out = append(out, function{name + "lane", "02-ready", at(p.at), "F9", p.did, p.leads},
			function{name + "language", "02-ready", at(p.at), "F10", p.again, p.stands},
			function{name + "settings", "02-ready", at(p.at), "F11", "", "settingsForm"},
			function{name + "log out", "02-ready", at(p.at), "F12", "log-out", p.stands})
	}
	return out
}

// at opens a page.
func at(p place) func(*walk) {
	return func(w *walk) {
		if p == atRoster {
			w.openRoster(atLane)
			return
		}
		w.open(p)
	}
}

// supervises has a supervisor at the lane.
func supervises(w *walk) { w.as(enrol.RoleSupervisor) }

// repairs has a supervisor at the lane, with a stick plugged in.
func repairs(w *walk) { w.folder = w.stick(); supervises(w) }

func supervisorAt(p place) func(*walk) { return func(w *walk) { supervises(w); w.open(p) } }

// stickAt opens a page with a stick plugged in.
func stickAt(p place) func(*walk) { return func(w *walk) { w.folder = w.stick(); w.open(p) } }

// stick is an empty folder of a name that is always the same.
func (w *walk) stick() string {
	dir := filepath.Join(w.tb.TempDir(), "USB")
	if err := os.Mkdir(dir, 0o700); err != nil {
		w.tb.Fatal(err)
	}
	return dir
}

// atItem opens the queue on one of uidemo's items, with all shown.
func atItem(i int) func(*walk) {
	return func(w *walk) {
		w.folder = w.stick()
		w.queueQuery = enrol.Query{Filter: enrol.FilterAll}
		w.open(atQueue)
		for range i {
			w.screen.(*queueScreen).table.move("Down")
		}
	}
}

func failedCodes(w *walk) {
	changed(func(v *lane.View) { v.Backlog.Codes = 2 })(w)
}

func waiting3(w *walk) {
	changed(func(v *lane.View) { v.Backlog.Pending = 3 })(w)
}

// atReceipts has a bundle of receipts on the stick.
func atReceipts(w *walk) {
	atItem(5)(w)
	if err := os.WriteFile(filepath.Join(w.folder, "receipts-depok-1.gerai"), []byte("x"), 0o600); err != nil {
		w.tb.Fatal(err)
	}
}

func longStory(w *walk) {
	for i := range 40 {
		w.deskFake.Entries = append(w.deskFake.Entries, enrol.AuditEntry{Seq: int64(i + 1), At: uidemo.Now, Kind: "open", Actor: "siti", Data: map[string]string{"kind": "new"}})
	}
	atItem(3)(w)
}

// atRoster1 opens the roster on somebody who is still awaited.
func atRoster1(w *walk) {
	w.openRoster(atLane)
	s := w.screen.(*rosterScreen)
	for i, r := range s.model.Rows {
		if r.group == nil && r.entry.Standing() == enrol.StandingWaiting {
			s.table.choose(i)
			return
		}
	}
	w.tb.Error("nobody is awaited")
}

func pictures(w *walk) { w.folder = MustPictures(w.tb) }

// ownPIN knows somebody who has to choose a PIN.
func ownPIN(w *walk) {
	w.logIn = func(id, _ string) (enrol.Staff, error) {
		return enrol.Staff{ID: id, Name: "Rina", Role: enrol.RoleStaff, MustSet: true}, nil
	}
}

func lockedWindow(w *walk) { changed(func(v *lane.View) { v.Lock = lane.LockView{On: true} })(w) }

func nearlyLocked(w *walk) { changed(func(v *lane.View) { v.Lock.Left = 40 * time.Second })(w) }

func cardToo(w *walk) {
	changed(func(v *lane.View) { v.Actions = append(slices.Clone(v.Actions), lane.ActionCard) })(w)
}

// tickedPaper has a paper that the last tick took the case on with.
func tickedPaper(w *walk) {
	changed(func(v *lane.View) {
		v.Papers, v.Actions = []enrol.Document{enrol.DocKK}, append(slices.Clone(v.Actions), lane.ActionUntick)
	})(w)
}

func besideException(w *walk) {
	changed(func(v *lane.View) { v.Presence = []lane.Action{lane.ActionException} })(w)
}

func besideAnyway(w *walk) {
	changed(func(v *lane.View) { v.Presence = []lane.Action{lane.ActionApprove} })(w)
}

func inKiosk(w *walk) {
	w.deps.Kiosk = true
	w.logIn = func(id, _ string) (enrol.Staff, error) { return enrol.Staff{ID: id, Role: enrol.RoleTechnician}, nil }
}

// noWindow takes the resident's window away; cornered shows the corner instead.
func noWindow(w *walk) {
	w.UI.resident = nil
	w.turned = false
	w.rebuild()
}

func cornered(w *walk) { noWindow(w); w.turn() }
