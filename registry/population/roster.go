package population

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gerai-ikd/gerai/enrol"
)

// RosterColumns are the names that the first line of a roster may hold, in any order,
// each with what schools and offices call it; the first two are required.
var RosterColumns = [][]string{{"nik"}, {"name", "nama"}, {"group", "kelas", "unit", "rombel", "bagian"}}

// longestHead is the most that the first line of a roster may hold, in bytes.
const longestHead = 4096

// RosterReader reads the people of a roster from CSV, with commas or, as spreadsheets
// set to Indonesian write it, semicolons.
type RosterReader struct {
	csv  *csv.Reader
	at   [3]int // column of each of RosterColumns; -1: none
	seen map[enrol.NIK]bool
	line int
}

// NewRosterReader reads the first line. An unknown, doubled or missing column is
// CodeField with the detail "column".
func NewRosterReader(r io.Reader) (*RosterReader, error) {
	b := bufio.NewReaderSize(skipBOM(r), longestHead)
	head, err := b.Peek(longestHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read a roster: %w", err)
	}
	head, _, _ = bytes.Cut(head, []byte{'\n'})
	c := csv.NewReader(b)
	c.ReuseRecord = true
	if bytes.Count(head, []byte{';'}) > bytes.Count(head, []byte{','}) {
		c.Comma = ';'
	}
	names, err := c.Read()
	if err != nil {
		return nil, enrol.NewError(enrol.CodeField, "read the first line").With("why", "no CSV")
	}
	out := &RosterReader{csv: c, at: [3]int{-1, -1, -1}, seen: map[enrol.NIK]bool{}}
	for i, name := range names {
		n := rosterColumn(name)
		if n < 0 || out.at[n] >= 0 {
			return nil, enrol.NewError(enrol.CodeField, "read the first line").With("column", strings.TrimSpace(name))
		}
		out.at[n] = i
	}
	for n, i := range out.at[:2] {
		if i < 0 {
			return nil, enrol.NewError(enrol.CodeField, "read the first line").With("column", RosterColumns[n][0]).With("why", "missing")
		}
	}
	return out, nil
}

func rosterColumn(name string) int {
	name = strings.ToLower(strings.TrimSpace(name))
	for n, names := range RosterColumns {
		for _, x := range names {
			if x == name {
				return n
			}
		}
	}
	return -1
}

// Line is where the person stood whom Read answered last, as an editor counts.
func (r *RosterReader) Line() int { return r.line }

// Read answers the next person, without an id: a *LineError for a line that can't be,
// after which the next one can be read, and io.EOF at the end. A NIK that came before is
// CodeDuplicate.
func (r *RosterReader) Read() (enrol.Expected, error) {
	rec, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return enrol.Expected{}, io.EOF
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return enrol.Expected{}, &LineError{Line: syntax.Line, Code: enrol.CodeField}
	}
	if err != nil {
		return enrol.Expected{}, fmt.Errorf("read a roster: %w", err)
	}
	r.line, _ = r.csv.FieldPos(0)
	var field [3]string
	for n, i := range r.at {
		if i < 0 {
			continue
		}
		v := strings.TrimSpace(rec[i])
		if len(v) > maxField || !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r\n") {
			return enrol.Expected{}, r.wrong(n, enrol.CodeField)
		}
		field[n] = v
	}
	return r.person(field)
}

func (r *RosterReader) wrong(column int, c enrol.Code) error {
	return &LineError{Line: r.line, Field: RosterColumns[column][0], Code: c}
}

func (r *RosterReader) person(field [3]string) (enrol.Expected, error) {
	// A spreadsheet keeps 16 digits only as text, which some write with a leading '.
	n, err := enrol.ParseNIK(strings.TrimPrefix(field[0], "'"))
	switch {
	case err != nil:
		return enrol.Expected{}, r.wrong(0, enrol.CodeOf(err))
	case r.seen[n]:
		return enrol.Expected{}, r.wrong(0, enrol.CodeDuplicate)
	case field[1] == "":
		return enrol.Expected{}, r.wrong(1, enrol.CodeField)
	}
	r.seen[n] = true
	return enrol.Expected{NIK: n, Name: field[1], Group: field[2]}, nil
}
