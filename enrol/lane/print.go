package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// PaperState is how far a slip is.
type PaperState string

// The states of a slip.
const (
	PaperNone     PaperState = ""
	PaperPrinting PaperState = "printing"
	PaperPrinted  PaperState = "printed" // on paper
	PaperKept     PaperState = "kept"    // as a file: there is no printer
	PaperFailed   PaperState = "failed"  // the printer refused; kept as a file where File says so
	PaperLost     PaperState = "lost"    // neither printer nor folder took it
)

// PaperView is what became of the last slip.
type PaperView struct {
	Number  int // counts slips, so that the same news twice is news
	State   PaperState
	Printer string
	File    string
}

const (
	printWait = 20 * time.Second // for the printer
	printFor  = 2 * time.Minute  // how long the last one's slip can be asked for
)

// slipOf is the paper about a decided case: nil where there is none.
func (l *Lane) slipOf(c enrol.Case) *enrol.Slip {
	s := enrol.Slip{Kind: c.Kind, Purpose: c.Purpose, NIK: c.Resident.NIK.Masked(), Outlet: l.settings.OutletName, At: c.DecidedAt,
		Offline: l.offline(), Training: c.Training}
	switch c.State {
	case enrol.StateParked:
		s = l.settings.BringSlip(c, l.rules, l.deps.Counter)
	case enrol.StateApproved:
		s.Receipt = true
		l.number = max(l.number, l.figures.Done) + 1
		if l.numberDay != c.DecidedAt.YearDay() {
			l.number, l.numberDay = l.figures.Done+1, c.DecidedAt.YearDay()
		}
		s.Number = l.number
		if c.LeadsToCode() && c.Resident.Email != "" {
			s.Email = c.Resident.Email.Masked()
		}
	default:
		return nil
	}
	return &s
}

// offline tells whether the registry can't be reached now.
func (l *Lane) offline() bool { return l.deps.Link == nil || !l.deps.Link().Online }

// canPrint tells whether the last one's slip can still be asked for. With the next one at
// the counter that is a receipt, which has a number to be told by, and only while there is
// nothing to decide: what the key means there stays what it was.
func (l *Lane) canPrint() bool {
	if l.deps.Print == nil || l.slip == nil || l.deps.Now().Sub(l.savedAt) >= printFor {
		return false
	}
	if l.cas == nil {
		return true
	}
	switch l.phase {
	case PhaseBlocked, PhaseContact, PhaseConsent, PhaseSelfie, PhaseTurn, PhaseCard:
		return l.slip.Receipt
	default:
		return false
	}
}

// receipt is the number of the receipt that can be printed; 0: none.
func (l *Lane) receipt() int {
	if !l.canPrint() {
		return 0
	}
	return l.slip.Number
}

// keepReceipt is for the next one's turn: a receipt can still be had, another paper no longer.
func (l *Lane) keepReceipt() {
	if l.slip != nil && !l.slip.Receipt {
		l.slip = nil
	}
}

// print hands the slip to a worker of its own: a printer may take its time.
func (l *Lane) print() {
	if l.deps.Print == nil || l.slip == nil {
		return
	}
	s := *l.slip
	l.paper = PaperView{Number: l.paper.Number + 1, State: PaperPrinting}
	number := l.paper.Number
	l.papers.put(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, printWait)
		defer cancel()
		done, err := l.deps.Print(ctx, s)
		if err != nil {
			l.deps.Log.Warn("print slip", "code", enrol.CodeOf(err))
		}
		return func() {
			if number == l.paper.Number {
				l.paper = paperOf(number, done, err)
			}
		}
	})
}

func paperOf(number int, p enrol.Printed, err error) PaperView {
	v := PaperView{Number: number, State: PaperPrinted, Printer: p.Printer, File: p.File}
	switch {
	case err != nil && p.File == "":
		v.State = PaperLost
	case err != nil:
		v.State = PaperFailed
	case p.File != "":
		v.State = PaperKept
	}
	return v
}

// printPapers is the worker; what waits at the end of the program stays unprinted.
func (l *Lane) printPapers(ctx context.Context) { l.workThrough(ctx, &l.papers) }
