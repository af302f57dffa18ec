// Package uidemo shows the windows without a camera, a database or a registry: made-up
// snapshots for tests, screenshots and work on the looks. Nobody in it exists.
package uidemo

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// Now is the moment that all snapshots are taken at.
var Now = time.Date(2026, 3, 9, 10, 15, 30, 0, time.FixedZone("WIB", 7*3600))

// Scene is a snapshot with a name for its picture.
type Scene struct {
	Name string
	View lane.View
}

// Scenes are the stations of a case, each with what may go wrong at it.
func Scenes() []Scene {
	return append([]Scene{
		{"01-closed", base(lane.PhaseClosed, "lane.closed")},
		{"02-ready", ready()},
		{"03-hint", with(ready(), func(v *lane.View) {
			v.Prompt, v.QRBox = "hint.too-far", [4]image.Point{{560, 270}, {720, 280}, {712, 440}, {552, 430}}
		})},
		{"04-qr-expired", with(ready(), func(v *lane.View) { v.Problem = enrol.CodeQRExpired })},
		{"05-checking", with(base(lane.PhaseChecking, "lane.checking"), openCase)},
		{"06-blocked-phase", blocked(enrol.CodePhase, "category", "public")},
		{"07-blocked-papers", with(blocked(enrol.CodeDocuments, "missing", "kk-new,akta,ijazah,perekaman"), papers)},
		{"08-consent", consentOf(enrol.KindNew)},
		{"09-selfie", takes("hint.closer", 0)},
		{"10-hold", takes("lane.hold", 0.6)},
		{"11-comparing", with(base(lane.PhaseComparing, "lane.comparing"), openCase, faces)},
		{"12-match", decide("lane.decide.match", enrol.BandMatch, 0.81)},
		{"13-review", decide("lane.decide.review", enrol.BandReview, 0.41)},
		{"14-nomatch", decide("lane.decide.nomatch", enrol.BandNoMatch, 0.08)},
		{"15-staff", decide("lane.decide.staff", enrol.BandNone, 0)},
		{"16-saved", saved()},
		{"17-stopped", with(base(lane.PhaseStopped, "lane.stopped"), func(v *lane.View) {
			v.Problem, v.ProblemArgs = enrol.CodeHardStop, map[string]string{"which": "sync"}
		})},
		{"18-camera-lost", with(takes("lane.no-picture", 0), func(v *lane.View) {
			v.Camera = enrol.CameraStatus{State: enrol.CameraLost}
			v.Link = enrol.Link{Since: Now.Add(-12 * time.Minute), LastError: enrol.CodeOffline}
			v.Backlog = enrol.Backlog{Pending: 37, Held: 1, Refused: 2, Oldest: Now.Add(-50 * time.Hour)}
			v.ClockOff = 7 * time.Minute
		})},
		{"19-offer", offer(lane.OfferView{Code: Modules(45), Expires: Now.Add(time.Minute)})},
		{"20-offer-away", offer(lane.OfferView{Away: enrol.CodeOffline})},
		{"22-refused", with(takes("lane.selfie", 0), refused)},
		{"23-turn", turn()},
		{"24-card", card("hint.card-glare", [4]image.Point{}, 0.2)},
		{"25-card-found", card("lane.card", [4]image.Point{{270, 130}, {1010, 120}, {1020, 590}, {262, 600}}, 0.6)},
		{"26-staff-card", with(decide("lane.decide.staff", enrol.BandNone, 0), cardPossible, advised(enrol.Liveness{Passive: .97, Models: "m"}))},
		{"27-card-match", with(decide("lane.decide.match", enrol.BandMatch, 0.66), advised(enrol.Liveness{Passive: .98, Models: "m", Turn: enrol.TurnLeft}),
			func(v *lane.View) { v.Face.Method = enrol.MethodCard })},
		{"28-doubt", with(decide("lane.decide.review", enrol.BandReview, 0.41), advised(enrol.Liveness{Passive: .12, Models: "m", Turn: enrol.TurnSkipped}))},
		{"30-next", with(decide("lane.decide.staff", enrol.BandNone, 0), next)},
		{"31-next-refused", with(blocked(enrol.CodeDocuments, "missing", "kk-new,akta,ijazah,perekaman"), papers, func(v *lane.View) {
			v.Next.Reason = enrol.CodeQRExpired
		})},
		{"32-saved-next", with(saved(), next)},
		{"29-papers-supervisor", with(blocked(enrol.CodeDocuments, "missing", "kk-new,akta,ijazah,perekaman"), papers, func(v *lane.View) {
			v.Staff = enrol.Staff{ID: "agus", Name: "Agus Salim", Role: enrol.RoleSupervisor}
			v.Actions, v.Unchecked, v.Presence = append(v.Actions, lane.ActionOverride), enrol.CodeSlow, nil
		})},
		{"33-nik-unknown", with(base(lane.PhaseConsent, "lane.consent"), openCase, func(v *lane.View) {
			v.Enter, v.Actions, v.Unchecked = lane.ActionConsent, append(ends(), lane.ActionConsent), enrol.CodeNotFound
			v.Case.Kind, v.Case.Purpose, v.Case.Typed, v.Case.ConsentAt = enrol.KindCard, enrol.PurposeNoSignal, true, time.Time{}
			v.Case.Resident.Name, v.Case.Resident.Email, v.Case.Resident.Phone = "", "", ""
		})},
		{"56-outage", with(ready(), outage)},
		{"58-waiting", with(ready(), func(v *lane.View) { v.Backlog.Held, v.Backlog.Refused = 1, 2 })},
		{"57-locked", with(decide("lane.decide.match", enrol.BandMatch, 0.81), func(v *lane.View) { v.Lock.On = true })},
		{"31-parked", with(ready(), func(v *lane.View) {
			v.Parked = Parked(7)
			v.Actions = append(v.Actions, lane.ActionResume, lane.ActionPrint)
		})},
		{"38-half-done", with(ready(), func(v *lane.View) {
			v.Staff = enrol.Staff{ID: "agus", Name: "Agus Salim", Role: enrol.RoleSupervisor}
			v.Half, v.Parked = HalfDone(true), Parked(4)
			v.Actions = append(v.Actions, lane.ActionResume)
		})},
		{"39-half-done-staff", with(ready(), func(v *lane.View) {
			v.Half, v.Actions = HalfDone(false), append(v.Actions, lane.ActionResume)
		})},
		{"40-technician", with(ready(), func(v *lane.View) {
			v.Prompt, v.Staff = "lane.technician", enrol.Staff{ID: "tono", Name: "Tono Wijaya", Role: enrol.RoleTechnician}
			v.Actions = []lane.Action{lane.ActionLogOut}
		})},
		{"41-half-done-refused", with(ready(), func(v *lane.View) {
			v.Half, v.Actions = HalfDone(false), append(v.Actions, lane.ActionResume)
			v.Problem = enrol.CodeDuplicate
			v.ProblemArgs = map[string]string{"why": "half-done", "owner": "Dewi Lestari", "since": Now.Add(-13 * time.Minute).Format(time.RFC3339)}
		})},
		{"42-revoked", with(base(lane.PhaseClosed, "lane.closed"), func(v *lane.View) {
			v.Problem, v.ProblemArgs = enrol.CodeRevoked, map[string]string{"why": "person"}
		})},
		{"44-first-reactivation", with(blocked(enrol.CodePhase, "category", string(enrol.CategoryPublic)), func(v *lane.View) {
			v.Case.Kind, v.Case.Purpose, v.Case.First = enrol.KindReactivate, enrol.PurposeLostPhone, true
			v.Actions = append(v.Actions, lane.ActionOverride)
		})},
		{"46-served-elsewhere", blocked(enrol.CodeDuplicate, "why", "registry")},
		{"43-saved-offline", savedOf(enrol.KindNew, Case().Resident.Email, false)},
		{"47-saved-card", savedOf(enrol.KindCard, "", true)},
		{"48-saved-card-offline", savedOf(enrol.KindCard, "", false)},
		{"49-saved-change", savedOf(enrol.KindChange, "", true)},
		{"50-saved-change-mail", savedOf(enrol.KindChange, Case().Resident.Email, false)},
		{"51-saved-first-card", savedOf(enrol.KindFirstCard, "", false)},
		{"52-saved-again-offline", savedOf(enrol.KindReactivate, "bunga.contoh@dinas-kependudukan.kota-contoh.go.id", false)},
		{"53-consent-card", consentOf(enrol.KindCard)},
		{"54-consent-change", consentOf(enrol.KindChange, enrol.DocKK)},
		{"55-consent-first-card", consentOf(enrol.KindFirstCard, enrol.DocNewestKK, enrol.DocBirth, enrol.DocDiploma, enrol.DocBiometry)},
		{"34-paper", paper("lane.paper", [4]image.Point{}, 0)},
		{"35-paper-found", paper("hint.paper-bright", [4]image.Point{{190, 60}, {1090, 50}, {1110, 670}, {180, 680}}, 0.5)},
		{"36-page", page(FamilyCard(), enrol.DocNewestKK)},
		{"37-page-upright", page(Certificate(), enrol.DocBirth)},
		{"21-no-qr", with(ready(), func(v *lane.View) { v.Problem = enrol.CodeNoQR })},
	}, ways()...)
}

