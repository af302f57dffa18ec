package ui

import (
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/words"
)

// savedKey is the key of what is said after a case, of those that begin with key: by what
// the case was about, and with ".plain" where no mail goes out. A kind without words of its
// own has those of an activation.
func savedKey(w *words.Words, key string, v lane.View) string {
	plain := ""
	if v.Args["email"] == "" {
		plain = ".plain"
	}
	for _, k := range []string{key + "." + string(v.Saved) + plain, key + plain} {
		if w.Has(k) {
			return k
		}
	}
	return key
}
