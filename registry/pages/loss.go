package pages

import (
	"github.com/gerai-ikd/gerai/enrol"
)

func (v *visit) lossForm() error { return v.lossPage(nil) }

func (v *visit) lossPage(pr *problem) error {
	return v.show("loss", view{Title: v.say("loss.title"), Form: true, Problem: pr, Fields: v.filled(pr, fieldUser, fieldPassword)})
}

// loss blocks an account from another browser than the lost phone's.
func (v *visit) loss() error {
	if v.switching {
		return v.lossPage(nil)
	}
	nik, err := enrol.ParseNIK(v.value("nik"))
	if err != nil {
		return v.lossPage(v.problem(err))
	}
	if v.value("sure") != "yes" {
		return v.lossPage(v.ours("sure", "sure"))
	}
	if err := v.ReportLoss(v.r.Context(), nik, v.value("password")); err != nil {
		v.failure = err
		return v.lossPage(v.problem(err))
	}
	return v.redirect("/?kabar=hilang")
}