// NextNIK is that of the resident who waits in the scenes with two.
const NextNIK = enrol.NIK("3276015511870042")

func next(v *lane.View) {
	v.Next = lane.NextView{Ready: true, NIK: NextNIK.Masked()}
	v.Actions = append(v.Actions, lane.ActionDropNext)
}

// outage is a line that is away as long as Desk.Sync says it is.
func outage(v *lane.View) {
	v.Link = enrol.Link{Since: Now.Add(-outageFor), LastError: enrol.CodeOffline, LastSync: Now.Add(-outageFor)}
	v.Backlog = enrol.Backlog{Pending: 5, Oldest: Now.Add(-outageFor), LastSync: Now.Add(-outageFor)}
}

func with(v lane.View, changes ...func(*lane.View)) lane.View {
	for _, f := range changes {
		f(&v)
	}
	return v
}

func ends() []lane.Action {
	return []lane.Action{lane.ActionReject, lane.ActionPark, lane.ActionCancel, lane.ActionLogOut}
}

func base(p lane.Phase, prompt string) lane.View {
	v := lane.View{
		Phase: p, Prompt: prompt, FrameW: 1280, FrameH: 720, MedianToday: 10 * time.Second, DoneToday: len(DayCases(Now)),
		Camera: enrol.CameraStatus{State: enrol.CameraLive, Source: "demo", Demo: true, FPS: 30, Width: 1280, Height: 720},
		Link:   enrol.Link{Online: true, Since: Now.Add(-time.Hour), LastSync: Now.Add(-20 * time.Second)},
		Outlet: "Drive Thru De Fast", Now: Now, Steps: steps(p),
	}
	v.Backlog.LastSync = Now.Add(-20 * time.Second)
	if p != lane.PhaseClosed {
		v.Staff = enrol.Staff{ID: "siti", Name: "Siti Rahmawati", Role: enrol.RoleStaff}
		v.Backlog.Pending, v.Backlog.Oldest = 5, Now.Add(-17*time.Minute)
	}
	return v
}

