package outlet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"syscall"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// Export writes everything that waits for the registry into a bundle at path, which
// must not exist, and answers how many packets it holds. They stay in the outbox until
// a receipt comes: a stick that gets lost costs nothing.
func (o *Outlet) Export(ctx context.Context, path string) (packets int, err error) {
	return o.ExportBy(ctx, "system", path)
}

// ExportBy is Export in somebody's name, of the cases with these ids; of all without
// any. Where none of them waits it is CodeNotFound, and no file is left.
func (o *Outlet) ExportBy(ctx context.Context, actor, path string, ids ...string) (packets int, err error) {
	if o.Device == "" {
		return 0, enrol.NewError(enrol.CodeNotEnrolled, "export packets")
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, fileFault("make bundle", err)
	}
	packets, err = o.writeBundle(ctx, f, ids)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, errors.Join(fileFault("write bundle", err), os.Remove(path))
	}
	if packets == 0 && len(ids) > 0 {
		return 0, errors.Join(enrol.NewError(enrol.CodeNotFound, "export packets"), os.Remove(path))
	}
	about := "" // one case's export belongs to its story
	if len(ids) == 1 {
		about = ids[0]
	}
	return packets, o.Store.Record(ctx, "export", actor, about, map[string]string{"packets": strconv.Itoa(packets)})
}

func (o *Outlet) writeBundle(ctx context.Context, w io.Writer, ids []string) (packets int, err error) {
	out, err := bundle.NewWriter(w, bundle.Head{Device: o.Device, Outlet: o.Name, At: o.Now()})
	if err != nil {
		return 0, err
	}
	err = o.Store.Waiting(ctx, func(p enrol.Parcel) error {
		if len(ids) > 0 && !slices.Contains(ids, p.ID) {
			return nil
		}
		packets++
		return out.Add(api.Packet{ID: p.ID, Body: p.Body})
	})
	if err != nil {
		return 0, err
	}
	return packets, out.Close()
}

// Import takes a bundle of the registry's receipts and answers how many there were.
// Another outlet's, a forged or a damaged one changes nothing (see
// bundle.ReadReceipts); the same one again changes nothing either.
func (o *Outlet) Import(ctx context.Context, path string) (receipts int, err error) {
	return o.ImportBy(ctx, "system", path)
}

// ImportBy is Import in somebody's name.
func (o *Outlet) ImportBy(ctx context.Context, actor, path string) (receipts int, err error) {
	if o.Device == "" {
		return 0, enrol.NewError(enrol.CodeNotEnrolled, "import receipts")
	}
	keys, err := o.Store.Keys(ctx)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, fileFault("open bundle", err)
	}
	defer f.Close()
	in, err := bundle.ReadReceipts(bufio.NewReader(f), o.Name, keys, o.Now())
	if err != nil {
		return 0, err
	}
	if err := o.Store.Settle(ctx, in.Receipts); err != nil {
		return 0, fmt.Errorf("keep receipts: %w", err)
	}
	return len(in.Receipts), o.Store.Record(ctx, "import", actor, "", map[string]string{"receipts": strconv.Itoa(len(in.Receipts))})
}

// fileFault gives a file's error a code: a full stick is a full disk, and a name that
// is taken, or not there, is a slip of the command.
func fileFault(op string, err error) error {
	var e *enrol.Error
	switch {
	case errors.As(err, &e):
		return err
	case errors.Is(err, os.ErrExist), errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		return (&enrol.Error{Code: enrol.CodeConfig, Op: op, Err: err}).With("why", plain(err))
	case errors.Is(err, errNoSpace):
		return enrol.WrapError(enrol.CodeDiskFull, op, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

var errNoSpace = syscall.ENOSPC

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
