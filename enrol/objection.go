package enrol

import "time"

// Objection is what the registry had against an approval of a case when it was last asked.
type Objection struct {
	Code Code      `json:"code"` // CodeDuplicate or CodeActive; "": nothing
	At   time.Time `json:"at"`   // when it was heard
}

// Stands tells whether there is an objection that holds at now: that a resident was approved already is about the
// day of it alone.
func (o Objection) Stands(now time.Time) bool {
	if o.Code != CodeDuplicate {
		return o.Code != ""
	}
	y, m, d := now.Date()
	oy, om, od := o.At.In(now.Location()).Date()
	return y == oy && m == om && d == od
}
