package office

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func (v *visit) refused() error {
	out, err := v.Service.Refused(v.r.Context(), v.who, v.pageNumber())
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	counter := &table{Head: v.heads("outlet", "reason", "count"), Right: []bool{false, false, true}, Empty: v.say("refused.none")}
	for _, c := range out.Rejections {
		outlet, reason, _ := strings.Cut(c.Key, "/")
		counter.Rows = append(counter.Rows, row{Cells: cells(or(names[outlet], outlet), v.or("reason.", reason), v.count(c.N))})
	}
	packets := &table{Head: v.heads("at", "outlet", "case", "why", "todo"), Empty: v.say("refused.packets.none")}
	for _, p := range out.Packets {
		packets.Rows = append(packets.Rows, row{Cells: cells(calendar.Moment(p.At, v.Zone, v.lang), or(names[p.Outlet], p.Outlet), short(p.ID, 14),
			v.or("code.", string(p.Code)), v.or("todo.", string(p.Code)))})
		last := &packets.Rows[len(packets.Rows)-1].Cells[4]
		if last.Text == string(p.Code) {
			last.Text = v.say("todo.other")
		}
	}
	return v.show(page{Title: v.say("refused.title"), Lead: v.say("refused.lead"), Sections: []section{
		{Title: v.say("refused.counter"), Table: counter}, {Title: v.say("refused.packets"), Text: join(v.say("refused.packets.text"), v.piece(out.Part, len(out.Packets))), Table: packets,
			Links: v.turnPages("/ditolak", [2]string{}, out.Part)}}})
}

func (v *visit) deeds() error {
	const most = 500
	list, err := v.Service.Deeds(v.r.Context(), v.who, most)
	if err != nil {
		return err
	}
	t := &table{Head: v.heads("at", "who", "action", "about", "reason"), Empty: v.say("deeds.none")}
	for _, d := range list {
		t.Rows = append(t.Rows, row{Cells: cells(calendar.Moment(d.At, v.Zone, v.lang), d.Admin, v.or("action.", d.Action), d.About, d.Reason)})
	}
	return v.show(page{Title: v.say("deeds.title"), Lead: v.say("deeds.lead", "n", strconv.Itoa(most)), Sections: []section{{Table: t}}})
}

func (v *visit) admins() error { return v.adminsPage("") }

func (v *visit) adminsPage(problem string) error {
	list, err := v.Service.Admins(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	t := &table{Head: v.heads("id", "name", "role", "factor", "state", ""), Empty: v.say("staff.none")}
	for _, a := range list {
		state := v.say("inforce")
		if a.MustSet {
			state = v.say("admins.first")
		}
		r := row{Cells: cells(a.ID, a.Name, v.or("role.", string(a.Role)), v.yes(a.Factor), state)}
		switch {
		case !a.Revoked.IsZero():
			r.Cells[4].Text, r.Quiet = v.say("revoked", "at", calendar.Moment(a.Revoked, v.Zone, v.lang)), true
		case a.ID != v.who.ID:
			if a.Factor {
				r.Forms = append(r.Forms, form{Action: "/petugas-pusat", Submit: v.say("factor.reset"), Hidden: [][2]string{{"deed", "reset-factor"}, {"id", a.ID}}})
			}
			r.Forms = append(r.Forms, form{Action: "/petugas-pusat", Submit: v.say("staff.revoke"), Danger: true, Hidden: [][2]string{{"deed", "revoke"}, {"id", a.ID}}})
		}
		t.Rows = append(t.Rows, r)
	}
	return v.show(page{Title: v.say("admins.title"), Lead: v.say("admins.lead"), Problem: problem, Notice: v.notice(), Sections: []section{{Table: t},
		{Title: v.say("admins.new"), Text: v.say("admins.new.text"), Form: &form{Action: "/petugas-pusat", Submit: v.say("save"), Fields: []field{
			v.text("id", v.value("id"), true), v.text("name", v.value("name"), true), v.choice("role", "role.", "clerk", "admin", "clerk", "viewer"),
			v.secretField("password", "new-password")}}}}})
}

func (v *visit) putAdmin() error {
	var err error
	switch v.value("deed") {
	case "revoke":
		err = v.Service.RevokeAdmin(v.r.Context(), v.who, v.value("id"))
	case "reset-factor":
		err = v.Service.ResetFactor(v.r.Context(), v.who, v.value("id"))
	default:
		a := registry.Admin{ID: v.value("id"), Name: v.value("name"), Role: registry.AdminRole(v.value("role"))}
		err = v.Service.AddAdmin(v.r.Context(), v.who, a, v.r.PostFormValue("password"), true)
	}
	if err != nil {
		return v.adminsPage(v.problem(err))
	}
	return v.redirect("/petugas-pusat?kabar=petugas")
}
