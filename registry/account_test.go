package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// moves is the account's table as people read it; every pair that is not in it must
// be refused.
const moves = `
-         approve  approved
approved  approve  approved
approved  send     code-sent
approved  bounce   bounced
approved  resend   approved
approved  activate active
approved  block    blocked
code-sent approve  approved
code-sent send     code-sent
code-sent bounce   bounced
code-sent expire   expired
code-sent resend   code-sent
code-sent activate active
code-sent block    blocked
bounced   approve  approved
bounced   resend   approved
bounced   block    blocked
expired   approve  approved
expired   resend   approved
expired   block    blocked
active    approve  approved
active    lock     locked
active    release  released
active    block    blocked
locked    approve  approved
locked    block    blocked
released  approve  approved
released  block    blocked
blocked   unblock  released
`

func TestNextAccountInFull(t *testing.T) {
	legal := map[string]enrol.Account{}
	for line := range strings.Lines(strings.TrimSpace(moves)) {
		f := strings.Fields(line)
		legal[strings.TrimPrefix(f[0], "-")+"/"+f[1]] = enrol.Account(f[2])
	}
	for _, a := range registry.AccountStates {
		for _, e := range registry.AccountEvents {
			key := fmt.Sprintf("%s/%s", a, e)
			got, err := registry.NextAccount(a, e)
			want, ok := legal[key]
			switch {
			case ok && (err != nil || got != want):
				t.Errorf("%s: %q %v, want %q", key, got, err, want)
			case !ok && (enrol.CodeOf(err) != enrol.CodeMove || got != a):
				t.Errorf("%s: %q %v, want a refusal", key, got, err)
			}
			delete(legal, key)
		}
	}
	if len(legal) > 0 {
		t.Errorf("no such state or event: %v", legal)
	}
}

// TestEveryAccountCanComeBack: from everywhere there is a way back to active.
func TestEveryAccountCanComeBack(t *testing.T) {
	for _, from := range registry.AccountStates {
		seen := []enrol.Account{from}
		for i := 0; i < len(seen); i++ {
			for _, e := range registry.AccountEvents {
				if next, err := registry.NextAccount(seen[i], e); err == nil && !slices.Contains(seen, next) {
					seen = append(seen, next)
				}
			}
		}
		if !slices.Contains(seen, enrol.AccountActive) {
			t.Errorf("%q never becomes active again", from)
		}
	}
}
