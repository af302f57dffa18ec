package face

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// misbehaveEnv makes a probing child end as a hostile model may end it.
const misbehaveEnv = "GERAI_TEST_PROBE"

func misbehave(how string) {
	bound()
	switch how {
	case "abort":
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		time.Sleep(time.Minute)
	case "hang":
		time.Sleep(24 * time.Hour)
	case "memory":
		var all [][]byte
		for range 64 { // no page of it is touched: what counts is that it is refused
			all = append(all, make([]byte, 1<<30))
		}
		os.Stdout.WriteString(probePassed + string(all[0][:0]))
	case "lie":
		os.Stdout.WriteString("all is well")
	}
	os.Exit(0)
}

// TestProbeSurvivesItsChild: whatever a model does to the process that tries it, the program goes on and leaves it out.
func TestProbeSurvivesItsChild(t *testing.T) {
	for _, how := range []string{"abort", "hang", "memory", "lie"} {
		t.Run(how, func(t *testing.T) {
			t.Setenv(misbehaveEnv, how)
			limit := time.Minute
			if how == "hang" {
				limit = time.Second
			}
			if err := probeWithin(limit, t.TempDir(), Model{ID: "hostile"}); enrol.CodeOf(err) != enrol.CodeBadModel {
				t.Errorf("%v", err)
			}
		})
	}
}
