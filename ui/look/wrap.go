package look

import "strings"

// wrap breaks lines between words, so that each is at most as wide as it may be where its words are not.
//
// To measure a text costs a microsecond and more for each letter, on the main goroutine, and the toolkit remembers whole
// texts: words come again, beginnings of lines don't. A line is therefore added up from its words, and measured only
// where that leaves a doubt.
func (t *Text) wrap(width, size float32) []string {
	var lines []string
	space := t.measure(" ", size)
	for _, par := range strings.Split(t.text, "\n") {
		line, wide := "", float32(0)
		for _, word := range strings.Fields(par) {
			longer, sum := word, t.measure(word, size)
			if line != "" {
				longer = line + " " + word
				if t.isWider(longer, wide+space+sum, width, size) {
					lines = append(lines, line)
					longer = word
				} else {
					sum += wide + space
				}
			}
			line, wide = longer, sum
		}
		lines = append(lines, line)
	}
	return lines
}

// isWider tells whether a line is wider than it may be; sum is what its words and spaces come to one by one, which letters
// that stand closer together than alone make a little less or more.
func (t *Text) isWider(line string, sum, width, size float32) bool {
	doubt := 1 + width/50
	switch {
	case sum < width-doubt:
		return false
	case sum > width+doubt:
		return true
	}
	return t.measure(line, size) > width
}
