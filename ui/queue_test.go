package ui

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// TestQueueList scrolls through more items than are kept, down and up, and jumps: what
// is kept is always one gapless piece in order, and never grows.
func TestQueueList(t *testing.T) {
	q := &uidemo.Queue{N: 2000}
	var l queueList
	load := func(p page) int {
		items, err := q.Items(t.Context(), l.query(enrol.Query{}, p))
		if err != nil {
			t.Fatal(err)
		}
		moved := l.take(p, items)
		if len(l.items) > keepMost {
			t.Fatalf("%d items are kept", len(l.items))
		}
		for i := 1; i < len(l.items); i++ {
			var a, b int
			fmt.Sscanf(l.items[i-1].ID[9:], "%d", &a)
			fmt.Sscanf(l.items[i].ID[9:], "%d", &b)
			if a != b+1 {
				t.Fatalf("a gap after %s", l.items[i-1].ID)
			}
		}
		return moved
	}
	load(pageNewest)
	if !l.atNewest || l.atOldest || len(l.items) != pageSize {
		t.Fatalf("first page: %d, %+v %+v", len(l.items), l.atNewest, l.atOldest)
	}
	for !l.atOldest {
		load(pageOlder)
	}
	if l.items[len(l.items)-1].ID != uidemo.Item(1999).ID || l.atNewest {
		t.Error("scrolling down does not end at the oldest")
	}
	for !l.atNewest {
		if before := l.items[0].ID; l.items[load(pageNewer)].ID != before {
			t.Fatal("rows moved by another number than was said")
		}
	}
	if l.items[0].ID != uidemo.Item(0).ID || l.atOldest {
		t.Error("scrolling up does not end at the newest")
	}
	load(pageOldest)
	if l.items[len(l.items)-1].ID != uidemo.Item(1999).ID || !l.atOldest || l.atNewest {
		t.Error("the jump to the oldest leads elsewhere")
	}
}

func TestItemActions(t *testing.T) {
	answered := func(a enrol.Answer, acc enrol.Account) enrol.Item {
		return enrol.Item{State: enrol.StateApproved, Delivery: enrol.DeliveryAnswered, Answer: a, Account: acc}
	}
	attended := answered(enrol.AnswerRefused, "")
	attended.Attended = true
	own, agus := enrol.Staff{ID: "siti", Role: enrol.RoleStaff}, enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}
	other, tech := enrol.Staff{ID: "dewi", Role: enrol.RoleStaff}, enrol.Staff{ID: "tono", Role: enrol.RoleTechnician}
	refused, bounced := answered(enrol.AnswerRefused, ""), answered(enrol.AnswerAccepted, enrol.AccountBounced)
	for _, tt := range []struct {
		name  string
		it    enrol.Item
		want  []itemAction
		enter itemAction
		who   enrol.Staff
	}{
		{"Nothing", enrol.Item{}, nil, "", own},
		{"Queued", enrol.Item{State: enrol.StateApproved, Delivery: enrol.DeliveryQueued}, []itemAction{doSend, doPrint, doExport}, doSend, own},
		{"Sending", enrol.Item{State: enrol.StateApproved, Delivery: enrol.DeliverySending}, []itemAction{doPrint, doExport}, "", own},
		{"Held", enrol.Item{State: enrol.StateRejected, Delivery: enrol.DeliveryHeld, LastError: enrol.CodeRefused}, []itemAction{doSend, doCorrect, doAttend, doExport, doSupport}, doSend, own},
		{"Lost", enrol.Item{State: enrol.StateApproved, Delivery: enrol.DeliveryHeld, LastError: enrol.CodeDBBroken}, []itemAction{doCorrect, doAttend, doSupport}, doCorrect, own},
		{"Refused", answered(enrol.AnswerRefused, ""), []itemAction{doCorrect, doSend, doExport, doAttend, doSupport}, doCorrect, own},
		{"Attended", attended, nil, "", own},
		{"Bounced", answered(enrol.AnswerAccepted, enrol.AccountBounced), []itemAction{doAddress, doResend, doPrint}, doAddress, own},
		{"Expired", answered(enrol.AnswerAccepted, enrol.AccountExpired), []itemAction{doResend, doAddress, doPrint}, doResend, own},
		{"Active", answered(enrol.AnswerAccepted, enrol.AccountActive), []itemAction{doPrint}, "", own},
		{"Parked", enrol.Item{State: enrol.StateParked}, []itemAction{doPrint}, "", own},
		{"RefusedOfAnother", refused, []itemAction{doExport, doSupport}, "", other},
		{"RefusedForSupervisor", refused, []itemAction{doCorrect, doSend, doExport, doAttend, doSupport}, doCorrect, agus},
		{"RefusedForTechnician", refused, []itemAction{doExport, doSupport}, "", tech},
		{"BouncedOfAnother", bounced, []itemAction{doAddress, doResend, doPrint}, doAddress, other},
		{"BouncedForTechnician", bounced, nil, "", tech},
		{"QueuedForTechnician", enrol.Item{State: enrol.StateApproved, Delivery: enrol.DeliveryQueued}, []itemAction{doSend, doExport}, doSend, tech},
	} {
		tt.it.Operator = "siti"
		if got := itemActions(tt.it, tt.who); !slices.Equal(got, tt.want) || obvious(tt.it, tt.who) != tt.enter {
			t.Errorf("%s: %v, Enter %q", tt.name, got, obvious(tt.it, tt.who))
		}
	}
}

