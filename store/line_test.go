package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestLineAfterRestart: how the line stood is known to the next run, also after one that was killed.
func TestLineAfterRestart(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	if n, err := s.Line(ctx); err != nil || !reflect.DeepEqual(n, enrol.LineNote{}) {
		t.Fatalf("before anything was kept: %+v %v", n, err)
	}
	want := enrol.LineNote{Heard: noon.UTC(), PerPacket: 1300 * time.Millisecond, Steps: []enrol.SyncStep{
		{Name: "pull", Done: true, At: noon.UTC(), Took: time.Second, Failed: enrol.CodeOffline, Fails: 6, FailAt: noon.UTC().Add(time.Minute)}}}
	must(t, s.KeepLine(ctx, enrol.LineNote{Heard: noon}))
	must(t, s.KeepLine(ctx, want))
	must(t, s.Close())
	s = MustOpen(t, dir)
	if got, err := s.Line(ctx); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after the restart: %+v %v", got, err)
	}
	_, err := s.writer.Exec(`UPDATE facts SET value = x'78' WHERE name = ?`, factLine)
	must(t, err)
	if got, err := s.Line(ctx); err != nil || !got.Heard.IsZero() {
		t.Errorf("of a note that can't be read: %+v %v", got, err)
	}
}
