package outlet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/nospace"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// Export writes everything that waits for the registry into a bundle at path, which
// must not exist, and answers how many packets it holds. They stay in the outbox until
// a receipt comes: a stick that gets lost costs nothing.
func (o *Outlet) Export(ctx context.Context, path string) (packets int, err error) {
	return o.ExportBy(ctx, "system", path)
}

// ExportBy is Export in somebody's name, of the cases with these ids, those that the
// registry refused among them; of all that wait without any. Where none of them is to be
// had it is CodeNotFound, and no file is left. A PC that is not enrolled can export what it
// brought over from an earlier database: CodeNotEnrolled where that is nothing.
func (o *Outlet) ExportBy(ctx context.Context, actor, path string, ids ...string) (packets int, err error) {
	if len(ids) == 0 {
		return o.export(ctx, actor, path, parcels{each: o.Store.Waiting})
	}
	p := parcels{some: true, each: func(ctx context.Context, take func(enrol.Parcel) error) error {
		named := func(p enrol.Parcel) error {
			if !slices.Contains(ids, p.ID) {
				return nil
			}
			return take(p)
		}
		if err := o.Store.Waiting(ctx, named); err != nil {
			return err
		}
		return o.Store.Refused(ctx, named)
	}}
	if len(ids) == 1 {
		p.about = ids[0]
	}
	return o.export(ctx, actor, path, p)
}

// ExportRefused is ExportBy of everything that the registry refused and nobody has looked
// after; of nothing else, whatever the ids.
func (o *Outlet) ExportRefused(ctx context.Context, actor, path string, _ ...string) (packets int, err error) {
	return o.export(ctx, actor, path, parcels{some: true, each: o.Store.Refused})
}

// parcels are what a bundle is to hold.
type parcels struct {
	some  bool   // somebody asked for these: none is an error
	about string // the one case whose story the export belongs to; "": none
	each  func(ctx context.Context, take func(enrol.Parcel) error) error
}

func (o *Outlet) export(ctx context.Context, actor, path string, p parcels) (packets int, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, fileFault("make bundle", err)
	}
	packets, err = o.writeBundle(ctx, f, p)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, errors.Join(fileFault("write bundle", err), os.Remove(path))
	}
	switch {
	case packets > 0:
	case o.Device == "":
		return 0, errors.Join(enrol.NewError(enrol.CodeNotEnrolled, "export packets"), os.Remove(path))
	case p.some:
		return 0, errors.Join(enrol.NewError(enrol.CodeNotFound, "export packets"), os.Remove(path))
	}
	return packets, o.Store.Record(ctx, "export", actor, p.about, map[string]string{"packets": strconv.Itoa(packets)})
}

func (o *Outlet) writeBundle(ctx context.Context, w io.Writer, p parcels) (packets int, err error) {
	out, err := bundle.NewWriter(w, bundle.Head{Device: o.Device, Outlet: o.Name, At: o.Now()})
	if err != nil {
		return 0, err
	}
	err = p.each(ctx, func(p enrol.Parcel) error {
		packets++
		return out.Add(api.Packet{ID: p.ID, Body: p.Body})
	})
	if err != nil {
		return 0, err
	}
	if err := o.ask(ctx, out); err != nil {
		// It has to be noted, and a disk that is full or broken is why somebody saves the packets.
		o.Log.Warn("ask for settings on a stick", "code", enrol.CodeOf(err))
	}
	return packets, out.Close()
}

// ask has the stick bring back what a pull would: who is on the staff, with which keys QRs
// are read.
func (o *Outlet) ask(ctx context.Context, out *bundle.Writer) error {
	if o.Client == nil {
		return nil
	}
	cursor, err := o.Store.Ask(ctx)
	if err != nil {
		return err
	}
	signed, err := o.Client.SignAsk(ctx, cursor)
	if err != nil {
		return err
	}
	out.Ask(signed)
	return nil
}

// Import takes what a stick brings: the registry's receipts, with the settings that it
// wrote for this PC, or another outlet's packets, which are handed on to the registry, with
// its receipts written into folder ("": beside the bundle). What is another outlet's, forged
// or damaged changes nothing (see bundle.ReadReceipts and bundle.Reader); the same again, or
// what is older, changes nothing either.
func (o *Outlet) Import(ctx context.Context, path, folder string) (enrol.Carried, error) {
	return o.ImportBy(ctx, "system", path, folder)
}

// ImportBy is Import in somebody's name.
func (o *Outlet) ImportBy(ctx context.Context, actor, path, folder string) (enrol.Carried, error) {
	if o.Device == "" {
		return enrol.Carried{}, enrol.NewError(enrol.CodeNotEnrolled, "import bundle")
	}
	f, err := os.Open(path)
	if err != nil {
		return enrol.Carried{}, fileFault("open bundle", err)
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	if isPackets(in) {
		if folder == "" {
			folder = filepath.Dir(path)
		}
		return o.relayFrom(ctx, actor, in, folder)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxReceipts))
	if err != nil {
		return enrol.Carried{}, fmt.Errorf("read bundle: %w", err)
	}
	return o.back(ctx, actor, text)
}

// back takes in what came back. The settings go first: they may bring the key that the
// receipts are signed with.
func (o *Outlet) back(ctx context.Context, actor string, text []byte) (out enrol.Carried, err error) {
	settings := o.pullFrom(ctx, text, &out)
	n, err := o.settle(ctx, text)
	out.Receipts = n
	if settings != nil && (err == nil || n > 0 || enrol.CodeOf(settings) != enrol.CodeField) {
		err = settings // of the two the one that says more
	}
	if n == 0 && out.Settings.IsZero() {
		return out, err
	}
	about := map[string]string{"receipts": strconv.Itoa(n)}
	if !out.Settings.IsZero() {
		about["settings"] = out.Settings.UTC().Format(time.RFC3339)
	}
	return out, errors.Join(err, o.Store.Record(context.WithoutCancel(ctx), "import", actor, "", about))
}

// pullFrom keeps the settings that are for this PC, as those that the line brings.
func (o *Outlet) pullFrom(ctx context.Context, text []byte, out *enrol.Carried) error {
	reader, err := o.Client.StickReader(ctx)
	if err != nil {
		return err
	}
	s, found, cut := reader.Read(bytes.NewReader(text))
	if !found {
		return cut
	}
	fresh, err := o.Store.ApplyCarried(ctx, s.Pull, s.Base)
	if err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	if out.Settings, out.Stale = s.Pull.At, !fresh; fresh {
		o.pulled(s.Pull)
	}
	return cut
}

// maxReceipts bounds a file of receipts, bytes.
const maxReceipts = 64 << 20

// fileFault gives a file's error a code: a full stick is a full disk, and a name that
// is taken, or not there, is a slip of the command.
func fileFault(op string, err error) error {
	var e *enrol.Error
	switch {
	case errors.As(err, &e):
		return err
	case errors.Is(err, os.ErrExist), errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission),
		errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return (&enrol.Error{Code: enrol.CodeConfig, Op: op, Err: err}).With("why", plain(err))
	case nospace.Is(err):
		return enrol.WrapError(enrol.CodeDiskFull, op, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

// plain is the file system's reason in a word of ours.
func plain(err error) string {
	switch {
	case errors.Is(err, os.ErrExist):
		return "exists"
	case errors.Is(err, os.ErrNotExist):
		return "absent"
	}
	return "permission"
}
