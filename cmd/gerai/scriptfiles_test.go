package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strconv"

	_ "github.com/mattn/go-sqlite3" // scripts damage databases with it
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// drawFace draws a picture: draw-face FILE none|one|two|dark [PERSON [NOISE]]. The same
// person with other noise is another picture.
func drawFace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: draw-face FILE none|one|two|dark [PERSON]")
	}
	who := int64(3)
	if len(args) > 2 {
		who = int64(atoi(ts, args[2]))
	}
	s := face.Scene{Width: 640, Height: 480, Noise: 2, Seed: who}
	if len(args) > 3 {
		s.Seed = int64(atoi(ts, args[3]))
	}
	at := func(x, width float64, seed int64) face.Person {
		return face.Person{Look: face.NewLook(seed), X: x, Y: 220, Width: width}
	}
	switch args[1] {
	case "none":
	case "one":
		s.People = []face.Person{at(320, 190, who)}
	case "two":
		s.People = []face.Person{at(180, 150, who), at(460, 150, who+1)}
	case "dark":
		p := at(320, 190, who)
		p.Pose.Light = .22
		s.People, s.Wall = []face.Person{p}, color.RGBA{40, 40, 42, 255}
	default:
		ts.Fatalf("no scene %q", args[1])
	}
	writeImage(ts, args[0], s.Picture())
}

// drawQR draws a phone that shows a code: draw-qr FILE TEXT.
func drawQR(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: draw-qr FILE TEXT")
	}
	writeImage(ts, args[0], phone.Upright(args[1], 640, 480))
}

func writeImage(ts *testscript.TestScript, name string, img image.Image) {
	var b bytes.Buffer
	if filepath.Ext(name) == ".jpg" {
		ts.Check(jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}))
	} else {
		ts.Check(png.Encode(&b, img))
	}
	ts.Check(os.WriteFile(ts.MkAbs(name), b.Bytes(), 0o600))
}

// pngHeader writes a picture that only claims its size: png-header FILE WIDTH HEIGHT.
func pngHeader(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: png-header FILE WIDTH HEIGHT")
	}
	var b bytes.Buffer
	ts.Check(png.Encode(&b, huge{atoi(ts, args[1]), atoi(ts, args[2])}))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// huge is a picture of one bit a pixel that takes no room.
type huge struct{ w, h int }

func (p huge) ColorModel() color.Model     { return color.Palette{color.White, color.Black} }
func (p huge) Bounds() image.Rectangle     { return image.Rect(0, 0, p.w, p.h) }
func (p huge) At(int, int) color.Color     { return color.White }
func (p huge) ColorIndexAt(int, int) uint8 { return 0 }

func atoi(ts *testscript.TestScript, s string) int {
	n, err := strconv.Atoi(s)
	ts.Check(err)
	return n
}

// cut copies the first bytes of a file: cut FROM TO BYTES.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: cut FROM TO BYTES")
	}
	whole := []byte(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), whole[:min(len(whole), atoi(ts, args[2]))], 0o600))
}

// sum puts a file's sha256 into a variable: sum NAME FILE.
func sum(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sum NAME FILE")
	}
	digest := sha256.Sum256([]byte(ts.ReadFile(args[1])))
	ts.Setenv(args[0], hex.EncodeToString(digest[:]))
}

// runSQL changes a database behind the program's back: sql FILE STATEMENT.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sql FILE STATEMENT")
	}
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	res, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := res.RowsAffected(); err == nil {
		ts.Logf("%d rows", n)
	}
}
