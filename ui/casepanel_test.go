package ui

import "testing"

// TestPanelForgetsTheLastCase: what was found out about one resident leaves no sign on the panel when the case is over,
// also where somebody who waits has it laid out anew.
func TestPanelForgetsTheLastCase(t *testing.T) {
	r := MustRig(t, "id", false)
	for _, after := range []string{"32-saved-next", "02-ready", "31-parked"} {
		r.scene("31-next-refused")
		p := r.screen.(*laneScreen).panel
		if !p.checks[0].icon.Shape.Visible() {
			t.Fatal("a case with nothing found out")
		}
		r.scene(after)
		for i, c := range p.checks {
			if c.icon.Shape.Visible() || c.text.Visible() {
				t.Errorf("%s: the sign of finding %d stands there", after, i)
			}
		}
	}
}
