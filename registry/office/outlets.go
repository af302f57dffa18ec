package office

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

func (v *visit) outletNames() (map[string]string, error) {
	list, err := v.Service.Outlets(v.r.Context(), v.who)
	names := map[string]string{}
	for _, o := range list {
		names[o.Settings.Outlet] = o.Settings.OutletName
	}
	return names, err
}

func (v *visit) outlets() error { return v.outletsPage("") }

func (v *visit) outletsPage(problem string) error {
	list, err := v.Service.Outlets(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	devices, err := v.Service.Devices(v.r.Context(), "")
	if err != nil {
		return err
	}
	chief := v.who.Role.May(registry.AdminChief)
	t := &table{Head: v.heads("outlet", "address", "devices", "seen", "listed"), Empty: v.say("outlets.none")}
	for _, o := range list {
		n, seen := inForce(devices, o.Settings.Outlet)
		r := row{Cells: cells(o.Settings.OutletName, o.Address, strconv.Itoa(n), calendar.Moment(seen, v.Zone, v.lang), v.yes(o.Listed))}
		if chief {
			r.Cells[0].Link = "/gerai/" + o.Settings.Outlet
		}
		t.Rows = append(t.Rows, r)
	}
	sections := []section{{Table: t}}
	if chief {
		sections = append(sections, section{Title: v.say("qrkey.title"), Text: v.say("qrkey.text"), Form: &form{Action: "/gerai",
			Submit: v.say("qrkey.go"), Danger: true, Hidden: [][2]string{{"deed", "qr-key"}}}})
		sections = append(sections, section{Title: v.say("outlets.new"), Form: &form{Action: "/gerai", Submit: v.say("outlets.new.go"), Hidden: [][2]string{{"new", "1"}},
			Fields: []field{v.text("id", v.value("id"), true), v.text("name", v.value("name"), true)}}})
	}
	return v.show(page{Title: v.say("outlets.title"), Lead: v.say("outlets.lead"), Problem: problem, Notice: v.notice(), Sections: sections})
}

func (v *visit) heads(keys ...string) []string {
	for i, k := range keys {
		keys[i] = v.say("col." + k)
	}
	return keys
}

func (v *visit) yes(b bool) string {
	if b {
		return v.say("yes")
	}
	return v.say("no")
}

func inForce(list []db.Device, outlet string) (n int, seen time.Time) {
	for _, d := range list {
		if d.Outlet == outlet && d.Revoked.IsZero() {
			n++
			if d.Seen.After(seen) {
				seen = d.Seen
			}
		}
	}
	return n, seen
}

// find answers an outlet by its id.
func (v *visit) find(id string) (registry.Outlet, error) {
	list, err := v.Service.Outlets(v.r.Context(), v.who)
	for _, o := range list {
		if o.Settings.Outlet == id {
			return o, nil
		}
	}
	if err == nil {
		err = enrol.NewError(enrol.CodeNotFound, "find outlet")
	}
	return registry.Outlet{}, err
}

func (v *visit) outlet() error { return v.outletPage("", section{}) }

// outletPage shows one outlet; extra is what was just made and is shown this once.
func (v *visit) outletPage(problem string, extra section) error {
	o, err := v.find(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	devices, err := v.deviceSections(o.Settings.Outlet)
	if err != nil {
		return err
	}
	staff, err := v.staffTable(o.Settings.Outlet)
	if err != nil {
		return err
	}
	at := "/gerai/" + o.Settings.Outlet
	deed := func(name string) [][2]string { return [][2]string{{"deed", name}} }
	sections := append(devices, []section{
		{Title: v.say("staff.title"), Text: v.say("staff.text"), Table: staff,
			Form: &form{Action: at, Submit: v.say("staff.put"), Hidden: deed("staff"), Fields: []field{v.text("id", "", true), v.text("name", "", true),
				v.choice("role", "role.", "staff", "staff", "supervisor", "technician")}}},
		{Title: v.say("outlets.settings"), Text: v.say("outlets.settings.text"), Form: v.settingsForm(o)},
	}...)
	if extra.Title != "" {
		sections = append([]section{extra}, sections...)
	}
	return v.show(page{Title: o.Settings.OutletName, Lead: o.Settings.Outlet, Problem: problem, Notice: v.notice(), Sections: sections})
}

func (v *visit) staffTable(outlet string) (*table, error) {
	list, err := v.Service.OutletStaff(v.r.Context(), v.who, outlet)
	t := &table{Head: v.heads("id", "name", "role", "state", ""), Empty: v.say("staff.none")}
	for _, m := range list {
		state := v.say("inforce")
		if m.MustSet {
			state = v.say("staff.firstpin")
		}
		r := row{Cells: cells(m.ID, m.Name, v.or("role.", string(m.Role)), state)}
		if m.RevokedAt.IsZero() {
			r.Forms = []form{
				{Action: "/gerai/" + outlet, Submit: v.say("staff.newpin"), Hidden: [][2]string{{"deed", "staff"}, {"id", m.ID}, {"name", m.Name}, {"role", string(m.Role)}}},
				{Action: "/gerai/" + outlet, Submit: v.say("staff.revoke"), Danger: true, Hidden: [][2]string{{"deed", "revoke-staff"}, {"id", m.ID}}}}
		} else {
			r.Cells[3].Text, r.Quiet = v.say("revoked", "at", calendar.Moment(m.RevokedAt, v.Zone, v.lang)), true
		}
		t.Rows = append(t.Rows, r)
	}
	return t, err
}

const mib = 1 << 20 // free disk is entered in MiB

func (v *visit) settingsForm(o registry.Outlet) *form {
	n := func(name string, value int64) field {
		text := ""
		if value > 0 {
			text = strconv.FormatInt(value, 10)
		}
		return v.typed("number", name, text, false)
	}
	s := o.Settings
	return &form{Action: "/gerai", Submit: v.say("save"), Hidden: [][2]string{{"id", s.Outlet}}, Fields: []field{
		v.text("name", s.OutletName, true), v.text("region", s.Region, false), v.text("address", o.Address, false), v.text("hours", o.Hours, false),
		v.check("listed", o.Listed), v.check("show_qr", s.ShowQR), v.check("liveness", s.Liveness),
		v.check("exception_by_supervisor", s.ExceptionBySupervisor),
		n("max_pending", int64(s.Stops.MaxPending)), n("max_age", int64(s.Stops.MaxAge/time.Hour)), n("max_since_sync", int64(s.Stops.MaxSinceSync/time.Hour)),
		n("min_free_disk", s.Stops.MinFreeDisk/mib), n("idle_lock", int64(s.IdleLock/time.Minute)), n("keep_days", int64(s.KeepDays)), n("park_days", int64(s.ParkDays)),
		n("match_raise", int64(s.MatchRaise)),
	}}
}

// putOutlet makes a new outlet, or writes the settings of one.
func (v *visit) putOutlet() error {
	if v.value("deed") == "qr-key" {
		if err := v.Service.TurnQRKey(v.r.Context(), v.who); err != nil {
			return err
		}
		return v.redirect("/gerai?kabar=kunci")
	}
	id := v.value("id")
	o, err := v.find(id)
	fresh := v.value("new") != ""
	switch {
	case enrol.CodeOf(err) != enrol.CodeNotFound && err != nil:
		return err
	case fresh && err == nil:
		return v.outletsPage(v.say("error.taken"))
	case fresh:
		o.Settings.Outlet, o.Settings.OutletName = id, v.value("name")
	case err != nil:
		return err
	default:
		v.readSettings(&o)
	}
	if err := v.Service.PutOutlet(v.r.Context(), v.who, o); err != nil {
		if fresh {
			return v.outletsPage(v.problem(err))
		}
		return err
	}
	return v.redirect("/gerai/" + id + "?kabar=gerai")
}

func (v *visit) readSettings(o *registry.Outlet) {
	s := &o.Settings
	s.OutletName, s.Region, o.Address, o.Hours = v.value("name"), v.value("region"), v.value("address"), v.value("hours")
	o.Listed, s.ShowQR, s.Liveness = v.value("listed") != "", v.value("show_qr") != "", v.value("liveness") != ""
	s.ExceptionBySupervisor = v.value("exception_by_supervisor") != ""
	hours := func(name string) time.Duration { return time.Duration(min(v.number(name), 24*365)) * time.Hour }
	s.Stops = enrol.Stops{MaxPending: v.number("max_pending"), MaxAge: hours("max_age"), MaxSinceSync: hours("max_since_sync"), MinFreeDisk: int64(v.number("min_free_disk")) * mib}
	s.IdleLock, s.KeepDays = time.Duration(min(v.number("idle_lock"), 24*60))*time.Minute, min(v.number("keep_days"), 3650)
	s.ParkDays, s.MatchRaise = min(v.number("park_days"), 365), min(v.number("match_raise"), enrol.MaxMatchRaise)
}

// outletDeed does what the buttons of an outlet's page ask for.
func (v *visit) outletDeed() error {
	ctx, outlet := v.r.Context(), v.r.PathValue("id")
	switch v.value("deed") {
	case "code":
		code, err := v.Service.AdminEnrolCode(ctx, v.who, outlet, v.value("pc"), v.value("replaces"))
		if err != nil {
			return v.outletPage(v.problem(err), section{})
		}
		return v.outletPage("", section{Title: v.say("devices.made"), Text: v.say("devices.made.text"), Secret: code.Text()})
	case "revoke-device":
		if err := v.Service.AdminRevokeDevice(ctx, v.who, v.value("device")); err != nil {
			return err
		}
	case "replace-device":
		if err := v.Service.ReplaceDevice(ctx, v.who, v.value("replaces"), v.value("successor"), v.value("reason")); err != nil {
			return v.outletPage(v.problem(err), section{})
		}
	case "keep-device":
		if err := v.Service.KeepDevice(ctx, v.who, v.value("device")); err != nil {
			return err
		}
	case "staff":
		m := enrol.Staff{ID: v.value("id"), Name: v.value("name"), Role: enrol.Role(v.value("role"))}
		pin, err := v.Service.PutOutletStaff(ctx, v.who, outlet, m)
		if err != nil {
			return v.outletPage(v.problem(err), section{})
		}
		return v.outletPage("", section{Title: v.say("staff.made", "id", m.ID), Text: v.say("staff.made.text"), Secret: pin})
	case "revoke-staff":
		if err := v.Service.RevokeOutletStaff(ctx, v.who, outlet, v.value("id")); err != nil {
			return err
		}
	default:
		return enrol.NewError(enrol.CodeField, "read a deed").With("field", "deed")
	}
	return v.redirect("/gerai/" + outlet + "?kabar=gerai")
}
