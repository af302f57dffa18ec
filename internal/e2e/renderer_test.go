package e2e

import (
	"runtime"
	"slices"
	"strings"
)

// rendererSpread wants that of the software renderer's threads, which the window waits for in every frame, no two
// share a processor, where there are as many of them as processors.
func (th *theatre) rendererSpread() {
	th.t.Helper()
	lists, err := th.gerai.Processors("llvmpipe-")
	th.must(err)
	if len(lists) == 0 {
		th.t.Error("the renderer has no threads by that name")
	}
	if len(lists) != runtime.NumCPU() {
		th.t.Logf("the renderer has %d threads on %d processors: nothing to spread", len(lists), runtime.NumCPU())
		return
	}
	slices.Sort(lists)
	several := func(list string) bool { return strings.ContainsAny(list, "-,") }
	if own := slices.Compact(slices.Clone(lists)); len(own) != len(lists) || slices.ContainsFunc(own, several) && len(own) > 1 {
		th.t.Errorf("the renderer's threads may run on %q", lists)
	}
}
