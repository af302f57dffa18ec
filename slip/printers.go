package slip

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Printers lists the printers of CUPS that take documents (lpstat -a), by name, and its
// default, which may be ""; none where CUPS is not installed or has none.
func Printers(ctx context.Context) (names []string, standard string, err error) {
	if _, err := exec.LookPath("lpstat"); err != nil {
		return nil, "", nil
	}
	out, err := lpstat(ctx, "-a")
	if err != nil {
		return nil, "", err
	}
	names = acceptingPrinters(out)
	standard, err = defaultPrinter(ctx)
	return names, standard, err
}

// acceptingPrinters reads "name accepting requests since …", a printer a line; one that
// refuses documents says "name not accepting requests since …".
func acceptingPrinters(out []byte) (names []string) {
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		name, rest, _ := strings.Cut(lines.Text(), " ")
		if name != "" && strings.HasPrefix(rest, "accepting") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// defaultPrinter reads "system default destination: name", or "no system default destination".
func defaultPrinter(ctx context.Context) (string, error) {
	out, err := lpstat(ctx, "-d")
	if err != nil {
		return "", err
	}
	_, name, _ := strings.Cut(string(out), "destination: ")
	return strings.TrimSpace(name), nil
}

// lpstat asks CUPS. Its status says only that there is nothing to list, or that no
// scheduler runs: nothing to print on either way.
func lpstat(ctx context.Context, question ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, "lpstat", question...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	out, err := c.Output()
	if err != nil && ctx.Err() != nil {
		return nil, fmt.Errorf("ask for printers: %w", ctx.Err())
	}
	return out, nil
}

// Stopped tells whether a printer takes documents that it won't print: CUPS stops one after a
// jam, or as somebody asked ("printer name disabled since …"), and still accepts what comes.
func Stopped(ctx context.Context, name string) (bool, error) {
	out, err := lpstat(ctx, "-p", name)
	return isStopped(out, name), err
}

func isStopped(out []byte, name string) bool {
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if rest, its := strings.CutPrefix(lines.Text(), "printer "+name+" "); its && strings.HasPrefix(rest, "disabled") {
			return true
		}
	}
	return false
}
