package slip

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
)

var at = time.Date(2026, 3, 9, 10, 15, 0, 0, time.UTC)

func bring() enrol.Slip {
	return enrol.Slip{Kind: enrol.KindFirstCard, Reason: enrol.ReasonBringPapers, Outlet: "Drive Thru De Fast", Counter: "Loket 2", NIK: "3276 •••• •••• 0001",
		Missing: []enrol.Document{enrol.DocNewestKK, enrol.DocBirth, enrol.DocDiploma, enrol.DocBiometry},
		Token:   enrol.NewSlipToken(), At: at, Until: at.AddDate(0, 0, 30)}
}

func receipt() enrol.Slip {
	return enrol.Slip{Receipt: true, Kind: enrol.KindReactivate, Purpose: enrol.PurposeLostPhone, Outlet: "Drive Thru De Fast",
		NIK: "3276 •••• •••• 0001", Email: "b•••@gmail.com", Number: 43, At: at, Offline: true}
}

func TestSlips(t *testing.T) {
	for _, language := range assets.Languages {
		for name, size := range map[string]Size{"a6": A6, "80mm": Roll80} {
			m, err := NewMaker(testFonts(), language, size)
			if err != nil {
				t.Fatal(err)
			}
			for kind, s := range map[string]enrol.Slip{"bring": bring(), "receipt": receipt()} {
				pdf, err := m.PDF(s)
				if err != nil {
					t.Fatalf("%s %s %s: %v", language, name, kind, err)
				}
				if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 || len(pdf) > 200<<10 {
					t.Errorf("%s %s %s: %d pages, %d bytes", language, name, kind, n, len(pdf))
				}
				keepForEyes(t, strings.Join([]string{kind, name, language}, "-"), pdf)
			}
		}
	}
}

