package secretservice

import (
	"context"

	"github.com/godbus/dbus/v5"
)

// The names of the Secret Service API.
const (
	service    = "org.freedesktop.secrets"
	root       = dbus.ObjectPath("/org/freedesktop/secrets")
	iService   = "org.freedesktop.Secret.Service."
	iKeyring   = "org.freedesktop.Secret.Collection."
	iItem      = "org.freedesktop.Secret.Item."
	iPrompt    = "org.freedesktop.Secret.Prompt"
	nothing    = dbus.ObjectPath("/") // where the API has no object to name
	attribute  = "gerai-key"
	properties = "org.freedesktop.DBus.Properties."
)

// bus is a connection with a session of the Secret Service on it.
type bus struct {
	conn    *dbus.Conn
	session dbus.ObjectPath
}

// secret is the API's structure of a secret.
type secret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// call asks an object. No answer is WhyNoService: what can be told from it is that the
// keyring does not do what is asked.
func (b *bus) call(ctx context.Context, at dbus.ObjectPath, method string, args []any, out ...any) error {
	err := b.conn.Object(service, at).CallWithContext(ctx, method, 0, args...).Store(out...)
	if err != nil {
		return locked(WhyNoService, err)
	}
	return nil
}

// open begins a session, once. Secrets cross the bus as they are ("plain"): the bus is a
// socket of this user alone, and whoever listens there could ask the keyring as well.
func (b *bus) open(ctx context.Context) error {
	if b.session != "" {
		return nil
	}
	var answer dbus.Variant
	return b.call(ctx, root, iService+"OpenSession", []any{"plain", dbus.MakeVariant("")}, &answer, &b.session)
}

// standard is the keyring that things are put into where nothing else is said.
func (b *bus) standard(ctx context.Context) (dbus.ObjectPath, error) {
	var keyring dbus.ObjectPath
	if err := b.call(ctx, root, iService+"ReadAlias", []any{"default"}, &keyring); err != nil {
		return "", err
	}
	if keyring == nothing {
		return "", locked(WhyNoKeyring, nil)
	}
	return keyring, nil
}

// unlocked looks whether a keyring is, and changes nothing.
func (b *bus) unlocked(ctx context.Context, keyring dbus.ObjectPath) error {
	var is dbus.Variant
	if err := b.call(ctx, keyring, properties+"Get", []any{"org.freedesktop.Secret.Collection", "Locked"}, &is); err != nil {
		return err
	}
	if shut, ok := is.Value().(bool); !ok || shut {
		return locked(WhyLocked, nil)
	}
	return nil
}

// unlock opens a keyring, or that of an item; somebody may be asked for a password.
func (b *bus) unlock(ctx context.Context, what dbus.ObjectPath) error {
	var open []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := b.call(ctx, root, iService+"Unlock", []any{[]dbus.ObjectPath{what}}, &open, &prompt); err != nil {
		return err
	}
	return b.prompted(ctx, prompt)
}

// prompted lets the keyring ask, where it wants to, and waits for the answer.
func (b *bus) prompted(ctx context.Context, prompt dbus.ObjectPath) error {
	if prompt == nothing {
		return nil
	}
	heard := make(chan *dbus.Signal, 8)
	b.conn.Signal(heard)
	defer b.conn.RemoveSignal(heard)
	if err := b.conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(iPrompt)); err != nil {
		return locked(WhyNoService, err)
	}
	if err := b.call(ctx, prompt, iPrompt+".Prompt", []any{""}); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return locked(WhyLocked, ctx.Err())
		case s, ok := <-heard:
			if !ok {
				return locked(WhyNoService, nil)
			}
			if s.Path != prompt || s.Name != iPrompt+".Completed" || len(s.Body) == 0 {
				continue
			}
			if dismissed, ok := s.Body[0].(bool); !ok || dismissed {
				return locked(WhyLocked, nil)
			}
			return nil
		}
	}
}

// put makes an item with a secret.
func (b *bus) put(ctx context.Context, keyring dbus.ObjectPath, id string, value []byte) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	about := map[string]dbus.Variant{
		"org.freedesktop.Secret.Item.Label":      dbus.MakeVariant("Gerai IKD"),
		"org.freedesktop.Secret.Item.Attributes": dbus.MakeVariant(map[string]string{attribute: id}),
	}
	var item, prompt dbus.ObjectPath
	err := b.call(ctx, keyring, iKeyring+"CreateItem", []any{about, secret{b.session, []byte{}, value, "application/octet-stream"}, false}, &item, &prompt)
	if err != nil {
		return err
	}
	return b.prompted(ctx, prompt)
}

// find answers the item of an id, locked or not; WhyGone where there is none.
func (b *bus) find(ctx context.Context, id string) (dbus.ObjectPath, error) {
	var open, shut []dbus.ObjectPath
	if err := b.call(ctx, root, iService+"SearchItems", []any{map[string]string{attribute: id}}, &open, &shut); err != nil {
		return "", err
	}
	all := append(open, shut...)
	if len(all) == 0 {
		return "", locked(WhyGone, nil)
	}
	return all[0], nil
}

// secret reads an item that is unlocked.
func (b *bus) secret(ctx context.Context, item dbus.ObjectPath) ([]byte, error) {
	if err := b.open(ctx); err != nil {
		return nil, err
	}
	var s secret
	err := b.call(ctx, item, iItem+"GetSecret", []any{b.session}, &s)
	return s.Value, err
}

// remove deletes an item.
func (b *bus) remove(ctx context.Context, item dbus.ObjectPath) error {
	var prompt dbus.ObjectPath
	if err := b.call(ctx, item, iItem+"Delete", nil, &prompt); err != nil {
		return err
	}
	return b.prompted(ctx, prompt)
}