func steps(p lane.Phase) []lane.StepView {
	at := map[lane.Phase]int{lane.PhaseConsent: 1, lane.PhaseSelfie: 1, lane.PhaseTurn: 1, lane.PhaseCard: 2, lane.PhaseComparing: 2,
		lane.PhaseDecide: 3, lane.PhaseSaving: 3, lane.PhaseSaved: 4}[p]
	out := make([]lane.StepView, 4)
	for i, name := range []string{"data", "selfie", "face", "approve"} {
		out[i] = lane.StepView{Name: name}
		if i < at {
			out[i].State = lane.StepDone
		}
		if i == at {
			out[i].State = lane.StepCurrent
		}
	}
	for i, median := range []time.Duration{2, 4, 1, 2} {
		out[i].Median = median * time.Second
		if i <= at {
			out[i].Took = []time.Duration{1, 3, 1, 2}[i] * time.Second
		}
	}
	if p == lane.PhaseBlocked {
		out[0].State = lane.StepFailed
	}
	return out
}

func ready() lane.View {
	return with(base(lane.PhaseReady, "lane.show-qr"), func(v *lane.View) {
		v.Pages = "https://ikd.depok.example"
		v.Actions = []lane.Action{lane.ActionType, lane.ActionToken, lane.ActionScanText, lane.ActionScanFile, lane.ActionLogOut}
	})
}