// atQueueItem opens the queue on the i-th of the made-up items, with all shown.
func atQueueItem(t *testing.T, scene string, i int) *rig {
	t.Helper()
	r := MustRig(t, "id", false)
	r.folder = t.TempDir()
	r.scene(scene)
	r.press(fyne.KeyF9)
	r.clock = r.clock.Add(time.Second)
	r.typeText("2")
	for range i {
		r.press(fyne.KeyDown)
	}
	return r
}

// TestQueueActions: each thing that helps, by keys alone.
func TestQueueActions(t *testing.T) {
	for _, tt := range []struct {
		name string
		item int
		keys []fyne.KeyName
		text string
		then []fyne.KeyName
		want string
	}{
		{"RefusedExported", 3, []fyne.KeyName{fyne.KeyF4}, "3", []fyne.KeyName{fyne.KeyReturn}, "export siti [" + uidemo.Item(3).ID + "]"},
		{"Attend", 3, []fyne.KeyName{fyne.KeyF4}, "4", []fyne.KeyName{fyne.KeyReturn}, "attend " + uidemo.Item(3).ID + " siti"},
		{"AttendAsksFirst", 3, []fyne.KeyName{fyne.KeyF4}, "4", []fyne.KeyName{fyne.KeyEscape}, ""},
		{"Resend", 4, []fyne.KeyName{fyne.KeyF4}, "2", []fyne.KeyName{fyne.KeyReturn}, "resend " + uidemo.Item(4).ID + " siti"},
		{"ExportOne", 2, []fyne.KeyName{fyne.KeyF4}, "5", []fyne.KeyName{fyne.KeyReturn}, "export siti [" + uidemo.Item(2).ID + "]"},
		{"PrintAgain", 6, []fyne.KeyName{fyne.KeyF4}, "1", nil, "print again " + uidemo.Item(6).ID},
		{"ExportAll", 6, []fyne.KeyName{fyne.KeyF4}, "2", []fyne.KeyName{fyne.KeyReturn}, "export siti []"},
		{"ImportNeedsAFile", 6, []fyne.KeyName{fyne.KeyF4}, "3", []fyne.KeyName{fyne.KeyEscape}, ""},
		{"NoSuchNumber", 6, []fyne.KeyName{fyne.KeyF4}, "9", []fyne.KeyName{fyne.KeyEscape}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := atQueueItem(t, "02-ready", tt.item)
			for _, k := range tt.keys {
				r.press(k)
			}
			r.clock = r.clock.Add(time.Second)
			r.typeText(tt.text)
			for _, k := range tt.then {
				r.press(k)
			}
			if got := strings.Join(r.deskFake.Done, "; "); got != tt.want {
				t.Errorf("asked for %q, want %q", got, tt.want)
			}
		})
	}
}

