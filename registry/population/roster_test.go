package population_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/population"
)

func TestReadRoster(t *testing.T) {
	const nik = "3276006507880002"
	for name, tt := range map[string]struct {
		text, field string
		want        enrol.Code
		group       string
	}{
		"OK":           {"nik,name,group\n" + nik + ",DEWI,XII-A\n", "", "", "XII-A"},
		"OKIndonesian": {"\xEF\xBB\xBFNama; NIK ;Kelas\r\nDEWI;'" + nik + ";XII-A\r\n", "", "", "XII-A"},
		"OKNoGroup":    {"nik,name\n" + nik + ",DEWI\n", "", "", ""},
		"OKEmptyGroup": {"nik,name,unit\n" + nik + ",\"DEWI, S.Pd\",\n", "", "", ""},
		"NIK":          {"nik,name\n1,DEWI\n", "nik", enrol.CodeNIKLength, ""},
		"Scientific":   {"nik,name\n3.276E+15,DEWI\n", "nik", enrol.CodeNIKDigits, ""},
		"NoName":       {"nik,name\n" + nik + ",\n", "name", enrol.CodeField, ""},
		"LongGroup":    {"nik,name,group\n" + nik + ",DEWI," + strings.Repeat("x", 300) + "\n", "group", enrol.CodeField, ""},
		"Latin1":       {"nik,name\n" + nik + ",DEW\xEF\n", "name", enrol.CodeField, ""},
		"FewColumns":   {"nik,name,group\n" + nik + ",DEWI\n", "", enrol.CodeField, ""},
		"Quote":        {"nik,name\n" + nik + ",\"DEWI\n", "", enrol.CodeField, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := population.NewRosterReader(strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			e, err := r.Read()
			if tt.want == "" {
				if err != nil || e.NIK != nik || !strings.HasPrefix(e.Name, "DEWI") || e.Group != tt.group {
					t.Fatalf("%v", err)
				}
				if _, err = r.Read(); !errors.Is(err, io.EOF) {
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
	r, err := population.NewRosterReader(strings.NewReader("nik,name\n" + nik + ",A\n1,B\n" + nik + ",C\n3276001203850001,D\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		e, err := r.Read()
		var bad *population.LineError
		switch {
		case errors.Is(err, io.EOF):
			if s := strings.Join(got, " "); s != "A nik-length duplicate D" {
				t.Error(s)
			}
			return
		case errors.As(err, &bad):
			got = append(got, string(bad.Code))
		default:
			got = append(got, e.Name)
		}
	}
}

func TestRosterHead(t *testing.T) {
	for name, head := range map[string]string{"Empty": "", "Unknown": "nik,name,colour\n", "Twice": "nik,name,kelas,unit\n", "NoNIK": "name\n", "NoName": "nik\n", "Binary": "\x00\xff"} {
		if _, err := population.NewRosterReader(strings.NewReader(head)); enrol.CodeOf(err) != enrol.CodeField {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadRoster(f *testing.F) {
	f.Add("nik,name,group\n3276006507880002,DEWI,XII\n")
	f.Add("nama;nik\nDEWI;'3276006507880002\n")
	f.Add("nik,name\n\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := population.NewRosterReader(strings.NewReader(text))
		if err != nil {
			return
		}
		readOn(t, r.Read, func(e enrol.Expected) bool { return e.Name != "" && len(e.NIK) == 16 })
	})
}