func keepForEyes(t *testing.T, name string, pdf []byte) {
	t.Helper()
	dir := filepath.Join("..", "out", "slip")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWording: what is queued is never called active or sent, and an order of a card
// promises no code.
func TestWording(t *testing.T) {
	m, err := NewMaker(testFonts(), "id", A6)
	if err != nil {
		t.Fatal(err)
	}
	online, card := receipt(), receipt()
	online.Offline = false
	card.Kind, card.Purpose, card.Email = enrol.KindCard, enrol.PurposeNoSignal, ""
	for _, tt := range []struct {
		name   string
		slip   enrol.Slip
		has    []string
		hasNot []string
	}{
		{"Bring", bring(), []string{"Bawa saat kembali", "KK terbaru", "ijazah", "3276 •••• •••• 0001", "08/04/2026"}, []string{"Kode"}},
		{"Offline", receipt(), []string{"043", "masuk antrean", "b•••@gmail.com", "tidak tersambung", "belum aktif"}, []string{"sudah aktif"}},
		{"Online", online, []string{"masuk antrean", "Setelah diterima pusat"}, []string{"tidak tersambung"}},
		{"Card", card, []string{"Kartu fisik", "pesanan dikirim setelah"}, []string{"kode", "IKD belum"}},
	} {
		h := newSheet(m, tt.slip, A6)
		down, err := m.write(h, tt.slip)
		if err != nil || down <= 0 {
			t.Fatal(down, err)
		}
		if y := h.pdf.GetY(); y > A6.High-margin {
			t.Errorf("%s ends at %.0f mm: off the page", tt.name, y)
		}
		text := strings.Join(h.said, " ")
		for _, s := range tt.has {
			if !strings.Contains(text, s) {
				t.Errorf("%s lacks %q: %s", tt.name, s, text)
			}
		}
		for _, s := range tt.hasNot {
			if strings.Contains(text, s) {
				t.Errorf("%s says %q", tt.name, s)
			}
		}
	}
}

// fakeCUPS puts an lp and an lpstat before the system's.
func fakeCUPS(t *testing.T, lpstat, lp string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range map[string]string{"lpstat": lpstat, "lp": lp} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

func TestPrinter(t *testing.T) {
	out, hangs := filepath.Join(t.TempDir(), "printed"), filepath.Join(t.TempDir(), "hangs")
	const has, none = `echo "system default destination: loket"`, `echo "no system default destination"`
	for _, tt := range []struct {
		name, lpstat, lp, chosen string
		printer                  string
		file                     bool
		code                     enrol.Code
	}{
		{"Default", has, `echo "$@" > ` + out + `; cat >> ` + out, "", "loket", false, ""},
		{"Chosen", none, `cat > ` + out, "kasir", "kasir", false, ""},
		{"NoPrinter", none, `exit 9`, "", "", true, ""},
		{"Refuses", has, `exit 1`, "", "", true, enrol.CodePrinter},
		{"Stopped", `[ "$1" = -p ] && echo "printer $2 disabled since Mon 02 Mar 2026 - jam"`, `cat > ` + out, "kasir", "", true, enrol.CodePrinter},
		{"AnotherStopped", `echo "printer kasir-2 disabled since Mon"; echo "printer kasir is idle.  enabled since Mon"`, `cat > ` + out, "kasir", "kasir", false, ""},
		{"Hangs", has, `touch ` + hangs + `; exec sleep 600`, "", "", true, enrol.CodePrinter},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fakeCUPS(t, tt.lpstat, tt.lp)
			_ = os.Remove(out)
			folder := filepath.Join(t.TempDir(), "slips")
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			if tt.name == "Hangs" {
				go func() { // who waits gives up once it hangs
					for _, err := os.Stat(hangs); err != nil && ctx.Err() == nil; _, err = os.Stat(hangs) {
						time.Sleep(10 * time.Millisecond)
					}
					cancel()
				}()
			}
			p := &Printer{Name: tt.chosen, Folder: folder, Now: func() time.Time { return at }}
			got, err := p.Print(ctx, []byte("%PDF-1.4 a slip"))
			if enrol.CodeOf(err) != tt.code || got.Printer != tt.printer || (got.File != "") != tt.file {
				t.Fatalf("%+v, %v", got, err)
			}
			if kept, _ := os.ReadDir(folder); len(kept) > 0 != tt.file {
				t.Errorf("%d files kept", len(kept))
			}
			if printed, _ := os.ReadFile(out); tt.name == "Stopped" && len(printed) > 0 {
				t.Error("a stopped printer has a document that is kept as well: it would come out twice")
			} else if tt.printer != "" && !bytes.HasSuffix(printed, []byte("%PDF-1.4 a slip")) {
				t.Errorf("the printer got %d bytes", len(printed))
			}
		})
	}
}

func TestPrinterWithoutAFolder(t *testing.T) {
	fakeCUPS(t, "exit 0", "exit 1")
	file := filepath.Join(t.TempDir(), "in-the-way")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := &Printer{Name: "loket", Folder: file, Now: time.Now}
	if got, err := p.Print(context.Background(), []byte("x")); enrol.CodeOf(err) != enrol.CodePrinter || got != (enrol.Printed{}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestClocks: a slip's times are written as its language does.
func TestClocks(t *testing.T) {
	at := time.Date(2026, 3, 9, 14, 5, 7, 0, wib)
	for language, want := range map[string][2]string{"id": {"09/03/2026 14.05", "09/03/2026 14.05.07"}, "en": {"09/03/2026 14:05", "09/03/2026 14:05:07"}} {
		m, err := NewMaker(testFonts(), language, A6)
		if err != nil {
			t.Fatal(err)
		}
		s := receipt()
		s.At = at
		slip := newSheet(m, s, A6)
		if _, err := m.write(slip, s); err != nil || !slices.Contains(slip.said, want[0]) {
			t.Errorf("%s: %q, %v", language, slip.said, err)
		}
		if page, err := m.test(A6, "x", at); err != nil || !slices.Contains(page.said, want[1]) {
			t.Errorf("%s: the test page says %q, %v", language, page.said, err)
		}
	}
	for said, want := range map[string]string{sheetTime(mustSay(t), at.UTC(), wib): "09/03/2026 14.05", sheetTime(mustSay(t), time.Time{}, wib): "–"} {
		if said != want {
			t.Errorf("the sheet says %q, want %q", said, want)
		}
	}
}