// TestQueueSupport saves a file for whoever helps with a case that the registry refused,
// and says where it lies.
func TestQueueSupport(t *testing.T) {
	r := atQueueItem(t, "02-ready", 3)
	saved := r.withTools()
	r.press(fyne.KeyF4)
	r.picture(r.window, "desk-actions-refused-id-light")
	r.clock = r.clock.Add(time.Second)
	r.typeText("5")
	r.press(fyne.KeyReturn) // into the folder that is open
	if *saved != 1 {
		t.Errorf("%d files are saved", *saved)
	}
}

func TestImportReceipts(t *testing.T) {
	r := atQueueItem(t, "02-ready", 6)
	for _, name := range []string{"receipts-depok-1-20260309.gerai", "packets-depok-1.gerai"} {
		if err := os.WriteFile(r.folder+"/"+name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.press(fyne.KeyF4)
	r.clock = r.clock.Add(time.Second)
	r.typeText("3")
	r.press(fyne.KeyReturn)
	if got := strings.Join(r.deskFake.Done, "; "); got != "import siti" {
		t.Errorf("asked for %q", got)
	}
}

// TestBrought: packets that the registry could not take in are never said as done.
func TestBrought(t *testing.T) {
	broken := enrol.NewError(enrol.CodeServer, "deliver")
	for name, tt := range map[string]struct {
		err  error
		got  enrol.Carried
		want string
	}{
		"Foreign":        {nil, enrol.Carried{Packets: 2, Foreign: 2}, "queue.relay-foreign"},
		"Failed":         {nil, enrol.Carried{Packets: 2, Failed: []string{"a", "b"}}, "queue.relay-none"},
		"FailedAndFault": {broken, enrol.Carried{Packets: 2, Failed: []string{"a", "b"}}, ""},
		"SomeFailed":     {nil, enrol.Carried{Packets: 2, Accepted: 1, Failed: []string{"b"}, Files: []string{"x"}}, "queue.relay-failed"},
		"Settings":       {nil, enrol.Carried{Settings: uidemo.Now.Add(-48 * time.Hour)}, "queue.took-settings"},
		"OldSettings":    {nil, enrol.Carried{Settings: uidemo.Now.Add(-48 * time.Hour), Stale: true}, "queue.old-settings"},
		"ForgedSettings": {enrol.NewError(enrol.CodeField, "read bundle").With("why", "forged"), enrol.Carried{}, ""},
		"AskedAlone":     {nil, enrol.Carried{Asked: true, Answered: true, Files: []string{"x"}}, "queue.relay-settings"},
		"AskedInVain":    {nil, enrol.Carried{Asked: true}, "queue.relay-unanswered"},
	} {
		t.Run(name, func(t *testing.T) {
			r := atQueueItem(t, "02-ready", 3)
			r.screen.(*queueScreen).brought(tt.err, tt.got, "x")
			n := len(tt.got.Failed)
			want := r.words.Say(tt.want, "n", strconv.Itoa(n), "file", "x", "time", r.words.When(tt.got.Settings, r.now()))
			if tt.err != nil {
				sentence, hint := r.words.Failure(tt.err, r.now())
				want = sentence + " " + hint
			}
			if got := r.note.text.Text(); got != want {
				t.Errorf("said %q, want %q", got, want)
			}
		})
	}
}

// TestCorrect: Enter on a refused item begins a case that is linked to it, with the
// data typed anew; while a case is open at the lane nothing happens but a word.
func TestCorrect(t *testing.T) {
	for _, tt := range []struct {
		name string
		item int
		kind enrol.Kind
	}{{"Refused", 3, enrol.KindNew}, {"Bounced", 4, enrol.KindReactivate}} {
		t.Run(tt.name, func(t *testing.T) {
			r := atQueueItem(t, "02-ready", tt.item)
			r.press(fyne.KeyReturn)
			if _, ok := r.screen.(*laneScreen); !ok {
				t.Fatal("Enter does not lead to the lane")
			}
			of := uidemo.Item(tt.item).NIKMasked
			r.typeText("327601450399" + of[len(of)-4:])
			r.press(fyne.KeyF10) // another language: the link stays
			r.press(fyne.KeyReturn)
			r.typeText("bunga@gmail.com")
			r.press(fyne.KeyReturn)
			r.typeText("081298761234")
			r.press(fyne.KeyReturn)
			got := r.sent()
			if got.Action != lane.ActionType || got.Typed.Follows != uidemo.Item(tt.item).ID || got.Typed.Kind != tt.kind {
				t.Errorf("asked for %s %s, follows %q", got.Action, got.Typed.Kind, got.Typed.Follows)
			}
		})
	}
	r := atQueueItem(t, "12-match", 3)
	r.press(fyne.KeyReturn)
	if _, ok := r.screen.(*queueScreen); !ok || r.question != nil {
		t.Error("a correction begins while a case is open")
	}
}

// TestNewItemsDoNotMoveTheChoice: what is chosen stays chosen when newer items arrive
// above it, so that Enter means the same item still.
func TestNewItemsDoNotMoveTheChoice(t *testing.T) {
	r := atQueueItem(t, "02-ready", 3)
	s := r.screen.(*queueScreen)
	chosen, _ := s.current()
	newer := uidemo.Item(-1)
	s.arrived(pageNewest, append([]enrol.Item{newer}, s.list.items...)[:pageSize], nil)
	if it, _ := s.current(); it.ID != chosen.ID {
		t.Errorf("%s is chosen instead", it.ID)
	}
}

func TestStory(t *testing.T) {
	w := MustWords(t, "id")
	entries, _ := (&uidemo.Desk{}).Story(t.Context(), "x")
	var got []string
	for _, l := range newStory(w, entries, uidemo.Now) {
		got = append(got, l.At+" "+l.What+" "+l.Who)
	}
	want := []string{
		"09.15.30 Kasus dibuka siti",
		"09.15.31 Penyelia memberi izin: Fase program saat ini bukan untuk … penyelia",
		"09.15.31 Memenuhi syarat siti", "09.15.31 Sudah setuju siti", "09.15.35 Swafoto diambil siti", "09.15.36 Wajah diperiksa siti",
		"09.15.39 Disetujui siti",
	}
	for i, text := range want {
		if i == 1 { // the code's own sentence may change
			if !strings.HasPrefix(got[i], "09.15.31 Penyelia memberi izin: ") {
				t.Errorf("line %d: %q", i, got[i])
			}
			continue
		}
		if got[i] != text {
			t.Errorf("line %d: %q, want %q", i, got[i], text)
		}
	}
	if n := len(got); n != 10 {
		t.Errorf("%d lines", n)
	}
	broken := []enrol.AuditEntry{{Kind: "approve", Data: map[string]string{"steps": "a b+x c+y d"}}, {Kind: "of-a-later-version"}}
	if got := newStory(w, broken, uidemo.Now); len(got) != 2 || got[1].What != "of-a-later-version" {
		t.Errorf("steps that can't be read: %+v", got)
	}
}

// TestDeskScreens draws what lies over the queue in both languages and themes.
func TestDeskScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, dark := range []bool{false, true} {
			name := language + "-" + map[bool]string{false: "light", true: "dark"}[dark]
			r := MustRig(t, language, dark)
			r.folder = MustPictures(t)
			r.scene("02-ready")
			r.press(fyne.KeyF9)
			for i, f := range enrol.Filters {
				r.screen.(*queueScreen).filterBy(i)
				r.check("filter "+string(f), r.window)
				r.picture(r.window, "desk-filter-"+string(f)+"-"+name)
				r.queue.N = 0
				r.screen.(*queueScreen).reload()
				r.check("filter, empty "+string(f), r.window)
				r.picture(r.window, "desk-empty-"+string(f)+"-"+name)
				r.queue.N = 200
			}
			for i, text := range []string{"0008", "0999", "327601450399", "32760145039900012"} {
				r.screen.(*queueScreen).search.SetText(text)
				r.check("search "+text, r.window)
				r.picture(r.window, fmt.Sprintf("desk-search-%d-%s", i, name))
			}
			r.screen.(*queueScreen).filterBy(1)
			for i := range 8 {
				r.press(fyne.KeyF4)
				r.check(fmt.Sprintf("actions %d", i), r.window)
				r.picture(r.window, fmt.Sprintf("desk-actions-%d-%s", i, name))
				r.answer()
				r.press(fyne.KeyDown)
			}
			r.press(fyne.KeyF6)
			r.check("story", r.window)
			r.picture(r.window, "desk-story-"+name)
			r.press(fyne.KeyEscape)
			r.deskFake.Entries = longStoryEntries(30)
			r.press(fyne.KeyF6)
			r.check("long story", r.window)
			r.picture(r.window, "desk-story-long-"+name)
			r.press(fyne.KeyEscape)
			s := r.screen.(*queueScreen)
			for _, a := range []itemAction{doResend, doAttend, doExport, doImport} {
				s.act(a, uidemo.Item(3))
				r.check(string(a), r.window)
				r.picture(r.window, "desk-"+string(a)+"-"+name)
				r.answer()
			}
		}
	}
}

