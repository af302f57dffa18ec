package main

import (
	"crypto/ed25519"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/scanner"
)

// widths are how wide a code is in a frame of 1280x720, in pixels: from a phone at
// arm's length behind the glass to one held close.
var widths = []int{140, 170, 200, 240, 320, 420}

// perWidth is how many pictures are drawn of each content and width; frames is how
// many frames of one the scanner may look at.
const (
	perWidth       = 36
	heldFor        = 3 // frames: a tenth of a second
	templateLength = 128
)

// credentialResult is one content of a resident's QR.
type credentialResult struct {
	content    string
	characters int
	version    int
	level      string
	read       map[int]int // of perWidth, by width
}

// content is one of them; sealed as residents get it.
type content struct {
	name   string
	cred   enrol.Credential
	sealed bool
}

// contents are what a QR could carry, from the least to all of it. Nobody in them
// exists, and the templates are random: they compress no better than real ones.
func contents(rng *rand.Rand) []content {
	at := time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	least := enrol.Credential{ID: "000102030405060708090a0b0c0d0e0f", Issuer: "pusat", IssuedAt: at, Expires: at.Add(30 * time.Minute),
		Kind: enrol.KindNew, ConsentAt: at, Resident: enrol.Resident{NIK: "3276014503990001", Category: enrol.CategoryStudent}}
	template := func(c enrol.Credential, n int) enrol.Credential {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		c.Template = &enrol.FaceTemplate{Model: "sface", Data: data}
		return c
	}
	person := least
	person.Resident.Name, person.Resident.Birth, person.Resident.Sex = "BUNGA CONTOH PERTIWI SAR", at.AddDate(-27, 0, 3), enrol.Female
	person.Resident.Email, person.Resident.Phone = "bunga.contoh@example.com", "081298761234"
	all := template(person, templateLength)
	return []content{
		{"NIK, category", least, false},
		{"+ name, birth, sex, contact", person, false},
		{fmt.Sprintf("NIK, category, template %d", templateLength), template(least, templateLength), false},
		{fmt.Sprintf("all, template %d", templateLength/2), template(person, templateLength/2), false},
		{fmt.Sprintf("all, template %d", templateLength), all, false},
		{fmt.Sprintf("**all, template %d, sealed**", templateLength), all, true},
	}
}

// credentials measures how a resident's QR is read by how much it carries.
func (r *report) credentials() error {
	rng := rand.New(rand.NewPCG(9052, 8392))
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) // signs pictures only
	for _, c := range contents(rng) {
		text, err := credential.Issue(key, "bench", c.cred)
		if err == nil && c.sealed {
			text, err = credential.Seal(text, "0badcafe", make([]byte, credential.SealKeySize))
		}
		if err != nil {
			return fmt.Errorf("issue %s: %w", c.name, err)
		}
		side, level, err := largestModules(text)
		if err != nil {
			return fmt.Errorf("encode %s: %w", c.name, err)
		}
		res := credentialResult{content: c.name, characters: len(text), version: (side - 17) / 4, level: level, read: map[int]int{}}
		for _, w := range widths {
			for i := range perWidth {
				ok, err := held(rng, text, level, float64(w)/float64(side), phone.Theme(i%3))
				if err != nil {
					return fmt.Errorf("draw %s: %w", c.name, err)
				}
				if ok {
					res.read[w]++
				}
			}
		}
		r.creds = append(r.creds, res)
	}
	return nil
}

// largestModules answers side and level that the resident pages choose: the smallest
// version, then the strongest error correction that it has room for.
func largestModules(text string) (side int, level string, err error) {
	for _, l := range []string{"L", "M", "Q", "H"} {
		rows, err := phone.Modules(text, l)
		if err != nil && level != "" {
			break // too long for that level
		}
		if err != nil {
			return 0, "", err
		}
		if side == 0 || len(rows) == side {
			side, level = len(rows), l
		}
	}
	return side, level, nil
}

// held draws a phone in a hand and tells whether the counter reads it in time.
func held(rng *rand.Rand, text, level string, module float64, theme phone.Theme) (bool, error) {
	o := phone.Options{Text: text, Level: level, Theme: theme, Module: module, DX: between(rng, -60, 60), DY: between(rng, -20, 20),
		Yaw: between(rng, -15, 15), Pitch: between(rng, -15, 15), Roll: between(rng, -15, 15), Blur: between(rng, 0.5, 1.2),
		Gain: between(rng, 0.5, 1.02), Noise: between(rng, 2, 7), Moire: between(rng, 0, 15), JPEG: 70, Clutter: true}
	s := scanner.New(scanner.Options{})
	defer func() { _ = s.Close() }()
	for range heldFor {
		o.Seed = rng.Uint64()
		o.DX, o.DY = o.DX+between(rng, -4, 4), o.DY+between(rng, -4, 4)
		var g *image.Gray
		g, err := phone.RenderGray(o)
		if err != nil {
			return false, err
		}
		if res, ok := s.Scan(g); ok {
			return res.Text == text, nil
		}
	}
	return false, nil
}

// credentialTable writes them.
func (r *report) credentialTable(b *strings.Builder) {
	if len(r.creds) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## What a resident's QR carries, and how it is read\n\n")
	fmt.Fprintf(b, "Credentials as the registry issues and the pages draw them. Columns: width of the code in the frame; read of %d\n", perWidth)
	fmt.Fprintf(b, "drawn phones within %d frames of the live limit (in brackets: pixels a module). Tilt and roll to 15°, blur 0.5 to\n", heldFor)
	fmt.Fprintln(b, "1.2 px, exposure 0.5 to 1, noise, moiré, JPEG 70, all three themes.")
	fmt.Fprintf(b, "\n| content | characters | version |")
	for _, w := range widths {
		fmt.Fprintf(b, " %d px |", w)
	}
	fmt.Fprintf(b, "\n|---|--:|---|%s\n", strings.Repeat("--:|", len(widths)))
	for _, c := range r.creds {
		fmt.Fprintf(b, "| %s | %d | %d-%s |", c.content, c.characters, c.version, c.level)
		for _, w := range widths {
			fmt.Fprintf(b, " %d (%.1f) |", c.read[w], float64(w)/float64(17+4*c.version))
		}
		fmt.Fprintln(b)
	}
}
