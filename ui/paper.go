package ui

import (
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// sayPaper says what became of a slip, wherever staff are by then: a printer may take
// longer than a case.
func (u *UI) sayPaper(before, now lane.PaperView) {
	if before == now {
		return
	}
	if tone, text := paperNote(u.words, now); text != "" {
		u.say(tone, text)
	}
}

func paperNote(w *words.Words, p lane.PaperView) (look.Tone, string) {
	switch p.State {
	case lane.PaperPrinted:
		return look.OK, w.Say("paper.printed", "printer", p.Printer)
	case lane.PaperKept:
		return look.Info, w.Say("paper.kept", "file", p.File)
	case lane.PaperFailed:
		return look.Warn, w.Say("paper.failed", "file", p.File)
	case lane.PaperLost:
		return look.Warn, w.Say("paper.lost")
	case lane.PaperNone, lane.PaperPrinting:
	}
	return look.Info, ""
}
