package lane_test

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// paperEye sees a page when one lies there, and takes it with the third look.
type paperEye struct {
	*fakeEye
	mu      sync.Mutex
	lies    bool
	looks   int
	taken   int
	turns   int
	turnErr error
}

func (e *paperEye) lay(on bool) { e.mu.Lock(); e.lies, e.looks = on, 0; e.mu.Unlock() }

func (e *paperEye) LookPaper(_ *enrol.Frame, takeNow bool) (lane.PaperLook, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.lies {
		return lane.PaperLook{Hint: "hint.paper-none"}, nil
	}
	e.looks++
	look := lane.PaperLook{Corners: [4]image.Point{{1, 1}, {9, 1}, {9, 9}, {1, 9}}, Progress: float64(e.looks) / 3}
	if e.looks >= 3 || takeNow {
		e.taken++
		e.lies = false
		look.Shot = &lane.PaperShot{JPEG: []byte(fmt.Sprintf("page-%d", e.taken)), Image: image.NewGray(image.Rect(0, 0, 3, 2))}
	}
	return look, nil
}

func (e *paperEye) TurnPaper(s lane.PaperShot) (lane.PaperShot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turns++
	if e.turnErr != nil {
		return s, e.turnErr
	}
	s.JPEG = append(bytes.Clone(s.JPEG), '+')
	return s, nil
}

// papers is a world with a desk camera.
type papers struct {
	*world
	eye   *paperEye
	desk  []bool // what the camera was turned to
	fails error  // of sealing
}

func playPapers(t *testing.T, change func(*papers), f func(*papers)) {
	t.Helper()
	p := &papers{}
	play(t, func(w *world) {
		p.world, p.eye = w, &paperEye{fakeEye: w.eye}
		w.deps.Eye = p.eye
		w.deps.DeskCamera = func(on bool) { p.desk = append(p.desk, on) }
		w.deps.SealPage = func(jpeg []byte) ([]byte, error) {
			if p.fails != nil {
				return nil, p.fails
			}
			return []byte("sealed " + string(jpeg)), nil
		}
		if change != nil {
			change(p)
		}
	}, func(*world) { f(p) })
}

// begin types a resident who lacks papers.
func (p *papers) begin(k enrol.Kind) lane.View {
	p.logIn(siti)
	purpose := enrol.PurposeNone
	if list := enrol.Purposes(k); len(list) > 0 {
		purpose = list[0]
	}
	p.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: k, Purpose: purpose, Email: "budi@gmail.com", Phone: "081234567890"}})
	return p.until(lane.PhaseBlocked)
}

// page lays a page under the camera and waits until it is taken.
func (p *papers) page() lane.View {
	p.t.Helper()
	p.until(lane.PhasePaper)
	p.eye.lay(true)
	if v := p.until(lane.PhasePage); v.Can(lane.ActionKeepPage) {
		p.t.Fatal("nobody has seen it yet")
	}
	return p.untilView("to be kept", func(v lane.View) bool { return v.Enter == lane.ActionKeepPage })
}

func (p *papers) draft() enrol.Case {
	p.t.Helper()
	synctest.Wait()
	drafts, err := p.world.desk.Drafts(p.t.Context())
	if err != nil || len(drafts) == 0 {
		p.t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	return drafts[0]
}

func names(c enrol.Case) string {
	var out []string
	for _, p := range c.Pages {
		out = append(out, string(p.Document)+"="+strings.TrimPrefix(string(p.Sealed), "sealed "))
	}
	return strings.Join(out, " ")
}

// TestPhotographAll: each paper is photographed and ticked by that, the desk's camera stays on from the
// first to the last, and a case goes on where nothing lacks any more.
func TestPhotographAll(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		v := p.begin(enrol.KindFirstCard)
		if v.Enter != lane.ActionPaper {
			t.Fatalf("Enter is %q", v.Enter)
		}
		p.do(lane.Command{Action: lane.ActionPaper})
		for _, d := range []enrol.Document{enrol.DocNewestKK, enrol.DocBirth, enrol.DocDiploma} {
			v := p.page()
			if v.Page.Document != d || v.Page.Image == nil || v.Page.Number != 1 || v.Enter != lane.ActionKeepPage || v.Args["document"] != string(d) {
				t.Fatalf("page %+v, Enter %q", v.Page, v.Enter)
			}
			p.do(lane.Command{Action: lane.ActionKeepPage})
		}
		v = p.until(lane.PhaseBlocked) // the recording is no paper
		if !slices.Equal(v.Missing, []enrol.Document{enrol.DocBiometry}) || v.Can(lane.ActionPaper) || v.Page.Document != "" {
			t.Errorf("missing %v, photograph %v", v.Missing, v.Can(lane.ActionPaper))
		}
		if got := names(p.draft()); got != "kk-new=page-1 akta=page-2 ijazah=page-3" {
			t.Errorf("the draft has %s", got)
		}
		if !slices.Equal(p.desk, []bool{true, false}) {
			t.Errorf("the camera was turned %v", p.desk)
		}
		p.do(lane.Command{Action: lane.ActionDocument, Document: enrol.DocBiometry})
		p.until(lane.PhaseConsent)
	})
}

