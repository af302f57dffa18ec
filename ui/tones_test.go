package ui

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/sound"
)

func TestTones(t *testing.T) {
	scenes := map[string]lane.View{}
	for _, s := range uidemo.Scenes() {
		scenes[s.Name] = s.View
	}
	locked, cancelled := scenes["12-match"], scenes["16-saved"]
	locked.Lock.On, cancelled.Prompt = true, "lane.saved.cancelled"
	scenes["locked"], scenes["cancelled"] = locked, cancelled
	for _, tt := range []struct {
		before, now string
		want        sound.Tone
	}{
		{"02-ready", "09-selfie", sound.Read},
		{"02-ready", "12-match", sound.Read},
		{"09-selfie", "11-comparing", sound.Selfie},
		{"11-comparing", "12-match", sound.None},
		{"12-match", "16-saved", sound.Saved},
		{"16-saved", "16-saved", sound.None},
		{"12-match", "cancelled", sound.None},
		{"02-ready", "04-qr-expired", sound.Problem},
		{"04-qr-expired", "04-qr-expired", sound.None},
		{"04-qr-expired", "02-ready", sound.None},
		{"05-checking", "06-blocked-phase", sound.Problem},
		{"02-ready", "17-stopped", sound.Problem},
		{"02-ready", "01-closed", sound.None},
		{"09-selfie", "locked", sound.None},
	} {
		t.Run(tt.before+"/"+tt.now, func(t *testing.T) {
			if got := toneOf(scenes[tt.before], scenes[tt.now]); got != tt.want {
				t.Errorf("tone %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSoundsOff(t *testing.T) {
	for _, silent := range []bool{false, true} {
		r := MustRig(t, "id", false)
		var heard []sound.Tone
		r.deps.Sound = func(s sound.Tone) { heard = append(heard, s) }
		r.prefs.Silent = silent
		r.scene("02-ready")
		r.scene("12-match")
		r.scene("16-saved")
		if silent && len(heard) > 0 || !silent && len(heard) != 2 {
			t.Errorf("silent %v: heard %v", silent, heard)
		}
	}
}
