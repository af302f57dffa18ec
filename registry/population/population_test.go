package population_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/population"
	"github.com/gerai-ikd/gerai/registry/postgres"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

func TestRead(t *testing.T) {
	const head = "\xEF\xBB\xBFNIK, name,birth,sex,marital,category,kk\r\n"
	const nik = "3276006507880002"
	for name, tt := range map[string]struct {
		line, field string
		want        enrol.Code
	}{
		"OK":          {nik + ",DEWI,25-07-1988,P,kawin,ASN,3276000101200001", "", ""},
		"OKShort":     {nik + ",DEWI,,,,,", "", ""},
		"OKQuoted":    {nik + `,"DEWI, S.Pd ""X""",1988-07-25,F,,,`, "", ""},
		"NIK":         {"1,DEWI,,,,,", "nik", enrol.CodeNIKLength},
		"NoName":      {nik + ",,,,,,", "name", enrol.CodeField},
		"Birth":       {nik + ",DEWI,1988-13-01,,,,", "birth", enrol.CodeField},
		"Sex":         {nik + ",DEWI,,X,,,", "sex", enrol.CodeField},
		"Category":    {nik + ",DEWI,,,,vip,", "category", enrol.CodeField},
		"KK":          {nik + ",DEWI,,,,,12", "kk", enrol.CodeField},
		"LongName":    {nik + "," + strings.Repeat("x", 300) + ",,,,,", "name", enrol.CodeField},
		"Latin1":      {nik + ",DEW\xEF,,,,,", "name", enrol.CodeField},
		"NUL":         {nik + ",DE\x00WI,,,,,", "name", enrol.CodeField},
		"FewColumns":  {nik + ",DEWI", "", enrol.CodeField},
		"ManyColumns": {nik + ",DEWI,,,,,,,,", "", enrol.CodeField},
		"Quote":       {nik + `,"DEWI,,,,,`, "", enrol.CodeField},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := population.NewReader(strings.NewReader(head + tt.line + "\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			rec, err := r.Read()
			if tt.want == "" {
				if err != nil || rec.NIK != nik || !strings.HasPrefix(rec.Name, "DEWI") {
					t.Fatal(err)
				}
				_, err = r.Read()
				if !errors.Is(err, io.EOF) {
					t.Fatal(err)
				}
				return
			}
			var bad *population.LineError
			if !errors.As(err, &bad) || bad.Line != 2 || bad.Code != tt.want || bad.Field != tt.field {
				t.Fatalf("%v, want line 2: %s: %s", err, tt.field, tt.want)
			}
			if strings.Contains(err.Error(), "DEW") {
				t.Fatal("the error quotes the line")
			}
		})
	}
	for name, head := range map[string]string{"Empty": "", "Unknown": "nik,name,colour\n", "Twice": "nik,name,nik\n", "NoNIK": "name\n", "Binary": "\x00\xff"} {
		t.Run("Head"+name, func(t *testing.T) {
			if _, err := population.NewReader(strings.NewReader(head)); enrol.CodeOf(err) != enrol.CodeField {
				t.Fatal(err)
			}
		})
	}
}

// readOn reads to the end: a line is whole, or it is named as bad.
func readOn[T any](t *testing.T, read func() (T, error), whole func(T) bool) {
	t.Helper()
	for {
		row, err := read()
		if errors.Is(err, io.EOF) {
			return
		}
		var bad *population.LineError
		if err != nil && !errors.As(err, &bad) {
			t.Fatal(err)
		}
		if err == nil && !whole(row) {
			t.Fatal("half a row")
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("nik,name\n3276006507880002,DEWI\n")
	f.Add("nik,name\n\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := population.NewReader(strings.NewReader(text))
		if err != nil {
			return
		}
		readOn(t, r.Read, func(rec db.Resident) bool { return rec.Name != "" && len(rec.NIK) == 16 })
	})
}

// people writes n residents as CSV.
func people(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		fmt.Fprintln(w, "nik,name,birth_place,birth,sex,marital,religion,occupation,category,kk,relation,street,rt,rw,village,district,city,province")
		for i := range n {
			fmt.Fprintf(w, "3276%02d%02d%02d%02d%04d,WARGA NOMOR %d,DEPOK,1985-03-12,L,KAWIN,ISLAM,WIRASWASTA,public,327600%010d,KEPALA KELUARGA,JL. CEMARA NO. %d,001,002,SUKAMAJU,CILODONG,KOTA DEPOK,JAWA BARAT\n",
				i/99/12/28/9999%99+1, 1+i/9999%28, 1+i/9999/28%12, i/9999/28/12%99, 1+i%9999, i, i, i%200)
		}
		w.Close()
	}()
	return r
}

func mustMigrate(tb testing.TB, d *db.DB, err error) *db.DB {
	tb.Helper()
	if err == nil {
		tb.Cleanup(func() { d.Close() })
		_, _, err = d.Migrate(context.Background())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func BenchmarkImport(b *testing.B) {
	for name, open := range map[string]func(*testing.B) *db.DB{
		"SQLite": func(b *testing.B) *db.DB {
			d, err := sqlite.Open(filepath.Join(b.TempDir(), "pusat.db"))
			return mustMigrate(b, d, err)
		},
		"PostgreSQL": func(b *testing.B) *db.DB {
			d, err := postgres.Open(pgtest.MustStart(b, "fsync=on").MustDatabase(b))
			return mustMigrate(b, d, err)
		},
	} {
		b.Run(name, func(b *testing.B) {
			d := open(b)
			b.ResetTimer()
			resetPeak(b)
			first := importAll(b, d, b.N)
			again := importAll(b, d, b.N)
			if first.changed != int64(b.N) || again.changed != 0 {
				b.Errorf("changed %d rows, then %d", first.changed, again.changed)
			}
			b.ReportMetric(first.took.Seconds(), "s")
			b.ReportMetric(float64(b.N)/first.took.Seconds(), "residents/s")
			b.ReportMetric(again.took.Seconds(), "again-s")
			b.ReportMetric(float64(again.changed), "changed-again")
			b.ReportMetric(first.early, "MB-in-the-first-third")
			b.ReportMetric(first.late, "MB-in-the-last-third")
			b.ReportMetric(peak(b), "peak-RSS-MB")
		})
	}
}

// resetPeak begins to measure the largest resident set anew (proc(5), clear_refs).
func resetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Log("the peak is that of the whole process:", err)
	}
}

// peak is the largest resident set since, the database engine's own in it where that is
// SQLite, MB.
func peak(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, line, _ := strings.Cut(string(text), "VmHWM:")
	var kb float64
	if _, err := fmt.Sscan(line, &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1000
}

// imported is one run of an import.
type imported struct {
	changed     int64
	took        time.Duration
	early, late float64 // the largest heap in the first and in the last third, MB
}

func importAll(b *testing.B, d *db.DB, n int) (out imported) {
	b.Helper()
	stop := make(chan struct{})
	var heaps []float64
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heaps = append(heaps, float64(m.HeapAlloc)/1e6)
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Millisecond):
			}
		}
	})
	began := time.Now()
	r, err := population.Import(context.Background(), d, people(n), false, time.Now())
	close(stop)
	wg.Wait()
	if err != nil {
		b.Fatal(err)
	}
	third := (len(heaps) + 2) / 3
	return imported{r.Changed, time.Since(began), slices.Max(heaps[:third]), slices.Max(heaps[len(heaps)-third:])}
}