func offer(o lane.OfferView) lane.View {
	return with(ready(), func(v *lane.View) {
		o.On = true
		v.Offer, v.Prompt = o, "lane.offer"
		if o.Away != "" {
			v.Prompt, v.Link = "lane.offer-away", enrol.Link{Since: Now.Add(-12 * time.Minute), LastError: o.Away}
		}
	})
}

// Modules draws what looks like a QR of n modules with its quiet zone, and says nothing.
func Modules(n int) image.Image {
	img := image.NewGray(image.Rect(0, 0, n, n))
	for i := range img.Pix {
		x, y := i%n-4, i/n-4
		m := n - 8
		img.Pix[i] = 0xff
		if x < 0 || y < 0 || x >= m || y >= m {
			continue
		}
		fx, fy := min(x, m-1-x), min(y, m-1-y)
		if (fx < 8 && fy < 8) && !(x >= m-8 && y >= m-8) {
			d := max(max(fx-3, 3-fx), max(fy-3, 3-fy))
			if fx < 7 && fy < 7 && d != 2 {
				img.Pix[i] = 0
			}
			continue
		}
		if (x*x*7+y*13+x*y*5)%11 < 5 {
			img.Pix[i] = 0
		}
	}
	return img
}

// Parked are made-up cases that wait for their residents.
func Parked(n int) []lane.ParkedView {
	out := make([]lane.ParkedView, n)
	for i := range out {
		at := Now.Add(-time.Duration(i*5+1) * time.Hour)
		out[i] = lane.ParkedView{ID: fmt.Sprintf("parked-%d", i), NIK: fmt.Sprintf("3276 •••• •••• %04d", i+1), Name: fmt.Sprintf("WARGA CONTOH %d", i),
			Kind: enrol.KindFirstCard, Reason: enrol.ReasonBringPapers, Missing: []enrol.Document{enrol.DocBirth, enrol.DocDiploma}, At: at, Until: at.AddDate(0, 0, 30)}
		if i%3 == 2 {
			out[i].Name, out[i].Kind, out[i].Purpose, out[i].Missing, out[i].Reason = "", enrol.KindChange, enrol.PurposeAddress, nil, enrol.ReasonCheckDataKK
		}
	}
	return out
}

// HalfDone are made-up cases that were left in the middle; free: for who is logged in.
func HalfDone(free bool) []lane.HalfView {
	return []lane.HalfView{
		{ID: "half-0", NIK: "3276 •••• •••• 0007", Name: "BUDI CONTOH SANTOSO", Kind: enrol.KindNew, Owner: "dewi", OwnerName: "Dewi Lestari", Since: Now.Add(-13 * time.Minute), Free: free},
		{ID: "half-1", NIK: "3276 •••• •••• 0009", Name: "WARGA CONTOH 9", Kind: enrol.KindReactivate, Purpose: enrol.PurposeLostPhone, Since: Now.Add(-3 * time.Hour), Free: true},
	}
}