// TestStepsAreWhoseTheyWere: of a case that changed hands each step is told of who had it then, and the
// story says from whom it came and who allowed it.
func TestStepsAreWhoseTheyWere(t *testing.T) {
	w, at := MustWords(t, "id"), uidemo.Now
	entries := []enrol.AuditEntry{
		{Kind: "open", Actor: "siti", At: at},
		{Kind: "override", Actor: "agus", At: at.Add(time.Second), Data: map[string]string{"code": "documents", "asked": "siti"}},
		{Kind: enrol.AuditTakeOver, Actor: "dewi", At: at.Add(10 * time.Second), Data: map[string]string{"from": "siti", "allowed": "agus"}},
		{Kind: "retry", Actor: "tono", At: at.Add(time.Hour)},
		{Kind: "approve", Actor: "dewi", At: at.Add(20 * time.Second), Data: map[string]string{"steps": "opened+0 eligible+2000 captured+15000 approved+20000"}},
	}
	var got []string
	for _, l := range newStory(w, entries, at) {
		got = append(got, l.What+" "+l.Who)
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"Memenuhi syarat siti", "Swafoto diambil dewi", "Diambil alih dari siti (izin agus) dewi", "(diminta siti) agus", "Dikirim ulang dengan tangan tono"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
}

// TestCorrectionShowsWhose: the form names the case, and says whole that another's NIK will not do.
func TestCorrectionShowsWhose(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		r.scene("02-ready")
		r.ask(newTypedForm(r.UI, lane.Typed{NIK: "3276014503990001", Email: "bunga@gmail.com", Phone: "0812", Follows: "old", FollowsNIK: "3275 •••• •••• 1112"}))
		r.check("question typed-correct", r.window)
		r.picture(r.window, "question-typed-correct-"+language)
		if want := r.words.Say("type.correct-title", "nik", "3275 •••• •••• 1112"); !strings.Contains(texts(r.window), want) {
			t.Errorf("%s: %q is not on the screen", language, want)
		}
		r.press(fyne.KeyReturn)
		if _, open := r.question.(*typedForm); !open || r.sent().Action == lane.ActionType {
			t.Errorf("%s: another's NIK was sent", language)
		}
	}
}

