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
	file := v.typed("file", "file", "", true)
	dry := v.choice("mode", "import.", "dry", "dry", "keep")
	upload := section{Title: v.say("import.form"), Text: v.say("import.columns", "columns", strings.Join(population.Columns, ", ")),
		Form: &form{Action: "/impor", Submit: v.say("import.go"), Upload: true, Fields: []field{dry, file}}}
	return v.show(page{Title: v.say("import.title"), Lead: v.say("import.lead"), Problem: problem, Sections: append(extra, upload)})
}

func (v *visit) importFile() error {
	return v.upload(maxImport, func(part *multipart.Part, values map[string]string) error {
		return v.importPart(part, values["mode"] != "keep")
	})
}

func (v *visit) importPart(part *multipart.Part, dry bool) error {
	report, err := v.Service.ImportResidents(v.r.Context(), v.who, part, dry)
	if err != nil {
		if enrol.CodeOf(err) == enrol.CodeField {
			return v.importPage(v.say("import.head"), nil)
		}
		return err
	}
	title := "import.did"
	if dry {
		title = "import.would"
	}
	n := func(i int64, key string) number { return number{v.count(i), v.say(key)} }
	numbers := []number{n(report.Lines, "import.lines"), n(report.Good, "import.good"), n(report.Bad, "import.bad")}
	if !dry {
		numbers = append(numbers, n(report.Changed, "import.changed"))
	}
	extra := []section{{Title: v.say(title), Numbers: numbers}}
	if len(report.Errors) > 0 {
		t := &table{Head: v.heads("line", "column", "why")}
		for _, e := range report.Errors {
			t.Rows = append(t.Rows, row{Cells: cells(strconv.Itoa(e.Line), e.Field, v.or("code.", string(e.Code)))})
		}
		extra = append(extra, section{Title: v.say("import.errors"), Text: v.say("import.errors.text", "max", strconv.Itoa(population.MaxErrors)), Table: t})
	}
	return v.importPage("", extra)
}
