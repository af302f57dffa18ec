package office

import (
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

// deviceSections are an outlet's PCs: the list with the form for a code, and, where there
// are two, the form that says which one took the other's place.
func (v *visit) deviceSections(outlet string) ([]section, error) {
	list, err := v.Service.Devices(v.r.Context(), outlet)
	if err != nil {
		return nil, err
	}
	asked, err := v.Service.LookedUpToday(v.r.Context(), v.who, outlet)
	if err != nil {
		return nil, err
	}
	at := "/gerai/" + outlet
	code := []field{v.text("pc", "", false)}
	old, fresh := v.replaceable(list)
	if len(old) > 0 {
		nobody := option{"", v.say("devices.new"), true}
		code = append(code, field{Name: "replaces", Label: v.say("field.takes"), Hint: v.say("hint.takes"), Type: "select", Options: append([]option{nobody}, old...), Anchor: "takes"})
	}
	sections := []section{{Title: v.say("devices.title"), Text: v.say("devices.text"), Table: v.deviceTable(outlet, list, asked),
		Form: &form{Action: at, Submit: v.say("devices.code"), Hidden: [][2]string{{"deed", "code"}}, Fields: code}}}
	if len(old) == 0 || len(fresh) == 0 || len(old) == 1 && len(fresh) == 1 && old[0] == fresh[0] {
		return sections, nil
	}
	return append(sections, section{Title: v.say("devices.replace"), Text: v.say("devices.replace.text"),
		Form: &form{Action: at, Submit: v.say("devices.replace.go"), Hidden: [][2]string{{"deed", "replace-device"}}, Fields: []field{
			{Name: "replaces", Label: v.say("field.replaces"), Type: "select", Options: old},
			{Name: "successor", Label: v.say("field.successor"), Type: "select", Options: fresh},
			v.text("reason", "", true)}}}), nil
}

// replaceable are the PCs whose place another may take, and those that may take it, the
// newest first: it is mostly the last one.
func (v *visit) replaceable(list []db.Device) (old, fresh []option) {
	for _, d := range list {
		o := option{Value: d.ID, Text: v.say("devices.option", "name", deviceName(d), "at", calendar.Moment(d.Enrolled, v.Zone, v.lang))}
		if d.ReplacedBy == "" {
			old = append(old, o)
		}
		if d.Ended().IsZero() {
			fresh = append([]option{o}, fresh...)
		}
	}
	return old, fresh
}

func deviceName(d db.Device) string { return d.Name + " (" + short(d.ID, 14) + ")" }

func (v *visit) deviceTable(outlet string, list []db.Device, asked map[string]int64) *table {
	t := &table{Head: v.heads("device", "enrolled", "seen", "lookups", "state", ""), Right: []bool{false, false, false, true}, Empty: v.say("devices.none")}
	names := map[string]string{}
	for _, d := range list {
		names[d.ID] = deviceName(d)
	}
	button := func(deed, label string, d db.Device) form {
		return form{Action: "/gerai/" + outlet, Submit: v.say(label), Danger: deed == "revoke-device", Hidden: [][2]string{{"deed", deed}, {"device", d.ID}}}
	}
	for _, d := range list {
		r := row{Cells: cells(deviceName(d), calendar.Moment(d.Enrolled, v.Zone, v.lang), calendar.Moment(d.Seen, v.Zone, v.lang), v.count(asked[d.ID]), v.deviceState(d, names)),
			Quiet: !d.Ended().IsZero()}
		if d.ReplacedBy != "" {
			r.Forms = append(r.Forms, button("keep-device", "devices.keep", d))
		}
		if d.Revoked.IsZero() {
			r.Forms = append(r.Forms, button("revoke-device", "devices.revoke", d))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// deviceState says all that holds: a PC may be revoked and replaced.
func (v *visit) deviceState(d db.Device, names map[string]string) string {
	state := ""
	if !d.Revoked.IsZero() {
		state = v.say("revoked", "at", calendar.Moment(d.Revoked, v.Zone, v.lang))
	}
	if d.ReplacedBy != "" {
		if state != "" {
			state += "; "
		}
		state += v.say("devices.replaced", "by", or(names[d.ReplacedBy], d.ReplacedBy), "at", calendar.Moment(d.ReplacedAt, v.Zone, v.lang))
	}
	return or(state, v.say("inforce"))
}
