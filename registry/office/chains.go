package office

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

// chains lists how every outlet's audit chain stands, and every new beginning that was
// accepted.
func (v *visit) chains() error {
	list, err := v.Service.Chains(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	begun, err := v.Service.Beginnings(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	t := &table{Head: v.heads("outlet", "device", "state", "seq", "hash", "at"), Right: []bool{false, false, false, true}, Empty: v.say("heads.none")}
	for _, c := range list {
		r := row{Cells: cells(or(names[c.Outlet], c.Outlet), chainName(c.Name, c.Device), v.chainState(c), v.count(c.Seq), c.Hash, calendar.Moment(c.At, v.Zone, v.lang))}
		r.Cells[1].Link = "/rantai/" + c.Device
		t.Rows = append(t.Rows, r)
	}
	sections := []section{{Table: t}}
	if len(begun) > 0 {
		sections = append(sections, section{Title: v.say("heads.begun"), Text: v.say("heads.begun.text"), Table: v.beginnings(begun, names)})
	}
	return v.show(page{Title: v.say("heads.title"), Lead: v.say("heads.lead"), Notice: v.notice(), Sections: sections})
}

func chainName(name, device string) string { return name + " (" + short(device, 14) + ")" }

func (v *visit) chainState(c db.Chain) string {
	switch {
	case c.BackFrom > 0:
		return v.say("heads.back", "n", v.count(c.BackFrom), "at", calendar.Moment(c.BackAt, v.Zone, v.lang))
	case c.Epoch > 0:
		return v.say("heads.again", "n", v.count(c.Epoch))
	}
	return v.say("heads.whole")
}

func (v *visit) beginnings(list []db.Beginning, names map[string]string) *table {
	t := &table{Head: v.heads("at", "outlet", "device", "broke", "begins", "who", "reason")}
	for _, b := range list {
		t.Rows = append(t.Rows, row{Cells: cells(calendar.Moment(b.At, v.Zone, v.lang), or(names[b.Outlet], b.Outlet), chainName(b.Name, b.Device),
			v.say("heads.back", "n", v.count(b.BackFrom), "at", calendar.Moment(b.BackAt, v.Zone, v.lang)),
			v.count(b.Seq)+" "+short(b.Hash, 17), b.Admin, b.Reason)})
	}
	return t
}

func (v *visit) chain() error { return v.chainPage("") }

// chainPage shows one chain, and on a marked one how a new beginning is accepted.
func (v *visit) chainPage(problem string) error {
	c, err := v.Service.ChainStory(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	facts := &table{Head: v.heads("what", "value"), Rows: []row{
		{Cells: cells(v.say("col.state"), v.chainState(c.Chain))},
		{Cells: cells(v.say("heads.kept"), v.headText(c.Seq, c.Hash, c.At))}}}
	if c.OfferedSeq > 0 {
		facts.Rows = append(facts.Rows, row{Cells: cells(v.say("heads.offered"), v.headText(c.OfferedSeq, c.OfferedHash, c.BackAt))})
	}
	sections := []section{{Table: facts}}
	if c.BackFrom > 0 {
		sections = append(sections, v.acceptSection(c))
	}
	if len(c.Beginnings) > 0 {
		sections = append(sections, section{Title: v.say("heads.begun"), Table: v.beginnings(c.Beginnings, names)})
	}
	anchors := &table{Head: v.heads("at", "epoch", "seq", "hash"), Right: []bool{false, true, true}}
	for _, a := range c.Anchors {
		anchors.Rows = append(anchors.Rows, row{Cells: cells(calendar.Moment(a.At, v.Zone, v.lang), v.count(a.Epoch+1), v.count(a.Seq), a.Hash)})
	}
	sections = append(sections, section{Title: v.say("heads.anchors"), Text: v.say("heads.anchors.text"), Table: anchors})
	return v.show(page{Title: chainName(c.Name, c.Device), Lead: or(names[c.Outlet], c.Outlet), Problem: problem, Sections: sections})
}

func (v *visit) headText(seq int64, hash string, at time.Time) string {
	return v.say("heads.head", "n", v.count(seq), "hash", hash, "at", calendar.Moment(at, v.Zone, v.lang))
}

// acceptSection says what a mark means and, to who may, offers to accept what follows it.
func (v *visit) acceptSection(c registry.ChainStory) section {
	seq, hash := c.NewHead()
	out := section{Title: v.say("heads.accept"), Text: v.say("heads.accept.text", "n", v.count(seq), "hash", short(hash, 17))}
	if !v.who.Role.May(registry.AdminChief) {
		out.Text = v.say("heads.accept.chief")
		return out
	}
	out.Form = &form{Action: "/rantai/" + c.Device, Submit: v.say("heads.accept.go"), Danger: true,
		Hidden: [][2]string{{"mark", strconv.FormatInt(c.BackAt.UnixMicro(), 10)}}, Fields: []field{v.text("reason", v.value("reason"), true)}}
	return out
}

// acceptChain accepts a new beginning; where the chain was marked anew meanwhile it is
// shown once more.
func (v *visit) acceptChain() error {
	mark, err := strconv.ParseInt(v.value("mark"), 10, 64)
	if err != nil {
		return enrol.NewError(enrol.CodeField, "read a mark").With("field", "mark")
	}
	err = v.Service.AcceptChain(v.r.Context(), v.who, v.r.PathValue("id"), time.UnixMicro(mark), v.value("reason"))
	switch enrol.CodeOf(err) {
	case "":
		return v.redirect("/rantai?kabar=rantai")
	case enrol.CodeMove:
		return v.chainPage(v.problemAs(err, "heads.changed"))
	case enrol.CodeReason:
		return v.chainPage(v.problem(err))
	}
	return err
}

// problemAs is problem with a sentence of the page's own.
func (v *visit) problemAs(err error, key string) string {
	v.problem(err)
	return v.say(key)
}
