package ui

import (
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/sound"
)

// toneOf is what is heard of a change that is seen; None for most.
func toneOf(before, now lane.View) sound.Tone {
	switch {
	case now.Phase == lane.PhaseClosed || now.Lock.On:
		return sound.None
	case now.Problem != "" && now.Problem != before.Problem:
		return sound.Problem
	case now.Phase == lane.PhaseSaved && before.Phase != lane.PhaseSaved && now.Prompt != "lane.saved.cancelled":
		return sound.Saved
	case now.Case == nil:
		return sound.None
	case before.Case == nil || before.Case.ID != now.Case.ID:
		return sound.Read
	case before.Selfie == nil && now.Selfie != nil:
		return sound.Selfie
	}
	return sound.None
}

// sound plays what a change sounds like, where sounds are wanted.
func (u *UI) sound(before, now lane.View) {
	if t := toneOf(before, now); t != sound.None && u.deps.Sound != nil && !u.prefs.Silent {
		u.deps.Sound(t)
	}
}
