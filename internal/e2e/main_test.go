package e2e

import (
	"os"
	"testing"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/steal"
)

func TestMain(m *testing.M) {
	steal.Main()
	stage.StepBack()
	os.Exit(m.Run())
}
