package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

// row is one line of a document. Its label is the text "doc.LABEL".
type row struct {
	Label, Value string
	Digits       bool
}

// memberData is one person on the family card.
type memberData struct {
	Name, Relation string
	Rows           []row
}

func (v *visit) documents(d registry.Documents) documentsData {
	out := documentsData{Documents: d, NIK: string(d.KTP.NIK), Portrait: portrait(d.KTP.Portrait),
		Card: v.cardRows(d.KTP), Stay: int(documentsStay.Seconds()),
		Minutes: strconv.Itoa(int(documentsStay.Minutes()))}
	if d.KK.Number == "" {
		return out
	}
	out.Family = filledRows(append([]row{{"head", d.KK.Head, false}}, addressRows(d.KK.Address)...))
	for _, m := range d.KK.Members {
		out.Members = append(out.Members, memberData{m.Name, m.Relation, v.memberRows(m)})
	}
	return out
}

// cardRows follow the order of the printed KTP-el.
func (v *visit) cardRows(k registry.KTP) []row {
	rows := []row{{"name", k.Name, false}, {"birth", birth(k.BirthPlace, k.Birth), false}, {"sex", v.sex(k.Sex), false}, {"blood", k.Blood, false}}
	rows = append(rows, addressRows(k.Address)[:4]...)
	rows = append(rows, row{"religion", k.Religion, false}, row{"marital", k.Marital, false},
		row{"occupation", k.Occupation, false}, row{"citizenship", k.Citizenship, false},
		row{"until", v.say("doc.lifelong"), false})
	return filledRows(rows)
}

// addressRows: the first four are on the KTP-el too, the rest on the KK alone.
func addressRows(a registry.Address) []row {
	neighbourhood := strings.Trim(a.RT+"/"+a.RW, "/")
	return []row{{"street", a.Street, false}, {"rtrw", neighbourhood, true}, {"village", a.Village, false}, {"district", a.District, false},
		{"city", a.City, false}, {"postcode", a.Postcode, true}, {"province", a.Province, false}}
}

func (v *visit) memberRows(m registry.Member) []row {
	return filledRows([]row{{"nik", string(m.NIK), true}, {"birth", birth(m.BirthPlace, m.Birth), false}, {"sex", v.sex(m.Sex), false},
		{"religion", m.Religion, false}, {"marital", m.Marital, false}, {"occupation", m.Occupation, false}})
}

// filledRows drops the lines that the record has nothing for.
func filledRows(rows []row) []row {
	var out []row
	for _, r := range rows {
		if r.Value != "" {
			out = append(out, r)
		}
	}
	return out
}

func birth(place string, at time.Time) string {
	if place == "" {
		return calendar.Numeric(at)
	}
	return place + ", " + calendar.Numeric(at)
}

func (v *visit) sex(s enrol.Sex) string {
	switch s {
	case enrol.Male:
		return v.say("doc.male")
	case enrol.Female:
		return v.say("doc.female")
	}
	return ""
}
