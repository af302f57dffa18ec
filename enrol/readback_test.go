package enrol_test

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestAsksContact(t *testing.T) {
	with := func(email enrol.Email, change func(*enrol.Case)) enrol.Case {
		c := enrol.Case{Kind: enrol.KindNew, Resident: enrol.Resident{Email: email, Phone: "081298761234"}}
		if change != nil {
			change(&c)
		}
		return c
	}
	typed := func(c *enrol.Case) { c.Typed = true }
	for name, tt := range map[string]struct {
		c    enrol.Case
		want bool
	}{
		"QR":          {with("bunga@gmail.com", nil), false},
		"QRMistyped":  {with("bunga@gmial.com", nil), true},
		"QRCorrected": {with("bunga@gmail.com", func(c *enrol.Case) { c.Contact = enrol.ContactChanged }), true},
		"QRRight":     {with("bunga@gmial.com", func(c *enrol.Case) { c.Contact = enrol.ContactRight }), false},
		"Typed":       {with("bunga@gmail.com", typed), true},
		"TypedRight":  {with("bunga@gmail.com", func(c *enrol.Case) { typed(c); c.Contact = enrol.ContactRight }), false},
		"Card":        {with("", func(c *enrol.Case) { typed(c); c.Kind = enrol.KindCard }), false},
		"ChangeAlone": {with("", func(c *enrol.Case) { typed(c); c.Kind = enrol.KindChange }), false},
		"Nothing":     {with("", func(c *enrol.Case) { typed(c); c.Resident.Phone = "" }), false},
	} {
		if got := tt.c.AsksContact(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
