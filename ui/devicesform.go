package ui

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// deviceResult is one line of what a test has shown.
type deviceResult struct {
	tone      look.Tone
	text, add string
}

// devicesForm chooses printers, paper and model, and tries printers, line and scanner.
type devicesForm struct {
	ui    *UI
	root  fyne.CanvasObject
	known deviceList
	tests []*look.KeyButton
	panel *resultPanel

	results   []deviceResult
	listening bool // a scanner's test is under way
	heard     heardCode
	asked     int // a later test makes earlier answers void
}

// deviceList is what there is to choose from.
type deviceList struct {
	printers []string
	standard string
	models   []string
	read     bool
}

// resultRows are as many as the form has room for: the line's test has two.
const resultRows = 3

// mayTryDevices tells whether there is a page of devices for who is here: at the log-in nobody has said
// who she is, and chooses no printer.
func (u *UI) mayTryDevices() bool { return u.deps.Devices != nil && u.where != atLogin }

// openDevices shows what is chosen at once; what there is comes after.
func (u *UI) openDevices() {
	if !u.mayTryDevices() {
		return
	}
	q := &devicesForm{ui: u, results: []deviceResult{{look.Info, u.words.Say("devices.hint"), ""}}}
	if u.installing != nil {
		q.results = []deviceResult{installStep(u.words, u.installing.step)}
	}
	q.build()
	u.ask(q)
	u.slow.run(func(ctx context.Context) func() {
		var d deviceList
		var err error
		d.printers, d.standard, err = u.deps.Devices.Printers(ctx)
		d.models, d.read = u.deps.Devices.Models(ctx), true
		return func() {
			open, ok := u.question.(*devicesForm)
			if !ok {
				return
			}
			open.known = d
			if err != nil {
				open.fail(err)
			}
			u.ask(open.again())
		}
	})
}

// deviceLine is one thing to choose, by its number.
type deviceLine struct {
	text string
	on   bool
	next func(p *Prefs)
}

// lines are in the order of their keys.
func (q *devicesForm) lines() []deviceLine {
	u, w := q.ui, q.ui.words
	printers := append(append([]string{PrinterStandard}, q.known.printers...), PrinterFile)
	models := append([]string{""}, q.known.models...)
	line := func(key, value string, on bool, next func(p *Prefs)) deviceLine {
		return deviceLine{w.Say("devices."+key) + ": " + value, on, next}
	}
	return []deviceLine{
		line("printer", q.printerName(u.prefs.Printer, q.standardName()), q.known.read, func(p *Prefs) { p.Printer = after(printers, p.Printer) }),
		line("sheets", q.printerName(u.prefs.Sheets, w.Say("devices.as-slips")), q.known.read, func(p *Prefs) { p.Sheets = after(printers, p.Sheets) }),
		line("paper", w.Say("devices.paper-"+cmpOr(u.prefs.Paper, "standard")), true, func(p *Prefs) { p.Paper = after(append([]string{""}, Papers...), p.Paper) }),
		line("model", q.modelName(), q.known.read && len(q.known.models) > 1 && mayRepair(u.view.Staff.Role), func(p *Prefs) { p.Embedder = after(models, p.Embedder) }),
	}
}

// after is the one that follows, the first after the last or after what is not among them.
func after(all []string, now string) string { return all[(slices.Index(all, now)+1)%len(all)] }

// nameMost is how many letters of a printer's name a button has room for.
const nameMost = 22

func (q *devicesForm) printerName(chosen, standard string) string {
	switch chosen {
	case PrinterStandard:
		return standard
	case PrinterFile:
		return q.ui.words.Say("devices.file")
	}
	return clipped(chosen, nameMost)
}

// clipped leaves a name's middle out where it is longer than n letters.
func clipped(name string, n int) string {
	if r := []rune(name); len(r) > n {
		return string(r[:n-9]) + "…" + string(r[len(r)-8:])
	}
	return name
}

func (q *devicesForm) standardName() string {
	w := q.ui.words
	switch {
	case !q.known.read:
		return w.Say("devices.asking")
	case q.known.standard == "":
		return w.Say("devices.none")
	}
	return w.Say("devices.standard", "printer", clipped(q.known.standard, nameMost))
}

