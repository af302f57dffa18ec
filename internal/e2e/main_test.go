package e2e

import (
	"os"
	"testing"

	"github.com/gerai-ikd/gerai/internal/stage"
)

func TestMain(m *testing.M) {
	stage.StepBack()
	os.Exit(m.Run())
}