// TestMorePages: several pages of one paper, up to the bound, then no more.
func TestMorePages(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindChange)
		p.do(lane.Command{Action: lane.ActionPaper})
		for i := range enrol.MaxPages {
			v := p.page()
			if v.Page.Number != i+1 || v.Can(lane.ActionMorePages) != (i+1 < enrol.MaxPages) {
				t.Fatalf("page %d is number %d; more: %v", i+1, v.Page.Number, v.Can(lane.ActionMorePages))
			}
			next := lane.ActionMorePages
			if i+1 == enrol.MaxPages {
				next = lane.ActionKeepPage
			}
			p.do(lane.Command{Action: next})
		}
		p.until(lane.PhaseConsent)
		if c := p.draft(); len(c.Pages) != enrol.MaxPages || !c.PagesFit() {
			t.Errorf("%d pages", len(c.Pages))
		}
	})
}

// TestAfterMorePages: who wanted another page and has none goes on with what there is.
func TestAfterMorePages(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindChange)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.page()
		p.do(lane.Command{Action: lane.ActionMorePages})
		p.until(lane.PhasePaper)
		p.do(lane.Command{Action: lane.ActionPaperBack})
		p.until(lane.PhaseConsent)
		if got := names(p.draft()); got != "kk=page-1" {
			t.Errorf("the draft has %s", got)
		}
	})
}

// TestPageAgain: a picture that will not do leaves nothing behind; one that stands on its head is turned.
func TestPageAgain(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindChange)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.page()
		p.do(lane.Command{Action: lane.ActionRetake})
		if v := p.until(lane.PhasePaper); v.Page.Image != nil {
			t.Error("the picture is still there")
		}
		p.page()
		p.do(lane.Command{Action: lane.ActionTurnPage})
		p.do(lane.Command{Action: lane.ActionKeepPage})
		p.until(lane.PhaseConsent)
		if got := names(p.draft()); got != "kk=page-2+" {
			t.Errorf("the draft has %s", got)
		}
	})
}

// TestPaperByKey: the key takes what lies there; where nothing does it says so.
func TestPaperByKey(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindChange)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.do(lane.Command{Action: lane.ActionTakeNow})
		p.untilView("no paper", func(v lane.View) bool { return v.Problem == enrol.CodeNoPaper })
		p.eye.mu.Lock()
		p.eye.lies, p.eye.looks = true, -1000 // never by itself
		p.eye.mu.Unlock()
		p.do(lane.Command{Action: lane.ActionTakeNow})
		p.until(lane.PhasePage)
	})
}

// TestPaperWithoutPicture: what is seen is ticked, in the order that the resident has them.
func TestPaperWithoutPicture(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindFirstCard)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.do(lane.Command{Action: lane.ActionOtherPaper})
		if v := p.until(lane.PhasePaper); v.Page.Document != enrol.DocBirth {
			t.Fatalf("the other one is %q", v.Page.Document)
		}
		p.do(lane.Command{Action: lane.ActionDocument})
		if v := p.until(lane.PhasePaper); v.Page.Document != enrol.DocNewestKK || slices.Contains(v.Missing, enrol.DocBirth) {
			t.Fatalf("after it comes %q, missing %v", v.Page.Document, v.Missing)
		}
		p.do(lane.Command{Action: lane.ActionPaperBack})
		v := p.until(lane.PhaseBlocked)
		if len(v.Case.Pages) != 0 || len(v.Missing) != 3 {
			t.Errorf("%d pages, missing %v", len(v.Case.Pages), v.Missing)
		}
	})
}

// TestPagesSurvive: a crash, and a parked case, keep what was photographed; the rest is asked for again.
func TestPagesSurvive(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindFirstCard)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.page()
		p.do(lane.Command{Action: lane.ActionKeepPage})
		p.page() // taken by the camera, not by staff
		p.crash()
		p.logIn(siti)
		v := p.until(lane.PhasePaper)
		if len(v.Case.Pages) != 1 || v.Page.Document != enrol.DocBirth {
			t.Fatalf("after the crash %d pages, %s in hand", len(v.Case.Pages), v.Page.Document)
		}
		if v.Case.Pages[0].Sealed != nil {
			t.Error("the window gets the page")
		}
		p.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonBringPapers})
		p.until(lane.PhaseSaved)
		p.do(lane.Command{Action: lane.ActionResume, Text: string(budi)})
		v = p.until(lane.PhaseBlocked)
		if len(v.Case.Pages) != 1 || len(v.Missing) != 3 || v.Enter != lane.ActionPaper {
			t.Errorf("taken up with %d pages, missing %v", len(v.Case.Pages), v.Missing)
		}
	})
}