// TestCorrectKeepsThePurpose: what the resident came for stays; another address is a purpose of its own, and
// where none was kept it is asked for.
func TestCorrectKeepsThePurpose(t *testing.T) {
	for _, tt := range []struct {
		name      string
		act       itemAction
		was, want enrol.Purpose
		asks      bool
	}{
		{"Kept", doCorrect, enrol.PurposeLostPhone, enrol.PurposeLostPhone, false},
		{"NeverHadOne", doCorrect, enrol.PurposeNone, enrol.PurposeNewPhone, true},
		{"Address", doAddress, enrol.PurposeLostPhone, enrol.PurposeNewContact, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := atQueueItem(t, "02-ready", 3)
			it := uidemo.Item(3)
			it.Kind, it.Purpose = enrol.KindReactivate, tt.was
			r.screen.(*queueScreen).act(tt.act, it)
			if _, asks := r.question.(*choice); asks != tt.asks {
				t.Fatalf("asks for the purpose: %v", asks)
			}
			if tt.asks {
				r.digits("1")
			}
			form, ok := r.question.(*typedForm)
			if !ok {
				t.Fatal("no form")
			}
			if got := form.typedData(); got.Purpose != tt.want || got.Kind != enrol.KindReactivate || got.Follows != it.ID {
				t.Errorf("%+v", got)
			}
		})
	}
}

