package pages

import (
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

func (v *visit) activateForm() error { return v.activatePage(nil) }

func (v *visit) activatePage(pr *problem) error {
	return v.show("activate", view{Title: v.say("activate.title"), Form: true, Problem: pr, Notice: v.notice(),
		Fields: v.filled(pr, fieldNIK, fieldCode)})
}

func (v *visit) activate() error {
	if v.switching {
		return v.activatePage(nil)
	}
	nik, err := enrol.ParseNIK(v.value("nik"))
	if err != nil {
		return v.activatePage(v.problem(err))
	}
	code := strings.Map(digit, v.value("code"))
	if code == "" {
		return v.activatePage(v.ours("code-empty", "code"))
	}
	ticket, err := v.Residents.Activate(v.r.Context(), nik, code, v.device())
	if err != nil {
		v.failure = err
		return v.activatePage(v.problem(err))
	}
	v.keepSecret(cookieTicket, ticket.ID, ticket.Expires)
	return v.redirect("/rahasia")
}

// digit drops what people put between digits; a letter stays, and is then wrong.
func digit(r rune) rune {
	if strings.ContainsRune(" -.\u00a0", r) {
		return -1
	}
	return r
}

func (v *visit) resendForm() error { return v.resendPage(nil) }

func (v *visit) resendPage(pr *problem) error {
	return v.show("resend", view{Title: v.say("resend.title"), Form: true, Problem: pr, Fields: v.filled(pr, fieldNIK)})
}

// resend says the same whether or not there was anything to send again.
func (v *visit) resend() error {
	if v.switching {
		return v.resendPage(nil)
	}
	nik, err := enrol.ParseNIK(v.value("nik"))
	if err != nil {
		return v.resendPage(v.problem(err))
	}
	err = v.Residents.ResendCode(v.r.Context(), nik)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		v.failure = err
		return v.resendPage(v.problem(err))
	}
	return v.redirect("/aktivasi?kabar=kirim")
}

// The fields of secrets that are chosen, each twice.
var (
	fieldNewPIN      = field{Name: "pin", Key: "pin.new", Type: "password", Mode: "numeric", Max: registry.PINDigits, Complete: "off"}
	fieldPINAgain    = field{Name: "pin2", Type: "password", Mode: "numeric", Max: registry.PINDigits, Complete: "off"}
	fieldNewPassword = field{Name: "password", Key: "password.new", Type: "password", Max: 128, Complete: "new-password"}
	fieldAgain       = field{Name: "password2", Type: "password", Max: 128, Complete: "new-password"}
)

func (v *visit) secretsForm() error { return v.secretsPage(nil) }

func (v *visit) secretsPage(pr *problem) error {
	if v.cookie(cookieTicket) == "" {
		return v.redirect("/aktivasi")
	}
	return v.show("secrets", view{Title: v.say("secrets.title"), Form: true, Problem: pr,
		Fields: v.filled(pr, fieldNewPIN, fieldPINAgain, fieldNewPassword, fieldAgain)})
}

func (v *visit) secrets() error {
	if v.switching {
		return v.secretsPage(nil)
	}
	if pr := v.twice("pin", "pin2", "repeat-pin"); pr != nil {
		return v.secretsPage(pr)
	}
	if pr := v.twice("password", "password2", "repeat-password"); pr != nil {
		return v.secretsPage(pr)
	}
	ticket := registry.Ticket{ID: v.cookie(cookieTicket)}
	s, err := v.Residents.SetSecrets(v.r.Context(), ticket, v.value("pin"), v.value("password"))
	if err != nil {
		v.failure = err
		if code := enrol.CodeOf(err); code == enrol.CodeSession || code == enrol.CodeNotFound || code == enrol.CodeCodeOld {
			v.forget(cookieTicket)
			return v.redirect("/aktivasi?kabar=tiket")
		}
		return v.secretsPage(v.problem(err))
	}
	v.forget(cookieTicket)
	v.forget(cookieRegistration)
	v.keepSession(s)
	return v.redirect("/beranda?kabar=aktif")
}

// twice compares a secret with its repetition.
func (v *visit) twice(name, again, key string) *problem {
	if v.value(name) == "" {
		return v.ours("empty", name)
	}
	if v.value(name) != v.value(again) {
		return v.ours(key, again)
	}
	return nil
}

func (v *visit) keepSession(s registry.Session) {
	v.keepSecret(cookieSession, string(s.ID), s.Expires)
}