// TestCrashAtTheDesk: whoever stood at the desk's camera when the program died stands there again, with the
// same paper in hand, and the way from there is as ever.
func TestCrashAtTheDesk(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind enrol.Kind
		do   func(*papers)
		hand enrol.Document
		page int
		back lane.Phase // by the key that leaves the desk
	}{
		{"First", enrol.KindFirstCard, func(*papers) {}, enrol.DocNewestKK, 1, lane.PhaseBlocked},
		{"Other", enrol.KindFirstCard, func(p *papers) { p.do(lane.Command{Action: lane.ActionOtherPaper}) }, enrol.DocBirth, 1, lane.PhaseBlocked},
		{"Ticked", enrol.KindFirstCard, func(p *papers) { p.do(lane.Command{Action: lane.ActionDocument}) }, enrol.DocBirth, 1, lane.PhaseBlocked},
		{"Kept", enrol.KindFirstCard, func(p *papers) { p.page(); p.do(lane.Command{Action: lane.ActionKeepPage}) }, enrol.DocBirth, 1, lane.PhaseBlocked},
		{"NotKept", enrol.KindFirstCard, func(p *papers) { p.page() }, enrol.DocNewestKK, 1, lane.PhaseBlocked},
		{"More", enrol.KindFirstCard, func(p *papers) { p.page(); p.do(lane.Command{Action: lane.ActionMorePages}) }, enrol.DocNewestKK, 2, lane.PhaseBlocked},
		{"MoreOfTheLast", enrol.KindChange, func(p *papers) { p.page(); p.do(lane.Command{Action: lane.ActionMorePages}) }, enrol.DocKK, 2, lane.PhaseConsent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			playPapers(t, nil, func(p *papers) {
				p.begin(tt.kind)
				p.do(lane.Command{Action: lane.ActionPaper})
				p.until(lane.PhasePaper)
				tt.do(p)
				for again := range 2 { // the second one finds the first one's draft
					p.pass(time.Second)
					p.crash()
					p.eye.lay(false)
					p.logIn(siti)
					v := p.until(lane.PhasePaper)
					if v.Case.ID != "case-1" || v.Page.Document != tt.hand || v.Page.Number != tt.page || v.Page.Image != nil || v.Case.InHand != "" {
						t.Fatalf("crash %d: %s, page %+v", again+1, v.Case, v.Page)
					}
				}
				p.do(lane.Command{Action: lane.ActionPaperBack})
				if p.until(tt.back); p.draft().InHand != "" {
					t.Errorf("%s is still in hand", p.draft().InHand)
				}
			})
		})
	}
}

// TestNoDeskAfterTheCrash: without what it takes, or when somebody else has ticked the paper, the list is the place.
func TestNoDeskAfterTheCrash(t *testing.T) {
	for name, change := range map[string]func(*papers){
		"NoDesk": func(p *papers) { p.world.deps.SealPage = nil },
		"NotAsked": func(p *papers) {
			p.books.set(func(b *fakeBooks) { b.rules = enrol.Rules{enrol.KindChange: {enrol.DocBiometry}} })
		},
	} {
		t.Run(name, func(t *testing.T) {
			playPapers(t, nil, func(p *papers) {
				p.begin(enrol.KindChange)
				p.do(lane.Command{Action: lane.ActionPaper})
				p.until(lane.PhasePaper)
				p.pass(time.Second)
				change(p) // the books count from the next start on
				p.crash()
				p.logIn(siti)
				p.expect(lane.PhaseBlocked, enrol.CodeDocuments)
			})
		})
	}
}

// TestPageNotSealed: a page that can't be sealed is not kept in any other way.
func TestPageNotSealed(t *testing.T) {
	playPapers(t, func(p *papers) { p.fails = enrol.NewError(enrol.CodeNotEnrolled, "seal page") }, func(p *papers) {
		p.begin(enrol.KindChange)
		p.do(lane.Command{Action: lane.ActionPaper})
		p.page()
		p.do(lane.Command{Action: lane.ActionKeepPage})
		v := p.expect(lane.PhasePage, enrol.CodeNotEnrolled)
		if len(v.Case.Pages) != 0 || len(v.Missing) != 1 || len(p.draft().Pages) != 0 {
			t.Error("kept all the same")
		}
	})
}

