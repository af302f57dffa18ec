package faults

import (
	"slices"
	"strings"
)

// The faults that a run has to bring about; beside them each Mode of the line and, in a
// thorough run, each of Steps.
const (
	wantRegistry = "kill of the registry"
	wantSecond   = "second counter"
	wantRestore  = "restore from a backup"
	wantRoom     = "disk without room"
	wantStint    = "files that may not grow"
	wantRefusal  = "refusal of a full disk"
	wantBehind   = "start with a clock that is certainly wrong"
	wantAhead    = "start with a clock that runs ahead"
	wantDated    = "case dated ahead"
	wantSet      = "clock set while a counter runs"
	wantMode     = "line: "
	wantStep     = "kill at "
)

// lacking names what was to happen and has not, in a settled order.
func (p *Play) lacking() []string {
	r := &p.Report
	happened := map[string]int{
		wantRegistry: r.RegistryKills, wantSecond: r.Seconds, wantRestore: r.Restores, wantStint: r.Stinted,
		wantBehind: r.Behind, wantAhead: r.Ahead, wantSet: r.Jumps,
	}
	if p.disk.small {
		happened[wantRoom] = r.FullDisks
	}
	if p.Thorough {
		happened[wantRefusal], happened[wantDated] = r.Refusals, r.Dated
		for _, s := range Steps {
			happened[wantStep+s] = r.Named[s]
		}
	}
	lines := p.proxy.Counts()
	for _, m := range Modes {
		happened[wantMode+string(m)] = lines[m]
	}
	var out []string
	for what, n := range happened {
		if n == 0 {
			out = append(out, what)
		}
	}
	slices.Sort(out)
	return out
}

// mostExtra is how many lives are added for what has not happened by chance.
const mostExtra = 200

// direct chooses what an added life is for; "" while lives are left to chance.
func (p *Play) direct() string {
	if p.plain() {
		return ""
	}
	lacking := p.lacking()
	if len(lacking) == 0 {
		return ""
	}
	p.extra++
	return lacking[p.extra%len(lacking)]
}

// plain tells whether lives are left to chance still.
func (p *Play) plain() bool { return p.Report.Kills < p.Kills }

// lineFor answers what the line has to do for it; false: anything.
func lineFor(want string) (Mode, bool) {
	if mode, ok := strings.CutPrefix(want, wantMode); ok {
		return Mode(mode), true
	}
	if strings.HasPrefix(want, wantStep+"fail") {
		return Answer500, true
	}
	return Pass, want != ""
}
