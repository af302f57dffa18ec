package office

import (
	"net/url"
	"strconv"

	"github.com/gerai-ikd/gerai/registry"
)

// pageParam is the number of a list's page in an address.
const pageParam = "halaman"

// pageNumber is what the address asks for; whatever is no number is the first.
func (v *visit) pageNumber() int {
	n, err := strconv.Atoi(v.r.URL.Query().Get(pageParam))
	if err != nil {
		return 1
	}
	return n
}

// piece says which rows of how many are shown; "" where there are none.
func (v *visit) piece(p registry.Part, shown int) string {
	if p.Total == 0 {
		return ""
	}
	return v.say("list.piece", "first", v.count(p.First), "last", v.count(p.First+int64(shown)-1), "total", v.count(p.Total))
}

// turnPages leads to the pages before and behind, with what the address said besides.
func (v *visit) turnPages(path string, keep [2]string, p registry.Part) (out []link) {
	to := func(page int, text string) {
		q := url.Values{pageParam: {strconv.Itoa(page)}}
		if keep[0] != "" {
			q.Set(keep[0], keep[1])
		}
		out = append(out, link{path + "?" + q.Encode(), v.say(text), false})
	}
	if p.Page > 1 {
		to(p.Page-1, "list.before")
	}
	if p.Page < p.Pages {
		to(p.Page+1, "list.next")
	}
	return out
}

// join puts two sentences together, of which either may be none.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