func (q *devicesForm) modelName() string {
	w := q.ui.words
	switch {
	case !q.known.read:
		return w.Say("devices.asking")
	case len(q.known.models) == 0:
		return w.Say("devices.no-model")
	case !slices.Contains(q.known.models, q.ui.prefs.Embedder):
		return w.Say("devices.auto", "model", q.known.models[0])
	}
	return q.ui.prefs.Embedder
}

func (q *devicesForm) build() {
	u, l := q.ui, q.ui.look
	var objects []fyne.CanvasObject
	var rows []*look.KeyButton
	for i, s := range q.lines() {
		b := look.NewKeyButton(l, strconv.Itoa(i+1), s.text, "", func() { q.press(i) })
		b.Set(strconv.Itoa(i+1), s.text, "", s.on, false)
		rows, objects = append(rows, b), append(objects, b)
	}
	scan := "devices.test-scan"
	if q.listening {
		scan = "devices.scan-end"
	}
	q.tests = []*look.KeyButton{
		look.NewKeyButton(l, "F3", u.words.Say(scan), "qr", q.testScan),
		look.NewKeyButton(l, "F5", u.words.Say("devices.test-slip"), "print", func() { q.testPage(false) }),
		look.NewKeyButton(l, "F6", u.words.Say("devices.test-sheet"), "print", func() { q.testPage(true) }),
		look.NewKeyButton(l, "F7", u.words.Say("devices.test-line"), "registry", q.testLine),
	}
	for _, b := range q.tests {
		objects = append(objects, b)
	}
	q.panel = newResultPanel(l, q.results)
	install := look.NewKeyButton(l, "F8", "", "", q.models)
	label := map[bool]string{true: "install.stop", false: "install.models"}[u.installing != nil]
	install.Set("F8", u.words.Say(label), "face", q.mayInstall(), false)
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", q.leave)
	objects = append(append(objects, q.panel.objects...), install, back)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		half := (s.Width - 32) / 2
		for i, b := range append(rows, q.tests...) {
			y := float32(i) * (look.Touch + 8)
			if i >= len(rows) {
				y += 14
			}
			look.At(b, 0, y, half, look.Touch)
		}
		q.panel.place(half+32, 0, half, s.Height-look.Touch-16)
		look.At(install, half+32, s.Height-look.Touch, half-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(1040, 640), u.words.Say("devices.title"), "settings", body)
}

// press takes the next of what a line has to choose from.
func (q *devicesForm) press(i int) {
	line := q.lines()[i]
	if !line.on {
		return
	}
	was, p := q.ui.prefs.Embedder, q.ui.prefs
	line.next(&p)
	if p.Embedder != was {
		q.results = []deviceResult{{look.Info, q.ui.words.Say("settings.next-start"), ""}}
	}
	q.ui.choose(p)
}

func (q *devicesForm) leave() {
	q.ui.answer()
	q.ui.openSettings()
}

func (q *devicesForm) object() fyne.CanvasObject { return q.root }
func (q *devicesForm) focus() fyne.Focusable     { return nil }

func (q *devicesForm) again() question {
	n := *q
	n.build()
	return &n
}

func (q *devicesForm) typedRune(r rune) {
	if i := int(r - '1'); i >= 0 && i < len(q.lines()) && !q.listening && q.ui.wedge.count == 1 {
		q.ui.whenAlone(func() {
			if open, ok := q.ui.question.(*devicesForm); ok {
				open.press(i)
			}
		})
	}
}

func (q *devicesForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyEscape:
		q.leave()
	case fyne.KeyF3:
		q.testScan()
	case fyne.KeyF5:
		q.testPage(false)
	case fyne.KeyF6:
		q.testPage(true)
	case fyne.KeyF7:
		q.testLine()
	case fyne.KeyF8:
		q.models()
	}
	return true
}

// mayRepair tells whether a role has the technician's part.
func mayRepair(r enrol.Role) bool { return r == enrol.RoleTechnician || r == enrol.RoleSupervisor }