// Case is of a resident that does not exist.
func Case() *enrol.Case {
	return &enrol.Case{
		ID: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e", Kind: enrol.KindNew, State: enrol.StateConsented,
		Resident: enrol.Resident{NIK: "3276014503990001", Name: "BUNGA CONTOH PERTIWI", Email: "bunga.contoh@gmail.com",
			Phone: "081298761234", Category: enrol.CategoryStudent},
		ConsentAt: Now.Add(-time.Minute), OpenedAt: Now.Add(-7 * time.Second), Operator: "siti", Outlet: "depok-1",
	}
}

func openCase(v *lane.View) { v.Case, v.OpenedAt = Case(), Now.Add(-7*time.Second) }

func blocked(code enrol.Code, name, value string) lane.View {
	return with(base(lane.PhaseBlocked, "lane.blocked"), openCase, func(v *lane.View) {
		v.Case.State = enrol.StateOpened
		v.Problem, v.ProblemArgs = code, map[string]string{name: value}
		v.Actions, v.Presence = append(ends(), lane.ActionOverride), []lane.Action{lane.ActionOverride}
	})
}

func papers(v *lane.View) {
	v.Case.Kind = enrol.KindFirstCard
	v.Papers = enrol.DefaultRules()[enrol.KindFirstCard]
	v.Missing = v.Papers
	v.Actions = append(ends(), lane.ActionDocument, lane.ActionPaper)
	v.Enter = lane.ActionPaper
	v.Warnings = []enrol.Warning{enrol.WarnNIKRegion, enrol.WarnNIKBirth}
}

func takes(prompt string, countdown float64) lane.View {
	return with(base(lane.PhaseSelfie, prompt), openCase, func(v *lane.View) {
		v.FaceBox, v.Countdown = image.Rect(500, 160, 780, 540), countdown
		v.Actions = append(ends(), lane.ActionTakeNow)
	})
}

// refused is a selfie that staff could not take for the third time.
func refused(v *lane.View) {
	v.Problem, v.FaceBox, v.Countdown = enrol.CodeNoFace, image.Rectangle{}, 0
	v.Actions = append(v.Actions, lane.ActionException)
}

func turn() lane.View {
	return with(takes("lane.turn.left", 0.4), faces, func(v *lane.View) {
		v.Phase, v.Reference, v.Actions = lane.PhaseTurn, nil, append(ends(), lane.ActionSkipTurn)
	})
}

func card(prompt string, corners [4]image.Point, progress float64) lane.View {
	return with(decide(prompt, enrol.BandNone, 0), func(v *lane.View) {
		v.Phase, v.Steps, v.Enter, v.CardBox, v.Countdown = lane.PhaseCard, steps(lane.PhaseCard), "", corners, progress
		v.Actions = append(ends(), lane.ActionByEye)
	})
}

// advised is a verdict with what the networks and the turn of the head add to it.
func advised(l enrol.Liveness) func(*lane.View) {
	return func(v *lane.View) { v.Face.Liveness = l }
}

func cardPossible(v *lane.View) { v.Actions = append(v.Actions, lane.ActionCard) }

func faces(v *lane.View) { v.Selfie, v.Reference = selfie(), reference() }

// The two pictures of the one who is in all scenes, drawn once.
var (
	selfie    = sync.OnceValue(func() image.Image { return Face(180, 240, 0) })
	reference = sync.OnceValue(func() image.Image { return Face(120, 160, 40) })
)

