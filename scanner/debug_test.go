package scanner

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func TestDebugMisses(t *testing.T) {
	if os.Getenv("QRDEBUG") == "" {
		t.Skip()
	}
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	for _, row := range frameRows(t, dir) {
		img := mustLoad(t, filepath.Join(dir, "frames", row["file"]))
		if _, ok := s.Scan(img); ok {
			continue
		}
		n, _ := strconv.Atoi(row["modules"])
		fmt.Println("==", row["file"], row["defect"], row["theme"], n, "px", row["px_per_module"], "blur", row["blur_sigma"], "mot", row["motion_px"], "glare", row["glare"], "gain", row["gain"], "noise", row["noise"], "tilt", row["yaw_deg"], row["pitch_deg"], "zx", row["zxing_cpp"])
		s.debug(n, row["theme"] == "inverted")
	}
}

func (s *Scanner) debug(n int, inv bool) {
	for _, p := range passes {
		r, found := s.find(&p)
		ts := triples(found, inv)
		fmt.Printf("   %s: finders %d triples %d:", p.name, len(found), len(ts))
		for _, tr := range ts {
			l := light{&s.frame, tr.tl.inv}
			sh := measure(r, tr)
			for _, g := range sh.grids(l) {
				if g.n == n && g.score > 0.3 {
					gg := g.refine(l, tr)
					k := 0
					cs := alignmentCentres(n)
					for _, c := range cs {
						if findAlignment(l, &gg.h, c, 0.5).score > 0.6 {
							k++
						}
					}
					fmt.Printf(" [timing %.2f/%.2f align %d/%d]", g.score, timing(l, &gg.h, n), k, len(cs))
				}
			}
		}
		if p.rowStep == 0 {
			fmt.Printf(" seeds %d", len(s.blobs.seeds))
			for _, f := range found {
				fmt.Printf(" (%.0f,%.0f m%.1f fit %.2f inv %v)", f.c.x, f.c.y, f.module, f.fit, f.inv)
			}
		}
		fmt.Println()
	}
}

func TestDebugPhotos(t *testing.T) {
	if os.Getenv("QRDEBUG") == "" {
		t.Skip()
	}
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	files, _ := filepath.Glob(filepath.Join(dir, "photos", "qrcode-*", "*"))
	for _, f := range files {
		if filepath.Ext(f) == ".txt" {
			continue
		}
		img := mustLoad(t, f)
		if _, ok := s.Scan(img); ok {
			continue
		}
		fmt.Println("==", filepath.Base(f), img.Bounds())
		for _, p := range passes {
			r, found := s.find(&p)
			ts := triples(found, false)
			fmt.Printf("   %s: triples %d finders", p.name, len(ts))
			for _, f := range found {
				fmt.Printf(" (%.0f,%.0f m%.1f w %.2f inv %v)", f.c.x, f.c.y, f.module, f.weight(), f.inv)
			}
			for _, tr := range ts {
				l := light{&s.frame, tr.tl.inv}
				sh := measure(r, tr)
				fmt.Printf("\n      tri %.0f %.0f %.0f cost %.2f size %.2f %.2f:", tr.tl.c, tr.tr.c, tr.bl.c, tr.cost, sh.cross, sh.down)
				for _, g := range sh.grids(l) {
					fmt.Printf(" [n %d timing %.2f]", g.n, g.score)
				}
			}
			fmt.Println()
		}
	}
}