// longStoryEntries are those of a case that was sent n times.
func longStoryEntries(n int) []enrol.AuditEntry {
	out := []enrol.AuditEntry{{Seq: 1, At: uidemo.Now, Kind: "open", Actor: "siti"}, {Seq: 2, At: uidemo.Now, Kind: "approve", Actor: "siti",
		Data: map[string]string{"purpose": string(enrol.PurposeLostPhone)}}}
	for i := range n {
		out = append(out, enrol.AuditEntry{Seq: int64(i + 3), At: uidemo.Now.Add(time.Duration(i) * time.Minute), Kind: "retry", Actor: "tono"})
	}
	return out
}

// TestLongStory: the key that turns its pages is printed with how much there is, and a finger reaches
// its end; a story that fits has none.
func TestLongStory(t *testing.T) {
	r := atQueueItem(t, "02-ready", 3)
	r.deskFake.Entries = longStoryEntries(28)
	r.press(fyne.KeyF6)
	q := r.question.(*storyPanel)
	says := func(want string, first int) {
		t.Helper()
		if got := q.turn.Label(); got != want || q.first != first || !q.turn.Visible() {
			t.Errorf("%q at %d, want %q at %d", got, q.first, want, first)
		}
	}
	says("1–12 dari 30", 0)
	if got := q.lines[1].What; got != "Disetujui: ponsel hilang atau dicuri" {
		t.Errorf("the decision reads %q", got)
	}
	r.press(fyne.KeyPageDown)
	says("13–24 dari 30", 12)
	q.turn.Tapped(nil)
	says("19–30 dari 30", 18)
	q.turn.Tapped(nil)
	says("1–12 dari 30", 0)
	r.press(fyne.KeyUp)
	says("1–12 dari 30", 0)
	r.press(fyne.KeyEscape)
	r.deskFake.Entries = longStoryEntries(10)
	r.press(fyne.KeyF6)
	if q := r.question.(*storyPanel); q.turn.Visible() || len(q.lines) != storyRows {
		t.Errorf("%d lines have a key to turn them", len(q.lines))
	}
}

// TestStoryOfDiffering: an approval in spite of the faces is called so, with by whose leave.
func TestStoryOfDiffering(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		data := map[string]string{"override": string(enrol.CodeFaceDiffers), "override_by": "agus"}
		got := newStory(w, []enrol.AuditEntry{{Kind: "approve", Actor: "siti", Data: data}}, uidemo.Now)[0].What
		if !strings.Contains(got, w.Bare(enrol.CodeFaceDiffers)) || !strings.Contains(got, w.Say("story.allowed", "name", "agus")) {
			t.Errorf("%s: %q", language, got)
		}
		data["override_by"] = "siti"
		if own := newStory(w, []enrol.AuditEntry{{Kind: "approve", Actor: "siti", Data: data}}, uidemo.Now)[0].What; strings.Contains(own, "siti") {
			t.Errorf("%s: %q", language, own)
		}
	}
}