func decide(prompt string, band enrol.Band, score float64) lane.View {
	return with(base(lane.PhaseDecide, prompt), openCase, faces, func(v *lane.View) {
		v.Face = enrol.FaceResult{Method: enrol.MethodTemplate, Score: score, Threshold: 0.5, Band: band, Model: "demo"}
		if band == enrol.BandNone {
			v.Face, v.Reference = enrol.FaceResult{Method: enrol.MethodStaff}, nil
		}
		v.Enter = lane.ActionApprove
		if band == enrol.BandNoMatch {
			v.Enter = lane.ActionRetake
			v.Steps[2].State = lane.StepFailed
		}
		v.Actions = append(ends(), lane.ActionApprove, lane.ActionRetake)
	})
}

func saved() lane.View {
	return with(base(lane.PhaseSaved, "lane.saved.approved"), func(v *lane.View) {
		v.Saved = enrol.KindNew
		v.Args = map[string]string{"email": Case().Resident.Email.Masked()}
		v.Enter, v.Actions = lane.ActionNext, []lane.Action{lane.ActionNext, lane.ActionType, lane.ActionToken, lane.ActionLogOut}
	})
}

// consentOf asks for consent to a kind of case, with the papers that were seen.
func consentOf(k enrol.Kind, seen ...enrol.Document) lane.View {
	return with(base(lane.PhaseConsent, "lane.consent"), openCase, func(v *lane.View) {
		v.Case.Kind, v.Case.Documents, v.Case.State, v.Case.ConsentAt = k, seen, enrol.StateEligible, time.Time{}
		v.Enter, v.Actions = lane.ActionConsent, append(ends(), lane.ActionConsent)
	})
}

// savedOf is the confirmation of another kind of case; email "": none was given.
func savedOf(k enrol.Kind, email enrol.Email, online bool) lane.View {
	return with(saved(), func(v *lane.View) {
		v.Saved, v.Args = k, map[string]string{"email": ""}
		if email != "" {
			v.Args["email"] = email.Masked()
		}
		if !online {
			v.Prompt, v.Link = "lane.saved.waiting", enrol.Link{Since: Now.Add(-12 * time.Minute), LastError: enrol.CodeOffline}
		}
	})
}

// Face draws a head and shoulders, nobody's, in the middle of w by h pixels; shift is how
// much darker the light is, in grey levels.
func Face(w, h int, shift uint8) image.Image {
	width := min(0.42*float64(h), 0.62*float64(w))
	return drawn.Scene{Width: w, Height: h, Wall: color.RGBA{0xc4 - shift, 0xcf - shift, 0xd6 - shift, 0xff},
		People: []drawn.Person{{Look: drawn.NewLook(5), X: float64(w) / 2, Y: 0.47 * float64(h), Width: width}}}.Picture()
}

// Lane plays snapshots to whoever subscribed and keeps what it was told to do.
type Lane struct {
	mu       sync.Mutex
	watchers []func(lane.View)
	last     *lane.View
	Commands []lane.Command
	OnDo     func(lane.Command)
}

// Do keeps a command.
func (l *Lane) Do(_ context.Context, c lane.Command) error {
	l.mu.Lock()
	l.Commands = append(l.Commands, c)
	l.mu.Unlock()
	if l.OnDo != nil {
		l.OnDo(c)
	}
	return nil
}

// Subscribe implements ui.Lane.
func (l *Lane) Subscribe(f func(lane.View)) {
	l.mu.Lock()
	l.watchers = append(l.watchers, f)
	v := Scenes()[0].View
	if l.last != nil {
		v = *l.last
	}
	l.mu.Unlock()
	f(v)
}

// Show publishes a snapshot.
func (l *Lane) Show(v lane.View) {
	l.mu.Lock()
	watchers := l.watchers
	l.last = &v
	l.mu.Unlock()
	for _, f := range watchers {
		f(v)
	}
}

// Last is the newest command; the zero one where there is none.
func (l *Lane) Last() lane.Command {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.Commands) == 0 {
		return lane.Command{}
	}
	return l.Commands[len(l.Commands)-1]
}
