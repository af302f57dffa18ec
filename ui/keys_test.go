package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// TestKeys presses keys at a scene and looks at what the lane is asked for.
func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name, scene string
		keys        []fyne.KeyName
		text        string
		want        lane.Command
	}{
		{"EnterApproves", "12-match", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionApprove}},
		{"NumberPadEnterApproves", "12-match", []fyne.KeyName{fyne.KeyEnter}, "", lane.Command{Action: lane.ActionApprove}},
		{"EnterRetakesWhenTheFacesDiffer", "14-nomatch", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionRetake}},
		{"ApproveAnywayAsksFirst", "14-nomatch", []fyne.KeyName{fyne.KeyF1}, "", lane.Command{}},
		{"ApproveAnywayNeedsAReason", "14-nomatch", []fyne.KeyName{fyne.KeyF1, fyne.KeyReturn}, "", lane.Command{}},
		{"EnterConsents", "08-consent", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionConsent, Text: "3/id/new"}},
		{"EnterDoesNothingWhileBlocked", "06-blocked-phase", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{}},
		{"EnterDoesNothingWhileReady", "02-ready", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{}},
		{"RejectWithReason", "12-match", []fyne.KeyName{fyne.KeyF4}, "1", lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonOtherPerson}},
		{"RejectNeedsAReason", "12-match", []fyne.KeyName{fyne.KeyF4, fyne.KeyReturn}, "0x", lane.Command{}},
		{"EscLeavesTheReasons", "12-match", []fyne.KeyName{fyne.KeyF4, fyne.KeyEscape}, "1", lane.Command{}},
		{"ParkWithReason", "09-selfie", []fyne.KeyName{fyne.KeyF6}, "3", lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonComesBack}},
		{"TakeNow", "09-selfie", []fyne.KeyName{fyne.KeyF8}, "", lane.Command{Action: lane.ActionTakeNow}},
		{"Retake", "12-match", []fyne.KeyName{fyne.KeyF5}, "", lane.Command{Action: lane.ActionRetake}},
		{"NoRetakeBeforeASelfie", "02-ready", []fyne.KeyName{fyne.KeyF5}, "", lane.Command{}},
		{"CancelAsksFirst", "12-match", []fyne.KeyName{fyne.KeyEscape}, "", lane.Command{}},
		{"Cancel", "12-match", []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn}, "", lane.Command{Action: lane.ActionCancel}},
		{"Next", "16-saved", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionNext}},
		{"LockAtOnceWithoutACase", "02-ready", []fyne.KeyName{fyne.KeyF12}, "", lane.Command{Action: lane.ActionLogOut}},
		{"LockAsksWithACase", "12-match", []fyne.KeyName{fyne.KeyF12}, "", lane.Command{}},
		{"LockWithACase", "12-match", []fyne.KeyName{fyne.KeyF12, fyne.KeyReturn}, "", lane.Command{Action: lane.ActionLogOut}},
		{"PaperSeen", "07-blocked-papers", []fyne.KeyName{fyne.KeyF7}, "2", lane.Command{Action: lane.ActionDocument, Document: enrol.DocBirth}},
		{"Photograph", "07-blocked-papers", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionPaper}},
		{"TakeThePage", "34-paper", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionTakeNow}},
		{"PaperWithoutPicture", "34-paper", []fyne.KeyName{fyne.KeyF8}, "", lane.Command{Action: lane.ActionDocument}},
		{"OtherPaper", "34-paper", []fyne.KeyName{fyne.KeyF7}, "", lane.Command{Action: lane.ActionOtherPaper}},
		{"BackToTheChecklist", "34-paper", []fyne.KeyName{fyne.KeyEscape}, "", lane.Command{Action: lane.ActionPaperBack}},
		{"KeepThePage", "36-page", []fyne.KeyName{fyne.KeyReturn}, "", lane.Command{Action: lane.ActionKeepPage}},
		{"PageAgain", "36-page", []fyne.KeyName{fyne.KeyF5}, "", lane.Command{Action: lane.ActionRetake}},
		{"TurnThePage", "36-page", []fyne.KeyName{fyne.KeyF8}, "", lane.Command{Action: lane.ActionTurnPage}},
		{"MorePages", "36-page", []fyne.KeyName{fyne.KeyF7}, "", lane.Command{Action: lane.ActionMorePages}},
		{"BackFromThePage", "36-page", []fyne.KeyName{fyne.KeyEscape}, "", lane.Command{Action: lane.ActionPaperBack}},
		{"SupervisorGoesOnWithoutPapers", "29-papers-supervisor", []fyne.KeyName{fyne.KeyF1}, "", lane.Command{}},
		{"PaperSeenBySupervisor", "29-papers-supervisor", []fyne.KeyName{fyne.KeyF7}, "1", lane.Command{Action: lane.ActionDocument, Document: enrol.DocNewestKK}},
		{"RevealClosesWithAnyKey", "12-match", []fyne.KeyName{fyne.KeyF3, fyne.KeyReturn}, "", lane.Command{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene(tt.scene)
			for _, k := range tt.keys {
				r.press(k)
			}
			r.typeText(tt.text)
			if tt.want.Action.OfCase() {
				tt.want.Case = uidemo.Case().ID // a late key never hits the next resident
			}
			if got := r.sent(); got != tt.want {
				t.Errorf("asked for %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestHeldKeyActsOnce(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	enter := &fyne.KeyEvent{Name: fyne.KeyReturn}
	for range 5 { // what a keyboard sends while the key is down
		r.TypedKey(enter)
	}
	r.KeyUp(enter)
	if n := len(r.commands); n != 1 {
		t.Fatalf("a held Enter was sent %d times", n)
	}
	r.press(fyne.KeyReturn)
	if n := len(r.commands); n != 2 {
		t.Fatalf("the second press was lost: %d commands", n)
	}
}

func TestLineForms(t *testing.T) {
	for _, tt := range []struct {
		name, scene string
		keys        []fyne.KeyName
		digits      string
		text        string
		want        lane.Command
	}{
		{"Token", "02-ready", []fyne.KeyName{fyne.KeyF7}, "", "  K7PQ ", lane.Command{Action: lane.ActionToken, Text: "K7PQ"}},
		{"Override", "29-papers-supervisor", []fyne.KeyName{fyne.KeyF1}, "", "surat dinas", lane.Command{Action: lane.ActionOverride, Text: "surat dinas"}},
		{"NoReasonNoOverride", "29-papers-supervisor", []fyne.KeyName{fyne.KeyF1}, "", "  ", lane.Command{}},
		{"OtherReasonNeedsANote", "12-match", []fyne.KeyName{fyne.KeyF4}, "9", "", lane.Command{}},
		{"OtherReason", "12-match", []fyne.KeyName{fyne.KeyF4}, "9", "listrik padam",
			lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonOther, Note: "listrik padam"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "en", true)
			r.scene(tt.scene)
			for _, k := range tt.keys {
				r.press(k)
			}
			r.typeText(tt.digits)
			r.typeText(tt.text)
			r.press(fyne.KeyReturn)
			if tt.want.Action.OfCase() {
				tt.want.Case = uidemo.Case().ID
			}
			if got := r.sent(); got != tt.want {
				t.Errorf("asked for %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestTypedForm(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	form := r.question.(*typedForm)
	r.typeText("3276014503990001")
	r.press(fyne.KeyReturn) // e-mail and number lack: the keyboard goes to the first of them
	if r.window.Canvas().Focused() != fyne.Focusable(form.entries[1]) {
		t.Fatal("Enter with a missing e-mail does not lead to it")
	}
	r.typeText("bunga@gmial.com")
	r.press(fyne.KeyF10) // another language: nothing typed is lost
	form = r.question.(*typedForm)
	if r.words.Language != "en" || form.entries[0].Text != "3276014503990001" || form.entries[1].Text != "bunga@gmial.com" {
		t.Fatalf("switching the language lost what was typed: %+v", form.typedData())
	}
	r.press(fyne.KeyF3)
	r.focus(form.entries[2])
	r.typeText("+62 812-9876-1234")
	r.press(fyne.KeyF4) // another kind: what was typed stays
	r.digits("22")
	r.press(fyne.KeyReturn)
	want := lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: "3276014503990001", Email: "bunga@gmail.com",
		Phone: "+62 812-9876-1234", Kind: enrol.KindReactivate, Purpose: enrol.PurposeLostPhone}}
	if got := r.sent(); got != want {
		t.Errorf("asked for %+v, want %+v", got, want)
	}
	if r.question != nil {
		t.Error("the form stays open")
	}
}

// TestKindsByKeyboard: what for, why, and the data that the kind needs; no others.
func TestKindsByKeyboard(t *testing.T) {
	const nik = "3276014503990001"
	for _, tt := range []struct {
		name, keys string
		fields     int
		want       lane.Typed
	}{
		{"NewActivation", "1", 3, lane.Typed{}},
		{"LostPhone", "22", 3, lane.Typed{}},
		{"Address", "31", 3, lane.Typed{NIK: nik, Kind: enrol.KindChange, Purpose: enrol.PurposeAddress}},
		{"FirstCard", "4", 3, lane.Typed{}},
		{"CardForNoSignal", "52", 1, lane.Typed{NIK: nik, Kind: enrol.KindCard, Purpose: enrol.PurposeNoSignal}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			r.press(fyne.KeyF4)
			r.digits(tt.keys)
			form, ok := r.question.(*typedForm)
			if !ok || len(form.entries) != tt.fields {
				t.Fatalf("%T asks for other fields", r.question)
			}
			r.typeText(nik)
			r.press(fyne.KeyReturn)
			got := r.sent()
			if tt.want == (lane.Typed{}) { // contact data lack: nothing may be sent
				tt.want, ok = got.Typed, r.question != nil
			}
			if !ok || got.Typed != tt.want {
				t.Errorf("asked for %+v", got)
			}
		})
	}
}

// TestLogInAtTheOtherWindow: the keyboard's focus may be on the resident's window, where
// there is no field. What is typed goes into staff's.
func TestLogInAtTheOtherWindow(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.open(atLogin)
	c := r.ResidentWindow().Canvas()
	enter := func(text string) {
		for _, letter := range text {
			r.clock = r.clock.Add(100 * time.Millisecond)
			c.OnTypedRune()(letter)
		}
		r.clock = r.clock.Add(time.Second)
		c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
		r.KeyUp(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	enter("siti")
	enter("246810")
	if got := r.sent(); got.Action != lane.ActionLogIn || got.Staff.ID != "siti" {
		t.Errorf("asked for %s %q", got.Action, got.Staff.ID)
	}
}

// TestLogInGoesOn where the screen is made anew in the middle of a name or a PIN.
func TestLogInGoesOn(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	r.typeText("si")
	r.rebuild()
	r.typeText("ti")
	r.press(fyne.KeyReturn)
	r.typeText("246")
	r.press(fyne.KeyF10)
	r.typeText("810")
	var pin string
	r.logIn = func(id, p string) (enrol.Staff, error) {
		pin = p
		r.rebuild() // and while it is checked
		return enrol.Staff{ID: id, Role: enrol.RoleStaff}, nil
	}
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionLogIn || got.Staff.ID != "siti" || pin != "246810" {
		t.Errorf("asked for %s %q", got.Action, got.Staff.ID)
	}
}

func TestLogIn(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		if id != "siti" || pin != "482913" {
			return enrol.Staff{}, &enrol.Error{Code: enrol.CodeLocked, RetryAfter: 2 * time.Minute}
		}
		return enrol.Staff{ID: id}, nil
	}
	screen := r.screen.(*loginScreen)
	r.typeText("siti")
	r.press(fyne.KeyReturn)
	r.typeText("000000")
	r.press(fyne.KeyReturn)
	if got := screen.do.Text(); got != "Tunggu 2 menit, lalu coba lagi." {
		t.Errorf("after a wrong PIN: %q", got)
	}
	if screen.pin.Text != "" || r.sent() != (lane.Command{}) {
		t.Error("a wrong PIN stays in its field, or opened the lane")
	}
	r.picture(r.window, "login-wrong-id-light")
	r.typeText("482913")
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionLogIn || got.Staff.ID != "siti" {
		t.Errorf("asked for %+v", got)
	}
}

func TestQueueKeys(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	r.press(fyne.KeyF9)
	s := r.screen.(*queueScreen)
	r.press(fyne.KeyReturn) // the first is being sent: nothing to retry
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyF5)
	if n := len(r.queue.Retried); n != 1 { // there is a backlog of three: all may be sent
		t.Logf("retried %v", r.queue.Retried)
	}
	if len(r.queue.Retried) != 2 || len(r.queue.Retried[0]) != 1 || r.queue.Retried[0][0] != uidemo.Item(1).ID || len(r.queue.Retried[1]) != 0 {
		t.Errorf("retried %v, want the second item, then all", r.queue.Retried)
	}
	r.press(fyne.KeyF7)
	if s.query.Filter == enrol.FilterPending {
		t.Error("F7 does not show all")
	}
	r.press(fyne.KeyEnd) // the oldest at once, whatever lies between
	if it, _ := s.current(); it.ID != uidemo.Item(r.queue.N-1).ID {
		t.Errorf("End leads to %s", it.ID)
	}
	r.press(fyne.KeyF3)
	r.typeText("0007")
	if len(s.list.items) != 1 {
		t.Errorf("searching finds %d", len(s.list.items))
	}
	r.press(fyne.KeyEscape) // clears the search
	r.press(fyne.KeyEscape) // leaves
	if _, ok := r.screen.(*laneScreen); !ok {
		t.Error("Esc does not lead back to the lane")
	}
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionApprove {
		t.Errorf("back at the lane Enter asks for %+v", got)
	}
}

func TestSwitches(t *testing.T) {
	r := MustRig(t, "id", false)
	var kept Prefs
	r.deps.Changed = func(p Prefs) { kept = p }
	r.scene("12-match")
	r.press(fyne.KeyF10)
	r.press(fyne.KeyF11)
	r.typeText("3")
	r.press(fyne.KeyEscape)
	if r.words.Language != "en" || !r.look.IsDark || kept.Language != "en" || !kept.Dark {
		t.Errorf("language %s, dark %v, kept %v", r.words.Language, r.look.IsDark, kept)
	}
	if got := r.screen.(*laneScreen).model.Sentence; got != "The face matches. Press Enter to approve" {
		t.Errorf("sentence %q", got)
	}
}

// TestQuestionFollowsTheCase: a list of reasons must not outlive the case it was
// opened for, or it would reject the next resident.
func TestQuestionFollowsTheCase(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	r.press(fyne.KeyF4)
	r.scene("16-saved")
	if r.question != nil {
		t.Error("the reasons are still asked for")
	}
	r.scene("12-match")
	r.ask(newReveal(r.UI))
	at := uidemo.Now.Add(revealFor + time.Second)
	r.deps.Now = func() time.Time { return at }
	r.refresh()
	if r.question != nil {
		t.Error("the contact data stay on the screen")
	}
	r.scene("12-match")
	r.press(fyne.KeyF4)
	r.scene("01-closed")
	if _, ok := r.screen.(*loginScreen); !ok || r.question != nil {
		t.Error("logging out leaves something open")
	}
	eachText(r.resident.window.Content(), func(x *look.Text) {
		if x.Text() == "BUNGA CONTOH PERTIWI" {
			t.Error("a name on the resident's window")
		}
	})
}

// TestTypedFormKeepsItsPlace: another errand, another language or a lock that came and went leave the
// keyboard in the field that had it, and what is typed next comes behind what is there.
func TestTypedFormKeepsItsPlace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		field int
		do    func(r *rig)
	}{
		{"Kind", 0, func(r *rig) { r.press(fyne.KeyF4); r.digits("22") }},
		{"Language", 0, func(r *rig) { r.press(fyne.KeyF10) }},
		{"Lock", 0, func(r *rig) { lockAndBack(r) }},
		{"KindAtEmail", 1, func(r *rig) { r.press(fyne.KeyF4); r.digits("22") }},
		{"LanguageAtEmail", 1, func(r *rig) { r.press(fyne.KeyF10) }},
		{"LockAtEmail", 1, func(r *rig) { lockAndBack(r) }},
		{"LanguageUnderLock", 1, func(r *rig) {
			locked := r.view
			locked.Lock.On = true
			r.arrived(locked)
			r.press(fyne.KeyF10)
			locked.Lock.On = false
			r.arrived(locked)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			r.press(fyne.KeyF2)
			r.typeText("3276")
			r.focus(r.question.(*typedForm).entries[1])
			r.typeText("bu")
			r.focus(r.question.(*typedForm).entries[tt.field])
			tt.do(r)
			r.typeText("01")
			want := [][2]string{{"327601", "bu"}, {"3276", "bu01"}}[tt.field]
			form := r.question.(*typedForm)
			if got := [2]string{form.entries[0].Text, form.entries[1].Text}; got != want {
				t.Errorf("the fields hold %q, want %q", got, want)
			}
		})
	}
}

func lockAndBack(r *rig) {
	v := r.view
	v.Lock.On = true
	r.arrived(v)
	v.Lock.On = false
	r.arrived(v)
}

// TestFieldsKeepTheirPlace: the other questions with fields are no different.
func TestFieldsKeepTheirPlace(t *testing.T) {
	for name, tt := range map[string]struct {
		scene string
		ask   func(r *rig) question
		want  []string // after "ab", another language and "cd"
	}{
		"Line":      {"06-blocked-phase", func(r *rig) question { return newLineForm(r.UI, noteForm, "") }, []string{"abcd"}},
		"Parked":    {"02-ready", func(r *rig) question { return newParkedForm(r.UI, "") }, []string{"abcd"}},
		"File":      {"02-ready", func(r *rig) question { return newFileForm(r.UI) }, []string{"abcd"}},
		"Allow":     {"06-blocked-phase", func(r *rig) question { return newAllowForm(r.UI, allowOverride) }, []string{"abcd", "", ""}},
		"Signature": {"02-ready", func(r *rig) question { return newSignForm(r.UI, nil, "") }, []string{"abcd", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.folder = t.TempDir()
			r.scene(tt.scene)
			r.ask(tt.ask(r))
			r.typeText("ab")
			r.press(fyne.KeyF10)
			r.typeText("cd")
			for i, e := range r.question.(fielded).inputs() {
				if e.Text != tt.want[i] {
					t.Errorf("field %d holds %q, want %q", i, e.Text, tt.want[i])
				}
			}
		})
	}
}

// TestTypedFormFaults: Enter leads from field to field, and paints none red that nobody was in yet.
func TestTypedFormFaults(t *testing.T) {
	const nik, email, phone = "3276014503990001", "bunga@gmail.com", "081298761234"
	for _, tt := range []struct {
		name  string
		start int
		typed []string // each with Enter after it
		at    int      // where the keyboard is then; -1: the form is sent
		red   []int
	}{
		{"NIK", 0, []string{nik}, 1, nil},
		{"HalfNIK", 0, []string{"3276"}, 0, []int{0}},
		{"NothingYet", 0, []string{""}, 0, []int{0}},
		{"EmailLeftOut", 0, []string{nik, ""}, 1, []int{1}},
		{"Email", 0, []string{nik, email}, 2, nil},
		{"WrongEmail", 0, []string{nik, "bunga"}, 1, []int{1}},
		{"Number", 0, []string{nik, email, "12"}, 2, []int{2}},
		{"All", 0, []string{nik, email, phone}, -1, nil},
		{"FromTheMiddle", 1, []string{email}, 0, nil},
		{"FromTheLast", 2, []string{phone}, 0, []int{0, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			r.press(fyne.KeyF2)
			form := r.question.(*typedForm)
			r.focus(form.entries[tt.start])
			for _, text := range tt.typed {
				r.typeText(text)
				r.press(fyne.KeyReturn)
			}
			if tt.at < 0 {
				if r.question != nil || r.sent().Action != lane.ActionType {
					t.Error("not sent")
				}
				return
			}
			if form.at() != tt.at {
				t.Errorf("the keyboard is in field %d, want %d", form.at(), tt.at)
			}
			for i := range form.entries {
				red := form.notes[i].Text() != "" && form.notes[i].Colour == r.look.Tones[look.Bad].Strong
				if red != slices.Contains(tt.red, i) {
					t.Errorf("field %d: red %v: %q", i, red, form.notes[i].Text())
				}
			}
			if tt.name == "NIK" {
				r.picture(r.window, "question-typed-next-id-light")
			}
		})
	}
}
