package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
)

// Config is gerai.toml; every value can be given by a flag too. An absent file is the
// defaults, a broken one is an error: guessing would hide a typing slip.
type Config struct {
	Data     string `toml:"data"`            // folder of the database; "": the user's data folder
	Models   string `toml:"models"`          // folder of the face models; "": the user's data folder
	Embedder string `toml:"embedder"`        // model that compares faces; "": the first installed one in the order of "models list"
	Camera   string `toml:"camera"`          // see package camera; "": the first webcam; without one an enrolled counter has none, another the demonstration
	Camera2  string `toml:"camera2"`         // the other one, that a key switches to; "": all webcams take turns
	Loop     bool   `toml:"loop"`            // a recording starts over at its end
	Mirror   bool   `toml:"mirror"`          // undo a device that mirrors
	Rotate   int    `toml:"rotate"`          // clockwise degrees: 0, 90, 180, 270
	Language string `toml:"language"`        // "id" or "en"; the window's default is "id"
	Resident bool   `toml:"resident_window"` // also on one screen; on a second one it is by itself

	NoResident bool `toml:"no_resident_window"` // also not on a second screen

	Full     bool   `toml:"full_screen"`
	Kiosk    bool   `toml:"kiosk"`     // nothing but the counter; the technician's PIN ends it
	Trace    string `toml:"trace"`     // file that records what the screen shows, for measurements
	DemoFeed string `toml:"demo_feed"` // where the demonstration's phones get their QR

	PullEvery      duration `toml:"pull_every"`      // how often the registry is asked for news; 0: a minute
	Key            string   `toml:"key"`             // how a new database's key is kept: auto, tpm, keyring, passphrase, file
	PassphraseFile string   `toml:"passphrase_file"` // whose first line is the passphrase, on a stick say
	AskPass        string   `toml:"askpass"`         // program that asks for the passphrase and prints it
	BackupEvery    duration `toml:"backup_every"`    // 0: a day
	KeepDays       int      `toml:"keep_days"`       // of a database that was put aside; 0: 30
	IdleLock       duration `toml:"idle_lock"`       // the window locks after so long, where the registry does not ask for sooner; 0: the registry's
	Counter        string   `toml:"counter"`         // this PC as staff know it, for slips ("Loket 2"); "": its host name
	Line           line     `toml:"line"`            // of a metered line
	Paper          paper    `toml:"paper"`           // slips and receipts

	TraceEvery time.Duration `toml:"-"` // how often the trace has figures of the preview

	TraceBlocks string `toml:"-"` // file with the stacks of a busy main goroutine, for measurements

	Training bool `toml:"-"` // the command "train"
	Away     bool `toml:"-"` // a training in a counter's place

	BothEyes bool `toml:"-"` // look for codes and faces all the time, for measurements
}

// duration reads "90s" from the configuration.
type duration struct{ time.Duration }

// UnmarshalText is for the TOML decoder.
func (d *duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	return err
}

// defaultConfig is what holds without a file.
func defaultConfig(env func(string) string) Config {
	return Config{Data: dataHome(env)}
}

// dataHome is where this user's data belong (XDG Base Directory).
func dataHome(env func(string) string) string {
	if d := env("XDG_DATA_HOME"); d != "" {
		return filepath.Join(d, "gerai")
	}
	return filepath.Join(env("HOME"), ".local", "share", "gerai")
}

// configFile is where the configuration is looked for when no flag names one.
func configFile(env func(string) string) string {
	if d := env("XDG_CONFIG_HOME"); d != "" {
		return filepath.Join(d, "gerai", "gerai.toml")
	}
	return filepath.Join(env("HOME"), ".config", "gerai", "gerai.toml")
}

