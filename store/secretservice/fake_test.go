package secretservice

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

// busConfig is a bus that starts no service by itself, whatever is installed here.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// MustBus starts a bus of its own and answers its address.
func MustBus(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("DBUS-DAEMON IS NOT INSTALLED: the keyring as a key source is not tested (Debian package dbus)")
	}
	dir, err := os.MkdirTemp("", "bus") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, busConfig, filepath.Join(dir, "s")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--nofork", "--print-address", "--config-file="+config)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it ends in no other way
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// keyring is a Secret Service with one keyring. It behaves as the API says, and as badly
// as its fields say.
type keyring struct {
	conn *dbus.Conn

	mu     sync.Mutex
	absent bool   // there is no standard keyring
	shut   bool   // it is locked
	answer string // to the password's prompt: "right", "dismissed", "" never
	items  map[string]item
	made   int
}

type item struct {
	attributes map[string]string
	value      []byte
}

const (
	ring   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	prompt = dbus.ObjectPath("/org/freedesktop/secrets/prompt/p1")
)

// MustKeyring serves a keyring on a bus of its own.
func MustKeyring(t *testing.T) (*keyring, Source) {
	t.Helper()
	address := MustBus(t)
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	k := &keyring{conn: conn, items: map[string]item{}}
	for at, methods := range map[dbus.ObjectPath]map[string]any{
		root:   {"OpenSession": k.openSession, "ReadAlias": k.readAlias, "SearchItems": k.searchItems, "Unlock": k.unlock},
		ring:   {"CreateItem": k.createItem, "Get": k.get},
		prompt: {"Prompt": k.ask},
	} {
		for _, i := range []string{strings.TrimSuffix(iService, "."), strings.TrimSuffix(iKeyring, "."), iPrompt, strings.TrimSuffix(properties, ".")} {
			if err := conn.ExportMethodTable(methods, at, i); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return k, Source{Address: address}
}

func (k *keyring) with(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}

// count is how many items it has.
func (k *keyring) count() (n int) {
	k.with(func() { n = len(k.items) })
	return n
}

func (k *keyring) openSession(algorithm string, _ dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	if algorithm != "plain" {
		return dbus.Variant{}, "", dbus.NewError("org.freedesktop.DBus.Error.NotSupported", nil)
	}
	return dbus.MakeVariant(""), "/org/freedesktop/secrets/session/s1", nil
}

func (k *keyring) readAlias(name string) (dbus.ObjectPath, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.absent || name != "default" {
		return nothing, nil
	}
	return ring, nil
}

func (k *keyring) get(string, string) (dbus.Variant, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return dbus.MakeVariant(k.shut), nil
}

func (k *keyring) searchItems(want map[string]string) (open, shut []dbus.ObjectPath, _ *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	open, shut = []dbus.ObjectPath{}, []dbus.ObjectPath{}
	for at, i := range k.items {
		switch {
		case !maps.Equal(i.attributes, want):
		case k.shut:
			shut = append(shut, dbus.ObjectPath(at))
		default:
			open = append(open, dbus.ObjectPath(at))
		}
	}
	return open, shut, nil
}

func (k *keyring) unlock(what []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shut {
		return []dbus.ObjectPath{}, prompt, nil
	}
	return what, nothing, nil
}

// ask is the password's prompt.
func (k *keyring) ask(string) *dbus.Error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.answer == "" {
		return nil
	}
	k.shut = k.answer != "right"
	_ = k.conn.Emit(prompt, iPrompt+".Completed", k.shut, dbus.MakeVariant([]dbus.ObjectPath{}))
	return nil
}

func (k *keyring) createItem(about map[string]dbus.Variant, s secret, _ bool) (at, ask dbus.ObjectPath, _ *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shut {
		return nothing, nothing, dbus.NewError("org.freedesktop.Secret.Error.IsLocked", nil)
	}
	var i item
	if err := about["org.freedesktop.Secret.Item.Attributes"].Store(&i.attributes); err != nil {
		return nothing, nothing, dbus.MakeFailedError(err)
	}
	i.value = s.Value
	k.made++
	at = dbus.ObjectPath(fmt.Sprintf("%s/%d", ring, k.made))
	k.items[string(at)] = i
	err := k.conn.ExportMethodTable(map[string]any{
		"GetSecret": func(session dbus.ObjectPath) (secret, *dbus.Error) { return k.getSecret(at, session) },
		"Delete":    func() (dbus.ObjectPath, *dbus.Error) { return k.remove(at) },
	}, at, strings.TrimSuffix(iItem, "."))
	if err != nil {
		return nothing, nothing, dbus.MakeFailedError(err)
	}
	return at, nothing, nil
}

func (k *keyring) getSecret(at, session dbus.ObjectPath) (secret, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shut {
		return secret{}, dbus.NewError("org.freedesktop.Secret.Error.IsLocked", nil)
	}
	return secret{session, []byte{}, k.items[string(at)].value, "application/octet-stream"}, nil
}

func (k *keyring) remove(at dbus.ObjectPath) (dbus.ObjectPath, *dbus.Error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.items, string(at))
	return nothing, nil
}
