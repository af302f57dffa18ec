package ui

import (
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// fieldNote is what is said under a field.
type fieldNote struct {
	Tone look.Tone
	Text string
	OK   bool // the field may be sent as it is
}

// typedModel judges what staff type for a resident without a QR, while they type.
type typedModel struct {
	NIK, Email, Phone fieldNote
	Suggest           enrol.Email // a likelier address; "" none
}

// newTypedModel judges the fields. While a field is still being typed it is not called
// wrong; strict judges everything, when Enter was pressed.
func newTypedModel(w *words.Words, t lane.Typed, strict bool) typedModel {
	var m typedModel
	nik, err := enrol.ParseNIK(t.NIK)
	if err == nil && t.FollowsNIK != "" && nik.Masked() != t.FollowsNIK { // what the mask hides the lane compares
		err = enrol.NewError(enrol.CodeOtherNIK, "type the data of a case that is put right")
	}
	m.NIK = noteOf(w, err, t.NIK, strict || digits(t.NIK) >= 16)
	if err != nil && !strict && digits(t.NIK) < 16 {
		m.NIK.Text = w.Say("type.count", "n", strconv.Itoa(digits(t.NIK)))
	}
	if !asksContact(t.Kind) {
		m.Email.OK, m.Phone.OK = true, true
		return m
	}
	if t.Kind == enrol.KindChange && t.Email == "" && t.Phone == "" {
		m.Email = fieldNote{look.Info, w.Say("type.optional"), true}
		m.Phone = fieldNote{look.Info, "", true}
		return m
	}
	email, err := enrol.ParseEmail(t.Email)
	m.Email = noteOf(w, err, t.Email, strict)
	if err == nil {
		if m.Suggest = email.SuggestDomain(); m.Suggest != "" {
			m.Email.Tone, m.Email.Text = look.Warn, w.Say("type.suggest", "email", string(m.Suggest))
		}
	}
	_, err = enrol.ParsePhone(t.Phone)
	m.Phone = noteOf(w, err, t.Phone, strict)
	return m
}

// asksContact tells whether e-mail and number are asked for: not where nothing will be
// sent to them.
func asksContact(k enrol.Kind) bool {
	return enrol.Case{Kind: k}.LeadsToCode() || k == enrol.KindChange
}

func noteOf(w *words.Words, err error, text string, strict bool) fieldNote {
	switch {
	case err == nil:
		return fieldNote{look.OK, w.Say("type.ok"), true}
	case !strict || (text == "" && !strict):
		return fieldNote{look.Info, "", false}
	}
	sentence, do := w.Code(enrol.CodeOf(err), detailsOf(err))
	return fieldNote{look.Bad, sentence + " " + do, false}
}

func digits(s string) int {
	return len(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s))
}
