package ui

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// show takes the place of what the last test has shown.
func (q *devicesForm) show(results ...deviceResult) {
	q.results = results[:min(len(results), resultRows)]
	q.ui.ask(q.again())
}

// fail says what went wrong.
func (q *devicesForm) fail(err error) {
	sentence, do := q.ui.words.Failure(err, q.ui.now())
	q.results = []deviceResult{{look.Bad, sentence, do}}
}

// try runs a test aside; what it answers is shown on the form that stands by then.
func (q *devicesForm) try(test func(ctx context.Context) func() []deviceResult) {
	u := q.ui
	q.asked++
	asked := q.asked
	q.show(deviceResult{look.Info, u.words.Say("devices.asking"), ""})
	u.slow.run(func(ctx context.Context) func() {
		say := test(ctx)
		return func() {
			if open, ok := u.question.(*devicesForm); ok && open.asked == asked {
				open.show(say()...)
			}
		}
	})
}

// testPage prints a page that says which printer was meant.
func (q *devicesForm) testPage(sheet bool) {
	u := q.ui
	language := u.prefs.slips()
	q.try(func(ctx context.Context) func() []deviceResult {
		done, err := u.deps.Devices.TestPage(ctx, sheet, language)
		return func() []deviceResult {
			switch {
			case err != nil:
				u.deps.Log.Warn("print test page", "code", enrol.CodeOf(err))
				sentence, do := u.words.Failure(err, u.now())
				return []deviceResult{{look.Bad, sentence, do}}
			case done.Printer == "":
				return []deviceResult{{look.Info, u.words.Say("devices.kept", "file", filepath.Base(done.File)), u.words.Say("devices.kept-do")}}
			}
			return []deviceResult{{look.OK, u.words.Say("devices.printed", "printer", done.Printer), u.words.Say("devices.printed-do")}}
		}
	})
}

// testLine asks the registry.
func (q *devicesForm) testLine() {
	u := q.ui
	language := u.words.Language
	q.try(func(ctx context.Context) func() []deviceResult {
		found := u.deps.Devices.Line(ctx, language)
		return func() (out []deviceResult) {
			for _, f := range found {
				out = append(out, deviceResult{f.Tone, f.Name + ": " + f.Fact, f.Do})
			}
			return out
		}
	})
}

// testScan begins or ends a test of the scanners: the camera's reader, and one that types.
// While a case is open, the reader has another's QR to look for.
func (q *devicesForm) testScan() {
	u := q.ui
	switch {
	case q.listening:
		q.listening = false
		q.show(deviceResult{look.Info, u.words.Say("devices.hint"), ""})
	case u.view.Case != nil:
		q.show(deviceResult{look.Warn, u.words.Say("devices.scan-busy"), ""})
	default:
		q.asked++
		q.listening, q.heard = true, heardCode{}
		u.stopScan = u.deps.Devices.Listen(func(r ScanRead) { u.onMain(func() { u.heardTest(r) }) })
		q.show(deviceResult{look.Info, u.words.Say("devices.scan-show"), ""})
	}
}

// heardCode is what a test has shown last. A code that is held up is read with every frame, and the form
// is made anew for what it shows.
type heardCode struct {
	text string
	at   time.Time
}

// heardPause is how long the same result is not shown again.
const heardPause = 2 * time.Second

// again tells whether a result stands there already.
func (h *heardCode) again(r ScanRead, now time.Time) bool {
	last := *h
	*h = heardCode{fmt.Sprint(r), now}
	return h.text == last.text && now.Sub(last.at).Abs() < heardPause
}

// heardTest shows what a code is that was read in a test.
func (u *UI) heardTest(r ScanRead) {
	q, ok := u.question.(*devicesForm)
	if !ok || !q.listening || q.heard.again(r, u.now()) {
		return
	}
	sentence, do := u.words.Say("scantest.read", "n", r.Args["n"]), ""
	if r.Key != "" {
		args := map[string]string{"until": u.words.Moment(r.Until)}
		maps.Copy(args, r.Args)
		do = u.words.Fill(r.Key, args)
	} else {
		do = u.words.Bare(r.Code)
	}
	q.show(deviceResult{r.Tone, sentence, do}, deviceResult{look.Info, u.words.Say("devices.scan-show"), ""})
}

// testScanned takes what a hand scanner has typed, where a test is under way.
func (u *UI) testScanned(code string) bool {
	q, ok := u.question.(*devicesForm)
	if !ok || !q.listening {
		return false
	}
	u.slow.run(func(ctx context.Context) func() {
		r := u.deps.Devices.Reads(ctx, code)
		return func() { u.heardTest(r) }
	})
	return true
}

// watchScanTest ends a scanner's test whose form is gone, however it went: the lane reads
// no code while there is one.
func (u *UI) watchScanTest() {
	if u.stopScan == nil {
		return
	}
	if q, ok := u.question.(*devicesForm); ok && q.listening && u.gate == nil && u.view.Case == nil {
		return
	}
	u.stopScan()
	u.stopScan = nil
	if q, ok := u.question.(*devicesForm); ok {
		q.listening = false
	}
}

// resultPanel shows what a test has shown, a plate for each.
type resultPanel struct {
	objects []fyne.CanvasObject
	rows    []resultRow
}

type resultRow struct {
	back      *canvas.Raster
	sign      *look.Icon
	text, add *look.Text
}

func newResultPanel(l *look.Look, results []deviceResult) *resultPanel {
	p := &resultPanel{}
	icons := [4]string{"info", "approve", "warning", "stop"}
	for _, r := range results {
		shade := l.Tones[r.tone]
		row := resultRow{back: look.NewPlate(shade.Soft, look.Radius).Edged(shade.Strong, 1.5).Shape, sign: l.Icon(icons[r.tone], shade.Strong)}
		row.text = look.NewText(r.text, look.Body, l.Text).With(func(t *look.Text) {
			t.Bold, t.Lines, t.Sizes = true, 4, []float32{look.Body, look.Small, look.Caption}
		})
		row.add = look.NewText(r.add, look.Body, l.Text).With(func(t *look.Text) {
			t.Lines, t.Sizes = 4, []float32{look.Body, look.Small, look.Caption}
		})
		visible(row.add, r.add != "")
		p.rows = append(p.rows, row)
		p.objects = append(p.objects, row.back, row.sign.Shape, row.text, row.add)
	}
	return p
}

func (p *resultPanel) place(x, y, w, h float32) {
	high := min(172, (h-float32(len(p.rows)-1)*10)/float32(max(1, len(p.rows))))
	top := y - 10
	for _, r := range p.rows {
		top += 10
		high := high
		if r.add.Text() == "" { // one sentence needs no more
			high = min(high, 116)
		}
		look.At(r.back, x, top, w, high)
		look.At(r.sign.Shape, x+16, top+16, 32, 32)
		first := high * 0.5
		if r.add.Text() == "" {
			first = high - 16
		}
		look.At(r.text, x+62, top+18, w-76, first-10)
		look.At(r.add, x+62, top+8+first, w-76, max(1, high-16-first))
		top += high
	}
}
