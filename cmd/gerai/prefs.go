package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/ui"
)

// prefsName is the file in the data folder that keeps what staff chose in the settings.
// It says nothing of anybody and need not be sealed; without it, or with a broken one,
// the configuration holds.
const prefsName = "window.json"

// readPrefs lays what staff chose over the configuration; given are the flags of the
// command line, which come first.
func readPrefs(cfg Config, given func(flag string) bool) ui.Prefs {
	p := ui.Prefs{Language: cfg.Language, Resident: cfg.Resident, Slips: cfg.Paper.Language}
	raw, err := os.ReadFile(filepath.Join(cfg.Data, prefsName))
	if err != nil {
		return p
	}
	kept := p
	if json.Unmarshal(raw, &kept) != nil {
		return p
	}
	if given("lang") || !slices.Contains(assets.Languages, kept.Language) {
		kept.Language = p.Language
	}
	if given("resident-window") || given("no-resident-window") {
		kept.Resident = p.Resident
	}
	if !slices.Contains(assets.Languages, kept.Slips) {
		kept.Slips = p.Slips
	}
	if kept.Paper != "" && !slices.Contains(ui.Papers, kept.Paper) {
		kept.Paper = ""
	}
	if !slices.Contains(ui.TextSizes, kept.TextSize) {
		kept.TextSize = 0
	}
	return kept
}

// writePrefs keeps them: whole or not at all, whatever happens meanwhile.
func writePrefs(folder string, p ui.Prefs) error {
	raw, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("encode preferences: %w", err)
	}
	if err := writeWhole(filepath.Join(folder, prefsName), append(raw, '\n')); err != nil {
		return fmt.Errorf("keep preferences: %w", err)
	}
	return nil
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// flagGiven tells whether a flag stands on the command line, with a value or without.
func flagGiven(args []string) func(string) bool {
	return func(name string) bool {
		return slices.ContainsFunc(args, func(a string) bool {
			key, _, _ := strings.Cut(strings.TrimLeft(a, "-"), "=")
			return strings.HasPrefix(a, "-") && key == name
		})
	}
}
