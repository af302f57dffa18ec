package office

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

// figures is the first page: how far the programme is.
func (v *visit) figures() error {
	p, err := v.Service.Progress(v.r.Context())
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	sections := []section{
		{Numbers: []number{{v.count(p.Today), v.say("figures.today")}, {v.count(p.Total), v.say("figures.total")},
			{v.count(p.Reached()), v.say("figures.reached", "opening", v.count(p.Opening))}, {v.count(p.Active), v.say("figures.active")}}},
		v.targets(p),
		{Title: v.say("figures.days"), Text: v.say("figures.days.text"), Chart: dayChart(recent(p.Days, 60), v)},
		{Title: v.say("figures.outlets"), Chart: barChart(v.say("figures.outlets"), rename(p.Outlets, func(k string) string { return or(names[k], k) }), v), Text: v.none(len(p.Outlets))},
		{Title: v.say("figures.phases"), Chart: barChart(v.say("figures.phases"), rename(p.Phases, func(k string) string { return v.or("category.", k) }), v), Text: v.none(len(p.Phases))},
		{Title: v.say("figures.besides"), Text: or(v.none(len(p.Besides)), v.say("figures.besides.text")),
			Chart: barChart(v.say("figures.besides"), rename(p.Besides, func(k string) string { return v.or("kind.", k) }), v)},
		{Title: v.say("figures.accounts"), Chart: barChart(v.say("figures.accounts"), rename(p.Accounts, func(k string) string { return v.or("account.", k) }), v), Text: v.none(len(p.Accounts))},
		{Title: v.say("figures.press"), Text: v.say("figures.press.text"), Quote: v.press(p)},
		{Title: v.say("figures.files"), Text: v.say("figures.files.text"), Links: []link{{"/angka.csv", v.say("figures.csv"), false}, {"/angka.xlsx", v.say("figures.xlsx"), false}}},
	}
	return v.show(page{Title: v.say("figures.title"), Lead: v.say("figures.lead", "at", calendar.Moment(p.At, v.Zone, v.lang)), Notice: v.notice(), Sections: sections})
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (v *visit) none(n int) string {
	if n == 0 {
		return v.say("figures.none")
	}
	return ""
}

func recent(days []registry.DayCount, n int) []registry.DayCount { return days[max(0, len(days)-n):] }

func rename(list []db.Count, name func(string) string) []db.Count {
	out := make([]db.Count, len(list))
	for i, c := range list {
		out[i] = db.Count{Key: name(c.Key), N: c.N}
	}
	return out
}

// targets shows what was reached against both stated figures, which do not agree.
func (v *visit) targets(p registry.Progress) section {
	share := int64(registry.StatedPopulation * registry.StatedShare / 100)
	return section{Title: v.say("figures.targets"), Text: v.say("figures.targets.text", "target", v.count(registry.StatedTarget), "population", v.count(registry.StatedPopulation),
		"share", strconv.Itoa(registry.StatedShare), "quarter", v.count(share)),
		Chart: targetChart(v, p, []target{
			{v.say("figures.target", "n", v.count(registry.StatedTarget)), registry.StatedTarget},
			{v.say("figures.quarter", "share", strconv.Itoa(registry.StatedShare), "population", v.count(registry.StatedPopulation), "n", v.count(share)), share},
			{v.say("figures.population", "n", v.count(registry.StatedPopulation)), registry.StatedPopulation}})}
}

// press is the sentence for the press: nothing in it that was not counted.
func (v *visit) press(p registry.Progress) string {
	return v.say("press", "date", calendar.Date(p.At.In(v.Zone), v.lang), "reached", v.count(p.Reached()), "opening", v.count(p.Opening),
		"since", v.month(registry.OpeningSince), "total", v.count(p.Total), "today", v.count(p.Today), "percent", v.percent(p.Reached(), registry.StatedTarget),
		"target", v.count(registry.StatedTarget), "other", v.count(p.Other()))
}

// month is "September 2022".
func (v *visit) month(t time.Time) string {
	_, rest, _ := cutSpace(calendar.Date(t, v.lang))
	return rest
}

// count is a number as it is written: "1.560", in English "1,560".
func (v *visit) count(n int64) string {
	sep := byte('.')
	if v.lang == "en" {
		sep = ','
	}
	s := strconv.FormatInt(n, 10)
	out := make([]byte, 0, len(s)+len(s)/3)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			out = append(out, sep)
		}
		out = append(out, s[i])
	}
	return string(out)
}

// percent is "0,39 %", in English "0.39%".
func (v *visit) percent(n, of int64) string {
	s := fmt.Sprintf("%.2f", float64(n)*100/float64(of))
	if v.lang == "en" {
		return s + "%"
	}
	return s[:len(s)-3] + "," + s[len(s)-2:] + " %"
}

// figuresCSV is every row that the charts are made of.
func (v *visit) figuresCSV() error {
	p, err := v.Service.Progress(v.r.Context())
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="aktivasi-ikd-`+p.At.In(v.Zone).Format(time.DateOnly)+`.csv"`)
	w := csv.NewWriter(v.w)
	_ = w.Write([]string{"day", "outlet", "category", "acknowledged", "not counted"})
	_ = w.Write([]string{"opening balance since " + registry.OpeningSince.Format("2006-01"), "", "", strconv.FormatInt(p.Opening, 10), ""})
	for _, c := range p.Besides {
		_ = w.Write([]string{formulaSafe(c.Key), "", "", "", strconv.FormatInt(c.N, 10)})
	}
	for _, r := range p.Rows {
		_ = w.Write([]string{time.Unix(r.Day*86400, 0).UTC().Format(time.DateOnly), formulaSafe(r.Outlet), string(r.Category), strconv.FormatInt(r.N, 10), ""})
	}
	w.Flush()
	return nil
}
