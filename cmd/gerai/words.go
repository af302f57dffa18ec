package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
)

// language is that of the sentences on the command line: what --lang or the
// configuration says, and before they are read, or where they say nothing, that of the
// environment.
func (p *program) language() string {
	if p.lang != "" {
		return p.lang
	}
	for _, name := range []string{"GERAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
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

// moment writes date and time as they are here, by the language's clock.
func (p *program) moment(t time.Time) string {
	return t.Local().Format("02/01/2006 " + p.text("time.clock", nil))
}

// sentence is an error's sentence and what to do.
func (p *program) sentence(c enrol.Code, args map[string]string) string {
	key := "code." + string(c)
	return p.text(key, args) + " " + p.text(key+".do", args)
}

// codeKey is the key of an error's sentence: where there is more to say than the code
// does, the reason's.
func (p *program) codeKey(c enrol.Code, args map[string]string) string {
	key := "code." + string(c)
	if why := key + "." + args["why"]; args["why"] != "" && p.text(why, nil) != why {
		return why
	}
	return key
}

// explain prints the details that a sentence has no place for: which file, which line.
func (p *program) explain(c enrol.Code, args map[string]string) {
	key := p.codeKey(c, args)
	sentence := p.text(key, nil) + p.text(key+".do", nil)
	told := key != "code."+string(c)
	for _, k := range sorted(args) {
		if strings.Contains(sentence, "{"+k+"}") || k == "keyring" || told && (k == "why" || k == "field") { // these have a sentence of their own
			continue
		}
		name := p.text("detail."+k, nil)
		if name == "detail."+k {
			name = k
		}
		fmt.Fprintf(p.err, "       %s: %s\n", name, args[k])
	}
}
