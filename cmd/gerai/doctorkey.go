package main

import (
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/store"
)

// lookKey says what keeps the data key. Of a key file it warns, with what else this PC
// offers, or why it does not.
func (p *program) lookKey(cfg Config) []finding {
	kind, err := store.KeyKind(cfg.Data)
	switch {
	case err != nil:
		return p.bad("key", "fault", err)
	case kind != outlet.KeyInFile:
		return p.good("key", p.text("doctor.key."+kind, nil))
	}
	best, offers := outlet.KeyPassphrase, map[string]string{}
	for _, o := range p.keychain(cfg).Offers() {
		switch {
		case o.Err == nil:
			offers[o.Kind] = p.text("doctor.key-here", nil)
			if best == outlet.KeyPassphrase {
				best = o.Kind
			}
		case o.Kind == outlet.KeyTPM:
			offers[o.Kind] = p.text("doctor.key-no-tpm", nil)
		default:
			offers[o.Kind] = p.text("keyring."+detailsOf(o.Err)["keyring"], nil)
		}
	}
	return []finding{{What: "key", Level: "warning", Fact: p.text("doctor.key-file", nil) + " " + p.text("doctor.key-offers", offers),
		Do: p.text("doctor.key-file.do", map[string]string{"kind": best})}}
}