// TestNoPapersWithout: without what it takes nothing is offered, and papers are ticked as ever.
func TestNoPapersWithout(t *testing.T) {
	for name, change := range map[string]func(*papers){
		"Eye":   func(p *papers) { p.world.deps.Eye = p.world.eye },
		"Seal":  func(p *papers) { p.world.deps.SealPage = nil },
		"Frame": func(p *papers) { p.world.deps.FaceFrames = nil },
	} {
		t.Run(name, func(t *testing.T) {
			playPapers(t, change, func(p *papers) {
				if v := p.begin(enrol.KindChange); v.Can(lane.ActionPaper) || v.Enter != "" || !v.Can(lane.ActionDocument) {
					t.Errorf("photograph %v, Enter %q", v.Can(lane.ActionPaper), v.Enter)
				}
				p.do(lane.Command{Action: lane.ActionPaper})
				p.expect(lane.PhaseBlocked, enrol.CodeDocuments)
			})
		})
	}
}

// TestUntick: a paper that was ticked by mistake lacks again, beside the list and after the last tick took the case on;
// consent that was given at the counter to other papers is asked for once more.
func TestUntick(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindFirstCard)
		tick := func(a lane.Action, d enrol.Document) { p.do(lane.Command{Action: a, Document: d}) }
		tick(lane.ActionUntick, enrol.DocBirth) // not ticked: nothing
		p.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		tick(lane.ActionDocument, enrol.DocBirth)
		v := p.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		if len(v.Missing) != 3 || len(v.Papers) != 4 || !v.Can(lane.ActionUntick) || v.Can(lane.ActionPaperAgain) {
			t.Fatalf("missing %v of %v, possible %v", v.Missing, v.Papers, v.Actions)
		}
		tick(lane.ActionUntick, enrol.DocBirth)
		if v := p.expect(lane.PhaseBlocked, enrol.CodeDocuments); len(v.Missing) != 4 || v.Can(lane.ActionUntick) {
			t.Fatalf("missing %v", v.Missing)
		}
		for _, d := range p.lane.View().Papers {
			tick(lane.ActionDocument, d)
		}
		p.until(lane.PhaseConsent)
		p.do(lane.Command{Action: lane.ActionConsent, Text: "2/id/first-card"})
		p.until(lane.PhaseSelfie)
		tick(lane.ActionUntick, enrol.DocDiploma)
		v = p.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		if !slices.Equal(v.Missing, []enrol.Document{enrol.DocDiploma}) || !v.Case.ConsentAt.IsZero() {
			t.Fatalf("missing %v, consent %v", v.Missing, v.Case.ConsentAt)
		}
		if c := p.draft(); c.State != enrol.StateOpened || slices.Contains(c.Documents, enrol.DocDiploma) {
			t.Errorf("the draft is %s with %v", c.State, c.Documents)
		}
		tick(lane.ActionDocument, enrol.DocDiploma)
		p.until(lane.PhaseConsent)
		if e := p.audit.last("untick"); e.Data["document"] != string(enrol.DocDiploma) || e.Data["pages"] != "0" {
			t.Errorf("the chain has %v", e.Data)
		}
	})
}

// TestPaperAgain: what was photographed of a paper by mistake is thrown away, and the paper photographed anew.
func TestPaperAgain(t *testing.T) {
	playPapers(t, nil, func(p *papers) {
		p.begin(enrol.KindFirstCard)
		p.do(lane.Command{Action: lane.ActionPaper})
		for _, a := range []lane.Action{lane.ActionMorePages, lane.ActionKeepPage, lane.ActionKeepPage} {
			p.page()
			p.do(lane.Command{Action: a})
		}
		p.until(lane.PhasePaper)
		p.do(lane.Command{Action: lane.ActionPaperBack})
		p.until(lane.PhaseBlocked)
		p.do(lane.Command{Action: lane.ActionPaperAgain, Document: enrol.DocNewestKK})
		v := p.until(lane.PhasePaper)
		if v.Page.Document != enrol.DocNewestKK || v.Page.Number != 1 || !slices.Contains(v.Missing, enrol.DocNewestKK) {
			t.Fatalf("page %+v, missing %v", v.Page, v.Missing)
		}
		if got := names(p.draft()); got != "akta=page-3" {
			t.Errorf("the draft has %s", got)
		}
		p.page()
		p.do(lane.Command{Action: lane.ActionKeepPage})
		p.until(lane.PhasePaper)
		if got := names(p.draft()); got != "akta=page-3 kk-new=page-4" {
			t.Errorf("the draft has %s", got)
		}
	})
}
