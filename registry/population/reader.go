// Package population reads residents' records from CSV (RFC 4180) and brings them into
// the registry: in batches, with errors by line, flat in memory, and so that a second
// import of the same file changes nothing.
package population

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Columns are the names that the first line may hold, in any order; nik and name are
// required. Dates are YYYY-MM-DD or DD-MM-YYYY; sex is L or P (or M, F); category is
// asn, student or public; portrait names a picture file beside the CSV.
var Columns = []string{"nik", "name", "birth_place", "birth", "sex", "marital", "blood", "religion", "occupation", "citizenship",
	"category", "kk", "relation", "street", "rt", "rw", "village", "district", "city", "province", "postcode", "portrait"}

// LineError is what is wrong with one line. It quotes nothing of it.
type LineError struct {
	Line  int    // as an editor counts
	Field string // column; "": the line as a whole
	Code  enrol.Code
}

// Error implements error.
func (e *LineError) Error() string {
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Field, e.Code)
}

// Reader reads one record after another.
type Reader struct {
	csv  *csv.Reader
	at   map[string]int
	rec  []string
	line int
}

// NewReader reads the first line. An unknown, doubled or missing column is CodeField
// with the detail "column".
func NewReader(r io.Reader) (*Reader, error) {
	c := csv.NewReader(skipBOM(r))
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil {
		return nil, enrol.NewError(enrol.CodeField, "read the first line").With("why", "no CSV")
	}
	out := &Reader{csv: c, at: map[string]int{}}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := out.at[name]; twice || !slices.Contains(Columns, name) {
			return nil, enrol.NewError(enrol.CodeField, "read the first line").With("column", name)
		}
		out.at[name] = i
	}
	for _, name := range Columns[:2] {
		if _, ok := out.at[name]; !ok {
			return nil, enrol.NewError(enrol.CodeField, "read the first line").With("column", name).With("why", "missing")
		}
	}
	return out, nil
}

// Read answers the next record: a *LineError for a line that can't be, after which the
// next one can be read, and io.EOF at the end.
func (r *Reader) Read() (db.Resident, error) {
	rec, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return db.Resident{}, io.EOF
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return db.Resident{}, &LineError{Line: syntax.Line, Code: enrol.CodeField}
	}
	if err != nil {
		return db.Resident{}, fmt.Errorf("read residents: %w", err)
	}
	r.rec = rec
	r.line, _ = r.csv.FieldPos(0)
	return r.resident()
}

// text is a column's content, or "".
func (r *Reader) text(name string) string {
	if i, ok := r.at[name]; ok {
		return strings.TrimSpace(r.rec[i])
	}
	return ""
}

func (r *Reader) wrong(field string, c enrol.Code) error {
	return &LineError{Line: r.line, Field: field, Code: c}
}

// maxField is the longest text of a column, in bytes.
const maxField = 200

func (r *Reader) resident() (db.Resident, error) {
	for name, i := range r.at {
		if v := r.rec[i]; len(v) > maxField || !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r\n") {
			return db.Resident{}, r.wrong(name, enrol.CodeField)
		}
	}
	out := db.Resident{
		Name: r.text("name"), BirthPlace: r.text("birth_place"), Marital: strings.ToUpper(r.text("marital")), Blood: r.text("blood"),
		Religion: r.text("religion"), Occupation: r.text("occupation"), Citizenship: r.text("citizenship"), Relation: strings.ToUpper(r.text("relation")),
		Address: db.Place{Street: r.text("street"), RT: r.text("rt"), RW: r.text("rw"), Village: r.text("village"), District: r.text("district"),
			City: r.text("city"), Province: r.text("province"), Postcode: r.text("postcode")},
	}
	out.Married = out.Marital == "KAWIN" || strings.HasPrefix(out.Marital, "CERAI")
	if out.Name == "" {
		return out, r.wrong("name", enrol.CodeField)
	}
	return out, r.typed(&out)
}

// typed reads the columns that are more than text.
func (r *Reader) typed(out *db.Resident) (err error) {
	if out.NIK, err = enrol.ParseNIK(r.text("nik")); err != nil {
		return r.wrong("nik", enrol.CodeOf(err))
	}
	if out.KK = r.text("kk"); out.KK != "" && (len(out.KK) != 16 || strings.Trim(out.KK, "0123456789") != "") {
		return r.wrong("kk", enrol.CodeField)
	}
	if out.Birth, err = birth(r.text("birth")); err != nil {
		return r.wrong("birth", enrol.CodeField)
	}
	switch strings.ToUpper(r.text("sex")) {
	case "L", "M":
		out.Sex = enrol.Male
	case "P", "F":
		out.Sex = enrol.Female
	case "":
	default:
		return r.wrong("sex", enrol.CodeField)
	}
	switch c := enrol.Category(strings.ToLower(r.text("category"))); c {
	case enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic:
		out.Category = c
	case "":
		out.Category = enrol.CategoryPublic
	default:
		return r.wrong("category", enrol.CodeField)
	}
	return nil
}

func birth(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return time.Parse("02-01-2006", s)
}

// skipBOM drops the mark that spreadsheets put before UTF-8.
func skipBOM(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, err := io.ReadFull(r, head)
	if err == nil && string(head) == "\xEF\xBB\xBF" {
		return r
	}
	return io.MultiReader(strings.NewReader(string(head[:n])), r)
}