// parse reads defaults, then the file, then flags, for one command. more adds the
// command's own flags. The error is CodeConfig or CodeUsage.
func (p *program) parse(name string, args []string, more func(*flag.FlagSet, *Config)) (Config, []string, error) {
	cfg := defaultConfig(p.env)
	p.speak(flagArg(args, "lang")) // even if what comes next is broken
	file := flagArg(args, "config")
	explicit := file != ""
	if !explicit {
		file = configFile(p.env)
	}
	if err := readConfig(file, explicit, &cfg); err != nil {
		return cfg, nil, err
	}
	fs := flag.NewFlagSet("gerai "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // a wrong flag gets a sentence of ours
	fs.Usage = func() {}
	fs.String("config", file, "configuration `file`")
	fs.StringVar(&cfg.Data, "data", cfg.Data, "`folder` of the database")
	fs.StringVar(&cfg.Models, "models", cfg.Models, "`folder` of the face models")
	fs.StringVar(&cfg.Embedder, "embedder", cfg.Embedder, "`model` that compares faces")
	fs.StringVar(&cfg.Language, "lang", cfg.Language, "`language`: id or en")
	if more != nil {
		more(fs, &cfg)
	}
	rest, err := parseAnywhere(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		fs.SetOutput(p.out)
		fs.PrintDefaults()
	}
	if err != nil {
		return cfg, nil, (&enrol.Error{Code: enrol.CodeUsage, Op: "read flags", Err: err}).With("why", err.Error())
	}
	if cfg.Models == "" {
		cfg.Models = filepath.Join(dataHome(p.env), "models")
	}
	p.speak(cfg.Language)
	if cfg.Language == "" {
		cfg.Language = "id" // the window's; the command line goes by its environment
	}
	p.data = cfg.Data
	return cfg, rest, cfg.check()
}

// useModel has the model compare faces that staff chose in the settings; one that is not
// installed any more is passed over, so that faces are compared at all.
func (c *Config) useModel(id string) {
	if id != "" && slices.Contains(embedders(c.Models), id) {
		c.Embedder = id
	}
}

// drawn tells that the demonstration's drawn people are the residents: in a training, in the
// demonstration, or where the configuration asks for them by name. A counter that has lost, or
// never had, its camera must not take them for real ones.
func (c Config) drawn() bool {
	return c.Training || c.DemoFeed != "" || strings.HasPrefix(c.Camera, "demo") || strings.HasPrefix(c.Camera2, "demo")
}

// check finds values that can't be, CodeConfig with the detail "what".
func (c Config) check() error {
	what := ""
	switch {
	case !slices.Contains(assets.Languages, c.Language):
		what = "language"
	case c.Paper.Language != "" && !slices.Contains(assets.Languages, c.Paper.Language):
		what = "paper.language"
	case paperSizes[c.Paper.Size] == slip.Size{}:
		what = "paper.size"
	case c.Rotate%90 != 0 || c.Rotate < 0 || c.Rotate > 270:
		what = "rotate"
	case c.PullEvery.Duration < 0:
		what = "pull_every"
	case c.KeepDays < 0:
		what = "keep_days"
	case c.IdleLock.Duration < 0:
		what = "idle_lock"
	default:
		return nil
	}
	return enrol.NewError(enrol.CodeConfig, "check configuration").With("what", what)
}

// speak makes a language the command line's, if it is one of ours.
func (p *program) speak(language string) {
	if slices.Contains(assets.Languages, language) {
		p.lang = language
	}
}

// parseAnywhere allows flags after arguments ("gerai scan a.png --json").
func parseAnywhere(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// flagArg looks for a flag's value before flags are parsed; "" where it is not given.
func flagArg(args []string, name string) string {
	for i, a := range args {
		dashed := strings.TrimPrefix(a, "-")
		if dashed == a {
			continue
		}
		key, value, given := strings.Cut(strings.TrimPrefix(dashed, "-"), "=")
		switch {
		case key != name:
		case given:
			return value
		case i+1 < len(args):
			return args[i+1]
		}
	}
	return ""
}

func readConfig(path string, explicit bool, cfg *Config) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !explicit {
		return nil
	}
	meta, err := toml.DecodeFile(path, cfg)
	if err != nil {
		e := &enrol.Error{Code: enrol.CodeConfig, Op: "read configuration", Err: err}
		var pe toml.ParseError
		if errors.As(err, &pe) {
			e = e.With("line", fmt.Sprint(pe.Position.Line)).With("why", pe.Message)
		} else if !errors.Is(err, fs.ErrNotExist) {
			e = e.With("why", err.Error())
		}
		return e.With("file", path)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return enrol.NewError(enrol.CodeConfig, "read configuration").With("file", path).With("what", extra[0].String())
	}
	return nil
}

// keep is how long a database that was put aside is kept; 0: the store's own.
func (c Config) keep() time.Duration { return time.Duration(c.KeepDays) * 24 * time.Hour }

// counterName is what staff call this PC.
func (c Config) counterName() string {
	if c.Counter != "" {
		return c.Counter
	}
	host, _ := os.Hostname() // without one slips name no counter
	return host
}
