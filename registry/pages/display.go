package pages

import (
	"html/template"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web"
)

// displayData is the QR that shows the identity to others.
type displayData struct {
	registry.Identity
	Code    template.HTML
	Expires int64 // Unix seconds
	Now     int64
	Seconds int // until the next
}

func (v *visit) display() error {
	s, who, err := v.inside()
	if err != nil {
		return err
	}
	text, expires, err := v.Residents.DisplayQR(v.r.Context(), s)
	if err != nil {
		return err
	}
	code, err := web.DrawCode(text, v.say("display.alt"))
	if err != nil {
		return err
	}
	left := max(1, int(expires.Sub(v.Now()).Seconds()))
	return v.show("display", view{Title: v.say("display.title"), LogOut: true,
		Data: displayData{who, code, expires.Unix(), v.Now().Unix(), left}})
}
