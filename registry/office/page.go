package office

import (
	"html/template"

	"github.com/gerai-ikd/gerai/registry"
)

// page is what the template shows: sections under a title.
type page struct {
	Title, Lead string
	Notice      string // good news
	Problem     string // what is wrong
	Sections    []section

	Lang, Other, Office, Style, Token string
	Who                               registry.Admin
	Menu                              []link
}

type link struct {
	Path, Text string
	Here       bool
}

// section is a part of a page; what is empty is left out.
type section struct {
	Title, Text string
	Numbers     []number
	Chart       template.HTML // made by chart.go
	Quote       string        // a sentence to copy
	Secret      string        // shown this once
	Secrets     []string      // a list of them
	Pictures    []picture
	Table       *table
	Form        *form
	Links       []link
}

// picture is a JPEG within the page itself.
type picture struct {
	Title string
	Data  template.URL
}

// number is one large figure with its label.
type number struct{ Value, Label string }

type table struct {
	Head  []string
	Rows  []row
	Empty string // instead of no rows
	Right []bool // by column: figures
}

type row struct {
	Cells []cell
	Forms []form // small ones, of one button each
	Quiet bool   // over, revoked
}

type cell struct {
	Text string
	Link string
}

func cells(texts ...string) []cell {
	out := make([]cell, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

// form posts to Action.
type form struct {
	Action, Submit string
	Danger, Upload bool
	Fields         []field
	Hidden         [][2]string
}

type field struct {
	Name, Label, Hint, Type, Value string
	Mode                           string
	Complete                       string
	Options                        []option
	Checked, Required              bool
	Many                           bool   // files: several
	Accept                         string // files: of which types
	Anchor                         string // id of the input, where its name stands twice on a page
}

type option struct {
	Value, Text string
	Selected    bool
}

// text is a field of one line.
func (v *visit) text(name, value string, required bool) field {
	return field{Name: name, Label: v.say("field." + name), Hint: v.texts[v.lang]["hint."+name], Type: "text", Value: value, Required: required, Complete: "off"}
}

func (v *visit) typed(kind, name, value string, required bool) field {
	f := v.text(name, value, required)
	f.Type = kind
	return f
}

func (v *visit) check(name string, on bool) field {
	return field{Name: name, Label: v.say("field." + name), Type: "checkbox", Value: "1", Checked: on}
}

// choice is a list; its texts are prefix+value.
func (v *visit) choice(name, prefix, chosen string, values ...string) field {
	f := v.typed("select", name, "", true)
	for _, x := range values {
		f.Options = append(f.Options, option{x, v.say(prefix + x), x == chosen})
	}
	return f
}

// secretField is a password.
func (v *visit) secretField(name, complete string) field {
	f := v.typed("password", name, "", true)
	f.Complete = complete
	if complete == "current-password" {
		f.Hint = "" // it is what it is
	}
	return f
}
