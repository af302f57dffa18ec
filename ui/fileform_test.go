package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"github.com/gerai-ikd/gerai/enrol/lane"
)

// MustPictures makes a folder with pictures of different age, the newest with the
// highest number, a folder in it, and files that are no pictures.
func MustPictures(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(os.Mkdir(filepath.Join(dir, "WhatsApp"), 0o755))
	for i := range 12 {
		path := filepath.Join(dir, fmt.Sprintf("IMG-%02d.JPG", i))
		must(os.WriteFile(path, nil, 0o600))
		at := time.Unix(int64(1_000_000+i), 0)
		must(os.Chtimes(path, at, at))
	}
	for _, name := range []string{"notes.txt", ".hidden.png"} {
		must(os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	must(os.WriteFile(filepath.Join(dir, "WhatsApp", "qr.png"), nil, 0o600))
	must(os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "broken.png")))
	return dir
}

func TestReadFolder(t *testing.T) {
	dir := MustPictures(t)
	all, err := readFolder(dir, isPicture)
	if err != nil || len(all) != 14 || all[0].Name != "IMG-11.JPG" || all[12].Name != ".." || all[13].Name != "WhatsApp" || !all[13].Dir {
		t.Fatalf("%v: %+v", err, all)
	}
	if got := matching(all, " img-1"); len(got) != 2 {
		t.Errorf("matching %+v", got)
	}
	if _, err := readFolder(filepath.Join(dir, "none"), isPicture); err == nil {
		t.Error("a folder that is not there")
	}
	for text, want := range map[string]string{"": "", "img": "", "/a/../b.png": "/b.png", "~/x.png": "/home/s/x.png", "~": "/home/s", "~x": ""} {
		if got := typedPath(text, "/home/s"); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := firstFolder(dir); got != dir {
		t.Errorf("first folder %q", got)
	}
}

// TestNothingOnTheStick: what is not there is said, and what is there is listed, packets of another counter too;
// Enter's button says what it does with the row that is chosen.
func TestNothingOnTheStick(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	for _, tt := range []struct {
		name, file string
		kind       filesKind
		says, does string
	}{
		{"NoReceipts", "IMG-1.jpg", receiptFiles(nil), "import.none", "file.open"},
		{"Receipts", "receipts-depok-1.gerai", receiptFiles(nil), "", "file.open"},
		{"Packets", "packets-depok-2.gerai", receiptFiles(nil), "", "file.open"},
		{"NoPicture", "notes.txt", filesKind{title: "file.title", none: "file.none", match: isPicture}, "file.none", "file.open"},
		{"AFolder", "notes.txt", folderFiles("export", nil), "", "export.here"},
	} {
		r.folder = t.TempDir()
		if err := os.WriteFile(filepath.Join(r.folder, tt.file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		r.ask(newFilesForm(r.UI, tt.kind))
		q, says := r.question.(*fileForm), ""
		if tt.says != "" {
			says = r.words.Say(tt.says)
		}
		if q.none.Text() != says || q.open.Label() != r.words.Say(tt.does) {
			t.Errorf("%s: says %q, Enter is %q", tt.name, q.none.Text(), q.open.Label())
		}
		r.answer()
	}
}

// TestFileForm chooses pictures with the keyboard alone.
func TestFileForm(t *testing.T) {
	dir := MustPictures(t)
	for _, tt := range []struct {
		name string
		text string
		keys []fyne.KeyName
		more string
		want string // path in dir; "": none
	}{
		{"Newest", "", []fyne.KeyName{fyne.KeyReturn}, "", "IMG-11.JPG"},
		{"Arrows", "", []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn}, "", "IMG-10.JPG"},
		{"Scrolled", "", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyDown, fyne.KeyReturn}, "", "IMG-02.JPG"},
		{"NotAboveTheFirst", "", []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, "", "IMG-11.JPG"},
		{"ByName", "g-03", []fyne.KeyName{fyne.KeyReturn}, "", "IMG-03.JPG"},
		{"IntoAFolder", "whats", []fyne.KeyName{fyne.KeyReturn, fyne.KeyReturn}, "", "WhatsApp/qr.png"},
		{"NoneOfThatName", "nothing", []fyne.KeyName{fyne.KeyReturn}, "", ""},
		{"Left", "", []fyne.KeyName{fyne.KeyEscape}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.UI.folder = dir
			r.scene("02-ready")
			r.press(fyne.KeyF8)
			r.typeText(tt.text)
			for _, k := range tt.keys {
				r.press(k)
			}
			want := lane.Command{}
			if tt.want != "" {
				want = lane.Command{Action: lane.ActionScanFile, Text: filepath.Join(dir, tt.want)}
			}
			if got := r.sent(); got != want {
				t.Errorf("asked for %+v, want %+v", got, want)
			}
		})
	}
}

func TestFileFormTakesPaths(t *testing.T) {
	dir := MustPictures(t)
	r := MustRig(t, "en", false)
	r.UI.folder = filepath.Join(dir, "none")
	r.scene("02-ready")
	r.press(fyne.KeyF8)
	form := r.question.(*fileForm)
	if form.none.Text() != r.words.Say("file.unreadable") {
		t.Errorf("a folder that is not there says %q", form.none.Text())
	}
	r.typeText(dir)
	r.press(fyne.KeyReturn)
	if form.dir != dir || len(form.list) == 0 || form.entry.Text != "" {
		t.Fatalf("a folder's path leads to %q", form.dir)
	}
	r.typeText(filepath.Join(dir, "notes.txt"))
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Text != filepath.Join(dir, "notes.txt") {
		t.Errorf("a typed path asks for %+v: what is wrong with the file is said by who opens it", got)
	}
}

// TestFileFormSlowDisk: what is typed while a folder is read is not lost.
func TestFileFormSlowDisk(t *testing.T) {
	dir := MustPictures(t)
	r := MustRig(t, "id", false)
	late := &jobsLater{}
	r.UI.folder, r.jobs = dir, late
	r.scene("02-ready")
	r.press(fyne.KeyF8)
	r.typeText("g-03")
	r.press(fyne.KeyReturn) // nothing is listed yet
	late.work()
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Text != filepath.Join(dir, "IMG-03.JPG") {
		t.Errorf("asked for %+v", got)
	}
}

// TestDroppedPicture: a file that is dropped on the window is opened while the lane
// waits, and only then.
func TestDroppedPicture(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	file := []fyne.URI{storage.NewFileURI("/tmp/qr.png")}
	r.dropped(fyne.Position{}, file)
	if got := r.sent(); got != (lane.Command{Action: lane.ActionScanFile, Text: "/tmp/qr.png"}) {
		t.Errorf("asked for %+v", got)
	}
	r.scene("12-match")
	r.dropped(fyne.Position{}, file)
	r.dropped(fyne.Position{}, nil)
	if got := r.sent(); got != (lane.Command{}) {
		t.Errorf("in a case it asks for %+v", got)
	}
}
