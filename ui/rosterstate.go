package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// rosterKey opens the roster from the lane; it is printed on its button.
const rosterKey = fyne.KeyPageUp

// rosterState is what the windows know of today's roster, whichever screen is open.
type rosterState struct {
	day    enrol.RosterDay // without an ID: none
	done   int
	awaits int       // done, and still to come
	at     time.Time // when it was read; zero: never
	asking poll
	query  rosterQuery
	chosen string // id of the person who is selected
	from   place  // where Esc leads
}

func (r *rosterState) take(d enrol.RosterDay, now time.Time) {
	t := enrol.NewTurnout(d.Entries)
	r.day, r.at, r.done, r.awaits = d, now, t.Done, t.Expected()
	r.asking.at = now
}

// openRoster shows the roster; Esc leads back. A technician has no business with residents.
func (u *UI) openRoster(from place) {
	if u.view.Staff.Role == enrol.RoleTechnician {
		sentence, do := u.words.Code(enrol.CodeForbidden, nil)
		u.say(look.Warn, sentence+" "+do)
		return
	}
	u.roster.from = from
	u.open(atRoster)
}

// rosterWatch is how often the lane looks whether there is a roster, and how far it is.
const rosterWatch = 20 * time.Second

// watchRoster reads the roster while the lane is open, for the lane's own button.
func (u *UI) watchRoster(now time.Time) {
	u.roster.asking.every = rosterWatch
	if u.where != atLane || u.deps.Desk == nil || !u.roster.asking.due(now) {
		return
	}
	u.roster.asking.ask(u.slow, now, func(ctx context.Context) func() {
		d, err := u.deps.Desk.Roster(ctx, now)
		return func() {
			if err != nil {
				d = enrol.RosterDay{} // none, or a fault that the roster's own screen tells
			}
			u.roster.take(d, now)
		}
	})
}

// rosterButton leads from the lane to the roster.
func rosterButton(u *UI) *look.KeyButton {
	b := look.NewKeyButton(u.look, "PgUp", "", "group", func() { u.openRoster(atLane) }).Compact()
	b.Hide()
	return b
}

// showRoster says on the button how far today's roster is; without one, or without room, it is hidden. It
// answers whether the button has to be placed anew.
func (u *UI) showRoster(b *look.KeyButton, room bool) bool {
	d := u.roster.day
	there := room && u.view.Staff.Role != enrol.RoleTechnician && d.ID != "" && sameDay(d.From, u.now())
	before, width := b.Visible(), b.Wanted()
	if there {
		b.Set("PgUp", u.words.Say("roster.of", "done", u.words.Count(u.roster.done), "expected", u.words.Count(u.roster.awaits)), "group", true, false)
	}
	visible(b, there)
	return there != before || b.Wanted() != width
}
