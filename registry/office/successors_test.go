package office

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestReplaceByForm: the office says which PC took another's place, sees it, and takes it
// back; a code says it ahead.
func TestReplaceByForm(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	old := d.MustEnrol()
	body, _ := d.get("/gerai/demo")
	d.has(body, `name="replaces"`, "PC baru, tidak menggantikan")
	if strings.Contains(body, `name="successor"`) {
		t.Error("a lone PC can be replaced by itself")
	}
	fresh := d.MustEnrol()
	body, code := d.post("/gerai/demo", "deed", "replace-device", "replaces", old.Device.ID, "successor", fresh.Device.ID)
	d.has(body, "Tulis alasan yang jelas.")
	if code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	body, _ = d.post("/gerai/demo", "deed", "replace-device", "replaces", old.Device.ID, "successor", old.Device.ID, "reason", "x")
	d.has(body, "PC penggantinya")
	body, _ = d.post("/gerai/demo", "deed", "replace-device", "replaces", old.Device.ID, "successor", fresh.Device.ID, "reason", "kunci hilang")
	d.has(body, "Digantikan oleh", "Batalkan penggantian")
	if strings.Contains(body, `name="successor"`) {
		t.Error("the one that is left is offered to itself")
	}
	if _, err := d.Service.Device(t.Context(), old.Device.ID); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Errorf("the old PC may report: %v", err)
	}
	body, _ = d.get("/catatan")
	d.has(body, "Mencatat pengganti PC", "kunci hilang")
	d.post("/gerai/demo", "deed", "keep-device", "device", old.Device.ID)
	if _, err := d.Service.Device(t.Context(), old.Device.ID); err != nil {
		t.Errorf("taken back: %v", err)
	}
	body, _ = d.post("/gerai/demo", "deed", "code", "pc", "loket 2", "replaces", old.Device.ID)
	d.has(body, "Kode pendaftaran")
	body, _ = d.post("/gerai/demo", "deed", "code", "pc", "loket 2", "replaces", "nobody")
	d.has(body, "tidak dapat dipakai")
}

// TestAcceptByForm: a marked chain is looked at, a new beginning accepted with a reason, and
// it stays to be seen; nobody but an administrator does it.
func TestAcceptByForm(t *testing.T) {
	d := newDesk(t)
	c := d.MustEnrol()
	d.marked(c.Device.ID)
	at := "/rantai/" + c.Device.ID
	d.logIn("viewer")
	body, _ := d.get(at)
	d.has(body, "Awal baru hanya dapat diterima admin.")
	if _, code := d.post(at, "mark", "1", "reason", "x"); code != http.StatusForbidden {
		t.Error("a viewer accepted:", code)
	}
	d.post("/keluar")
	d.logIn(chief)
	body, _ = d.get("/rantai")
	d.has(body, "MUNDUR", `href="`+at+`"`)
	body, _ = d.get(at)
	mark := between(body, `name="mark" value="`, `"`)
	d.has(body, "Kepala yang ditolak", "Tanyakan dulu ke gerai")
	body, _ = d.post(at, "mark", mark)
	d.has(body, "Tulis alasan yang jelas.")
	body, _ = d.post(at, "mark", "12345", "reason", "cadangan dipasang")
	d.has(body, "berubah sejak halaman dibuka")
	if _, code := d.post(at, "mark", "x", "reason", "y"); code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	body, _ = d.post(at, "mark", mark, "reason", "cadangan <b>dipasang</b>")
	d.has(body, "Awal baru diterima dan dicatat.", "awal baru diterima 1 kali", "cadangan &lt;b&gt;dipasang", chief)
	d.get("/bahasa/en")
	body, _ = d.get(at)
	d.has(body, "New beginnings that were accepted", "STEPPED BACK before entry 10")
	if _, code := d.get("/rantai/nobody"); code != http.StatusNotFound {
		t.Error(code)
	}
}

// marked makes a chain that was wiped and written anew.
func (d *desk) marked(device string) {
	d.t.Helper()
	dev, err := d.Service.Device(d.t.Context(), device)
	if err != nil {
		d.t.Fatal(err)
	}
	for i, seq := range []int64{10, 20, 10} {
		err := d.Service.Anchor(d.t.Context(), dev, api.AnchorRequest{Seq: seq, Hash: fmt.Sprintf("%064d", i)})
		if (enrol.CodeOf(err) == enrol.CodeRefused) != (i == 2) {
			d.t.Fatal(err)
		}
		d.Clock.Add(time.Minute)
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// replaceByKeys says which PC took another's place, in the browser.
func (w *window) replaceByKeys() {
	w.menu("/gerai")
	w.tab(`a[href="/gerai/demo"]`)
	w.enter("#f-successor")
	w.tab("#f-replaces")
	w.tab("#f-successor")
	w.write("#f-reason", "kunci hilang")
	w.enter(".notice")
}

// chainByKeys looks at a marked chain and accepts its new beginning.
func (w *window) chainByKeys() {
	w.menu("/rantai")
	w.tab(`td a[href^="/rantai/"]`)
	w.enter("#f-reason")
	w.look("", "keyboard-chain-marked")
	w.write("#f-reason", "cadangan dipasang")
	w.enter(".notice")
}

// broken prepares what both are about: two PCs, and a chain that was wiped.
func (w *window) broken() {
	list, err := w.Service.Devices(w.t.Context(), "demo")
	if err != nil || len(list) == 0 {
		w.t.Fatal(err)
	}
	w.MustEnrol()
	w.marked(list[0].ID)
}
