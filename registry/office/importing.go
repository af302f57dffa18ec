package office

import (
	"mime/multipart"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/population"
)

func (v *visit) importForm() error { return v.importPage("", nil) }

func (v *visit) importPage(problem string, extra []section) error {
	file := v.typed("file", "file", "", false)
	dry := v.choice("mode", "import.", "dry", "dry", "keep")
	fields := []field{dry, file}
	if v.Portrait != nil {
		pictures := v.typed("file", "portraits", "", false)
		pictures.Many, pictures.Accept = true, "image/jpeg,image/png"
		fields = append(fields, pictures)
	}
	upload := section{Title: v.say("import.form"), Text: v.say("import.columns", "columns", strings.Join(population.Columns, ", ")),
		Form: &form{Action: "/impor", Submit: v.say("import.go"), Upload: true, Fields: fields}}
	return v.show(page{Title: v.say("import.title"), Lead: v.say("import.lead"), Problem: problem, Sections: append(extra, upload)})
}

func (v *visit) importFile() error {
	return v.upload(maxImport, func(part *multipart.Part, more nextPart, values map[string]string) error {
		return v.importParts(part, more, values["mode"] != "keep")
	})
}

// importParts reads the CSV, where there is one, and then the pictures that its lines name.
func (v *visit) importParts(part *multipart.Part, more nextPart, dry bool) error {
	a := newAlbum(v, dry)
	var extra []section
	if part.FileName() != "" {
		report, err := v.Service.ImportResidents(v.r.Context(), v.who, part, population.Options{Dry: dry, Named: a.name})
		if err != nil {
			if enrol.CodeOf(err) == enrol.CodeField {
				return v.importPage(v.say("import.head"), nil)
			}
			return err
		}
		extra = v.reportSections(report, dry)
	}
	if err := a.readAll(more); err != nil {
		return err
	}
	extra = append(extra, a.sections()...)
	if len(extra) == 0 {
		return v.importPage(v.say("import.nothing"), nil)
	}
	return v.importPage("", extra)
}

func (v *visit) reportSections(report population.Report, dry bool) []section {
	title := "import.did"
	if dry {
		title = "import.would"
	}
	n := func(i int64, key string) number { return number{v.count(i), v.say(key)} }
	numbers := []number{n(report.Lines, "import.lines"), n(report.Good, "import.good"), n(report.Bad, "import.bad")}
	if !dry {
		numbers = append(numbers, n(report.Changed, "import.changed"))
	}
	out := []section{{Title: v.say(title), Numbers: numbers}}
	if len(report.Errors) > 0 {
		t := &table{Head: v.heads("line", "column", "why")}
		for _, e := range report.Errors {
			t.Rows = append(t.Rows, row{Cells: cells(strconv.Itoa(e.Line), e.Field, v.or("code.", string(e.Code)))})
		}
		out = append(out, section{Title: v.say("import.errors"), Text: v.say("import.errors.text", "max", strconv.Itoa(population.MaxErrors)), Table: t})
	}
	return out
}
