package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/enrol"
)

// What is set where, the stronger first: the command line, the environment
// (PUSAT_LISTEN_OFFICE for --listen-office), the configuration file (TOML, a flag's
// name as key), the default. One file serves all commands: a command takes the keys
// that it knows. Secrets have no place in it; --dsn-file and --smtp-password-file name
// files that hold them.

// settle fills in what the command line left open.
func settle(fs *flag.FlagSet, path string) error {
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	fs.VisitAll(func(f *flag.Flag) {
		v, ok := os.LookupEnv(environment(f.Name))
		if !ok || given[f.Name] || err != nil || f.Name == "dsn" { // its value would be shown by --help
			return
		}
		given[f.Name] = true
		if e := f.Value.Set(v); e != nil {
			err = usageError("%s: %v", environment(f.Name), e)
		}
	})
	if err != nil || path == "" {
		return err
	}
	values := map[string]any{}
	if _, err := toml.DecodeFile(path, &values); err != nil {
		return enrol.WrapError(enrol.CodeConfig, "read configuration", err)
	}
	known := allFlags()
	for key, v := range values {
		switch f := fs.Lookup(key); {
		case !known[key]:
			return &enrol.Error{Code: enrol.CodeConfig, Op: fmt.Sprintf("read configuration: unknown key %q", key)}
		case f == nil, given[key]:
		default:
			if err := f.Value.Set(written(v)); err != nil {
				return &enrol.Error{Code: enrol.CodeConfig, Op: fmt.Sprintf("read configuration: %s: %v", key, err)}
			}
		}
	}
	return nil
}

func environment(name string) string {
	return "PUSAT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// written is a value of the file as it would stand on the command line.
func written(v any) string {
	list, ok := v.([]any)
	if !ok {
		return fmt.Sprint(v)
	}
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = fmt.Sprint(x)
	}
	return strings.Join(parts, ",")
}

// allFlags are those of every command.
func allFlags() map[string]bool {
	out := map[string]bool{}
	for _, c := range commands() {
		fs := flag.NewFlagSet("", flag.ContinueOnError)
		fs.SetOutput(io.Discard)
		var config Config
		config.common(fs)
		if c.flags != nil {
			c.flags(&config, fs)
		}
		fs.VisitAll(func(f *flag.Flag) { out[f.Name] = true })
	}
	delete(out, "config")
	return out
}
