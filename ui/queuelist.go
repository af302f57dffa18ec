package ui

import "github.com/gerai-ikd/gerai/enrol"

const (
	pageSize = 60  // items asked for at a time: a few screens full
	keepMost = 600 // items kept: who scrolls through a million needs no more memory than for these
)

// page says which items to ask for.
type page uint8

const (
	pageNewest page = iota
	pageOlder       // than the last one that is kept
	pageNewer       // than the first one
	pageOldest
)

// queueList is the part of the queue that is in memory, the newest item first. Pages
// are added at one end and dropped at the other.
type queueList struct {
	items    []enrol.Item
	atNewest bool
	atOldest bool
}

// query asks for a page.
func (l *queueList) query(q enrol.Query, p page) enrol.Query {
	q.Limit, q.Before, q.After = pageSize, "", ""
	switch {
	case p == pageOldest:
		q.After = "0"
	case p == pageOlder && len(l.items) > 0:
		q.Before = l.items[len(l.items)-1].ID
	case p == pageNewer && len(l.items) > 0:
		q.After = l.items[0].ID
	}
	return q
}

// take adds a page and answers by how many rows those that stay have moved down.
func (l *queueList) take(p page, items []enrol.Item) (moved int) {
	whole := len(items) == pageSize
	switch p {
	case pageNewest:
		l.items, l.atNewest, l.atOldest = items, true, !whole
	case pageOldest:
		l.items, l.atNewest, l.atOldest = items, !whole, true
	case pageOlder:
		l.items, l.atOldest = append(l.items, items...), !whole
		if n := len(l.items) - keepMost; n > 0 {
			l.items, l.atNewest = append([]enrol.Item(nil), l.items[n:]...), false
			return -n
		}
	case pageNewer:
		l.items, l.atNewest = append(append([]enrol.Item(nil), items...), l.items...), !whole
		if len(l.items) > keepMost {
			l.items, l.atOldest = l.items[:keepMost], false
		}
		return len(items)
	}
	return 0
}

// find answers where an item is, -1 where it is not kept.
func (l *queueList) find(id string) int {
	for i, it := range l.items {
		if it.ID == id {
			return i
		}
	}
	return -1
}
