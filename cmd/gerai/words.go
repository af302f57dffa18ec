package main

import (
	"strings"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
)

// language is that of the command line: --lang is not parsed yet when a flag is
// wrong, so it comes from the environment.
func (p *program) language() string {
	for _, name := range []string{"GERAI_LANG", "LC_ALL", "LANG"} {
		if v := p.env(name); v != "" {
			if strings.HasPrefix(v, "en") {
				return "en"
			}
			return "id"
		}
	}
	return "id"
}

// text is a translated sentence with its figures filled in; the key itself where the
// translation is missing.
func (p *program) text(key string, args map[string]string) string {
	all, err := assets.Sentences(p.language())
	if err != nil {
		return key
	}
	s, ok := all[key]
	if !ok {
		return key
	}
	for k, v := range args {
		s = strings.ReplaceAll(s, "{"+k+"}", v)
	}
	return s
}

// sentence is an error's sentence and what to do.
func (p *program) sentence(c enrol.Code, args map[string]string) string {
	key := "code." + string(c)
	return p.text(key, args) + " " + p.text(key+".do", args)
}
