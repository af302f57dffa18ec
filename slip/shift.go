package slip

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/gerai-ikd/gerai/enrol"
)

// Say answers the sentence of a key, with its {names} filled from pairs.
type Say func(key string, pairs ...string) string

// moment writes date and time by the clock of the language that say speaks: "09/03/2026 15.04".
func moment(say Say, t time.Time) string { return t.Format("02/01/2006 " + say("time.clock")) }

// Line is one figure of a shift's sheet; Under is part of the one before it.
type Line struct {
	Name  string
	N     int
	Under bool
}

// ShiftLines are a sheet's figures, in the order in which they add up.
func ShiftLines(say Say, s enrol.Sheet) []Line {
	return []Line{
		{say("sheet.opened"), s.Opened, false}, {say("sheet.taken-over"), s.TakenOver, false},
		{say("sheet.approved"), s.Approved, false}, {say("sheet.delivered"), s.Delivered, true},
		{say("sheet.waiting"), s.Waiting, true}, {say("sheet.refused"), s.Refused, true},
		{say("sheet.rejected"), s.Rejected, false}, {say("sheet.parked"), s.Parked, false},
		{say("sheet.cancelled"), s.Cancelled, false}, {say("sheet.handed-over"), s.HandedOver, false},
		{say("sheet.overrides"), s.Overrides, false}, {say("sheet.exceptions"), s.Exceptions, false},
		{say("sheet.despite"), s.Despite, false},
	}
}

// ShiftSums are the two equations of a sheet, with its figures.
func ShiftSums(say Say, s enrol.Sheet) [2]string {
	n := strconv.Itoa
	return [2]string{
		say("sheet.sum-cases", "in", n(s.Opened+s.TakenOver), "out", n(s.Approved+s.Rejected+s.Parked+s.Cancelled+s.HandedOver)),
		say("sheet.sum-sent", "approved", n(s.Approved), "sent", n(s.Delivered+s.Waiting+s.Refused)),
	}
}

// sheetPage writes a sheet from top to bottom.
type sheetPage struct {
	*fpdf.Fpdf
	say Say
	y   float64
}

const (
	sheetLeft = 20.0
	sheetWide = 170.0
	sheetEnd  = 250.0 // lists stop here: the signatures stand below
)

// Shift is a closed shift's sheet as a PDF, one page of A4. It names cases by their ids
// and residents not at all.
func Shift(f Fonts, say Say, s enrol.Sheet, zone *time.Location) ([]byte, error) {
	p := &sheetPage{NewPDF(f, A4, say("sheet.title"), s.Until), say, 26}
	p.AddPage()
	p.head(s, zone)
	top := p.y
	for i, l := range ShiftLines(say, s) {
		p.figure(i, l)
	}
	p.beside(top, s)
	p.sums(s)
	p.lists(s)
	p.signatures(s)
	return Bytes(p.Fpdf)
}

func (p *sheetPage) text(size float64, style, text string) {
	p.SetFont(Face, style, size)
	p.Text(sheetLeft, p.y, text)
	p.y += size * 0.52
}

// sized is the largest size, of at most so many points, in which a text fits on a line.
func (p *sheetPage) sized(text string, size float64) float64 {
	for ; size > 7; size -= 0.5 {
		if p.SetFont(Face, "", size); p.GetStringWidth(text) <= sheetWide {
			break
		}
	}
	return size
}

