package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/ui"
)

func TestPrefs(t *testing.T) {
	cfg := Config{Language: "id", Resident: true}
	kept := ui.Prefs{Language: "en", TextSize: 150, Dark: true, Contrast: true, Silent: true, Slips: "en"}
	none := flagGiven(nil)
	for _, tt := range []struct {
		name string
		file string // "" none, "kept": what was kept
		args []string
		want ui.Prefs
	}{
		{"NoFile", "", nil, ui.Prefs{Language: "id", Resident: true}},
		{"Kept", "kept", nil, kept},
		{"LanguageGiven", "kept", []string{"--lang", "id"}, ui.Prefs{Language: "id", TextSize: 150, Dark: true, Contrast: true, Silent: true, Slips: "en"}},
		{"ResidentGiven", "kept", []string{"--resident-window=true"}, ui.Prefs{Language: "en", TextSize: 150, Dark: true, Contrast: true, Silent: true, Resident: true, Slips: "en"}},
		{"Broken", "{", nil, ui.Prefs{Language: "id", Resident: true}},
		{"Foreign", `{"language":"xx","text_size":900,"slips":"xx"}`, nil, ui.Prefs{Language: "id", Resident: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg.Data = t.TempDir()
			switch tt.file {
			case "":
			case "kept":
				if err := writePrefs(cfg.Data, kept); err != nil {
					t.Fatal(err)
				}
			default:
				if err := os.WriteFile(filepath.Join(cfg.Data, prefsName), []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			given := none
			if tt.args != nil {
				given = flagGiven(tt.args)
			}
			if got := readPrefs(cfg, given); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
			if files, _ := os.ReadDir(cfg.Data); len(files) > 1 {
				t.Errorf("%d files are left", len(files))
			}
		})
	}
	if err := writePrefs(filepath.Join(t.TempDir(), "none"), kept); err == nil {
		t.Error("a folder that is not there keeps something")
	}
}