// fitted shortens a name to a width in the present font.
func (p *sheetPage) fitted(name string, wide float64) string {
	r := []rune(name)
	if p.GetStringWidth(name) <= wide {
		return name
	}
	for len(r) > 1 && p.GetStringWidth(string(r)+"…") > wide {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

func (p *sheetPage) head(s enrol.Sheet, zone *time.Location) {
	p.text(18, "B", p.say("sheet.title"))
	p.y += 2
	name := s.OutletName
	if name == "" {
		name = s.Outlet
	}
	p.text(12, "", p.say("sheet.outlet", "outlet", name, "device", s.Device))
	p.text(12, "", p.say("sheet.period", "from", sheetTime(p.say, s.From, zone), "until", sheetTime(p.say, s.Until, zone)))
	p.Line(sheetLeft, p.y, sheetLeft+sheetWide, p.y)
	p.y += 7
}

func sheetTime(say Say, t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	return moment(say, t.In(zone))
}

// figure is a row of the table of figures; every other one has a grey ground, so that the
// eye finds from a name to its number.
func (p *sheetPage) figure(i int, l Line) {
	x, style := sheetLeft+2, "B"
	if l.Under {
		x, style = sheetLeft+8, ""
	}
	if i%2 == 0 {
		p.SetFillColor(238, 241, 243)
		p.Rect(sheetLeft, p.y-4.4, figuresWide, 6, "F")
	}
	p.SetFont(Face, "", 11)
	p.Text(x, p.y, l.Name)
	p.SetFont(Face, style, 11)
	p.SetXY(sheetLeft+figuresWide-21, p.y-4)
	p.CellFormat(20, 5, strconv.Itoa(l.N), "", 0, "R", false, 0, "")
	p.y += 6
}

const (
	figuresWide = 94.0
	besideLeft  = sheetLeft + figuresWide + 8
	besideWide  = sheetWide - figuresWide - 8
)

// beside has the day by kind and by person, right of the figures, as far as these go.
func (p *sheetPage) beside(top float64, s enrol.Sheet) {
	var kinds, people []Line
	for _, k := range s.Kinds {
		kinds = append(kinds, Line{Name: p.say("kind." + string(k.Kind)), N: k.Total()})
	}
	for _, f := range s.People {
		people = append(people, Line{Name: f.Called(), N: f.Cases})
	}
	end := p.y
	p.y = top
	p.small(p.say("sheet.by-kind"), kinds, end)
	p.small(p.say("sheet.by-staff"), people, end)
	p.y = end
}

// small is a list with a title in the right column; what has no room is in the table.
func (p *sheetPage) small(title string, lines []Line, end float64) {
	if len(lines) == 0 || p.y+9 > end {
		return
	}
	p.SetFont(Face, "B", 10)
	p.Text(besideLeft, p.y, title)
	p.y += 5.4
	p.SetFont(Face, "", 10)
	for _, l := range lines {
		if p.y > end-3 {
			break
		}
		p.Text(besideLeft, p.y, p.fitted(l.Name, besideWide-20))
		p.SetXY(besideLeft+besideWide-20, p.y-3.8)
		p.CellFormat(20, 5, strconv.Itoa(l.N), "", 0, "R", false, 0, "")
		p.y += 5
	}
	p.y += 4
}

func (p *sheetPage) sums(s enrol.Sheet) {
	p.y += 2
	for _, sum := range ShiftSums(p.say, s) {
		p.text(p.sized(sum, 11), "", sum)
	}
	verdict := "sheet.adds"
	if !s.Adds() {
		verdict = "sheet.adds-not"
	}
	p.text(12, "B", p.say(verdict))
	p.y += 3
}

// lists name what is half-done and what does not add up, as far as the page goes; how
// many more there are is said.
func (p *sheetPage) lists(s enrol.Sheet) {
	var lines []string
	for _, o := range s.Odd {
		lines = append(lines, p.say("sheet.odd-"+string(o.Fault))+": "+o.ID)
	}
	for _, o := range s.Open {
		lines = append(lines, p.say("sheet.open-case", "id", o.ID, "nik", o.NIKMasked))
	}
	for i, l := range lines {
		if p.y > sheetEnd-30 {
			p.text(9, "", p.say("sheet.more", "n", strconv.Itoa(len(lines)-i)))
			return
		}
		p.text(9, "", l)
	}
}

func (p *sheetPage) signatures(s enrol.Sheet) {
	p.y = sheetEnd - 20
	p.SetFont(Face, "", 10)
	for i, who := range []struct{ title, id string }{{"sheet.closed-by", s.By}, {"sheet.signed-by", s.Sign}} {
		x := sheetLeft + float64(i)*90
		p.Text(x, p.y, p.say(who.title))
		p.Line(x, p.y+18, x+70, p.y+18)
		p.Text(x, p.y+23, p.fitted(s.Who(who.id), 80))
	}
	p.y = sheetEnd + 16
	p.text(9, "", p.say("sheet.head", "seq", strconv.FormatInt(s.Seq, 10)))
	p.text(10, "B", grouped(s.Hash))
	p.text(8, "", p.say("sheet.head-why"))
}

// grouped puts a hash in eights, to be compared by eye.
func grouped(hash string) string {
	var out []string
	for len(hash) > 8 {
		out, hash = append(out, hash[:8]), hash[8:]
	}
	return strings.Join(append(out, hash), " ")
}

// ShiftName is what a sheet's files are called, without their ending.
func ShiftName(s enrol.Sheet, zone *time.Location) string {
	return fmt.Sprintf("shift-%s-%d", s.Until.In(zone).Format("20060102-1504"), s.Seq)
}
