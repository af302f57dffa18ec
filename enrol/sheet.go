package enrol

import (
	"cmp"
	"slices"
	"time"
)

// Kinds of the audit chain's entries: a shift's end, a half-done case that it gave to
// the next, and who took one over, from a shift or, with the data's "from", from somebody.
const (
	AuditShift    = "shift-close"
	AuditHandOver = "hand-over"
	AuditTakeOver = "take-over"
)

// Sheet is a shift in figures. It is reckoned twice, from the audit chain and from the
// tables, and says what does not agree: see Reckon.
type Sheet struct {
	Outlet, OutletName, Device string

	From, Until       time.Time // of the first and the last entry
	FromSeq, UntilSeq int64     // entries of the chain that it covers, both inclusive

	Opened     int // cases that began in the shift
	TakenOver  int // cases of earlier shifts that ended in it, or are still open
	Approved   int
	Rejected   int
	Parked     int
	Cancelled  int
	HandedOver int // half-done ones that the next shift finishes

	Delivered int // of Approved: acknowledged by the registry
	Waiting   int // of Approved: in the queue
	Refused   int // of Approved: refused by the registry

	Overrides  int
	Exceptions int
	Despite    int // of Approved: the comparison had said "no match", see CodeFaceDiffers
	Kinds      []KindFigures
	People     []PersonFigures // Cases alone

	Open []OpenCase // half-done
	Odd  []OddCase  // what does not add up; none: all is well

	Seq  int64  // of the entry that closes the shift, 0 before
	Hash string // of that entry: the chain's head
	By   string // who closed it
	Sign string // the supervisor who signed

	Names map[string]string // what staff are called, by their log-in names
}

// Named writes on a sheet what the staff on it are called, who are known by their log-in
// names alone.
func (s Sheet) Named(staff []Staff) Sheet {
	s.Names, s.People = StaffNames(staff), slices.Clone(s.People)
	for i, p := range s.People {
		s.People[i].Name = s.Names[p.Operator]
	}
	return s
}

// Who is how one of staff stands on paper: with the name and what the office's books have,
// the log-in name. Without a name there is the latter alone.
func (s Sheet) Who(id string) string {
	if name := s.Names[id]; name != "" && name != id {
		return name + " (" + id + ")"
	}
	return id
}

// OpenCase is one that has not ended.
type OpenCase struct {
	ID, NIKMasked string
	State         State
	Operator      string
	Since         time.Time
}

// Fault is how a case spoils the sum.
type Fault string

// The faults.
const (
	FaultLost       Fault = "lost"       // it was opened, and neither ended nor waits anywhere
	FaultState      Fault = "state"      // chain and table disagree about how it ended
	FaultDelivery   Fault = "delivery"   // approved, and nothing of it is in the queue
	FaultUnrecorded Fault = "unrecorded" // decided, and the chain says nothing of it
	FaultUnreadable Fault = "unreadable" // half done or parked, and what was kept of it can't be read any more
)

// OddCase is a case that does not add up.
type OddCase struct {
	ID    string
	Fault Fault
	Seq   int64 // the last entry about it, 0: none
}

// Adds tells whether everything that was opened has ended, waits or is handed over.
func (s Sheet) Adds() bool {
	return len(s.Odd) == 0 && s.Opened+s.TakenOver == s.Approved+s.Rejected+s.Parked+s.Cancelled+s.HandedOver &&
		s.Approved == s.Delivered+s.Waiting+s.Refused
}

// ShiftBooks are the two accounts of a shift.
type ShiftBooks struct {
	Entries []AuditEntry // of the chain, since the last shift's end, the oldest first
	Cases   []Item       // as the tables have them: those in Entries, and others decided since
	Gone    []string     // ids of cancelled ones
	Open    []OpenCase   // undecided drafts, training left out
	Broken  []string     // ids of drafts that can't be read, parked ones too
	Known   map[string]bool
	// Known are ids in Cases with an entry in an earlier part of the chain.
}

// endStates are the entries that end a case.
var endStates = map[string]State{"approve": StateApproved, "reject": StateRejected, "park": StateParked, "cancel": StateCancelled}

// account is what the chain says of one case.
type account struct {
	opened   bool
	training bool
	state    State // how it ended last; "": not
	by       string
	kind     Kind
	band     Band // of the comparison, where it was decided
	seq      int64
}

// Reckon makes the sheet of a shift: what the chain says is counted, and held against
// the tables.
func Reckon(b ShiftBooks) Sheet {
	s := Sheet{Open: b.Open, HandedOver: len(b.Open)}
	chain, order := s.read(b.Entries)
	items := map[string]Item{}
	for _, it := range b.Cases {
		items[it.ID] = it
	}
	open := map[string]bool{}
	for _, o := range b.Open {
		open[o.ID] = true
	}
	people, kinds := map[string]int{}, map[Kind]*KindFigures{}
	for _, id := range order {
		a := chain[id]
		if a.training {
			continue
		}
		if a.opened {
			s.Opened++
		}
		if open[id] {
			continue // begun again: it is handed over, however it stood before
		}
		if a.state == "" {
			if a.opened && !slices.Contains(b.Broken, id) {
				s.Odd = append(s.Odd, OddCase{id, FaultLost, a.seq})
			}
			continue
		}
		if !a.opened {
			s.TakenOver++
		}
		people[a.by]++
		s.end(a, kinds)
		s.compare(id, a, items, b.Gone)
	}
	for _, o := range b.Open {
		if a, ok := chain[o.ID]; !ok || !a.opened {
			s.TakenOver++
		}
	}
	for _, id := range b.Broken {
		odd := OddCase{ID: id, Fault: FaultUnreadable}
		if a, ok := chain[id]; ok {
			odd.Seq = a.seq
		}
		s.Odd = append(s.Odd, odd)
	}
	for _, it := range b.Cases {
		if a, ok := chain[it.ID]; !it.Training && (!ok || a.state == "") && !b.Known[it.ID] && !open[it.ID] {
			s.Odd = append(s.Odd, OddCase{it.ID, FaultUnrecorded, 0})
		}
	}
	s.summarise(people, kinds)
	return s
}

// read follows the chain: what began, how it ended, and what else is counted.
func (s *Sheet) read(entries []AuditEntry) (map[string]*account, []string) {
	chain, order := map[string]*account{}, []string(nil)
	for _, e := range entries {
		if s.FromSeq == 0 {
			s.FromSeq, s.From = e.Seq, e.At
		}
		s.UntilSeq, s.Until = e.Seq, e.At
		state, ends := endStates[e.Kind]
		switch e.Kind {
		case "override":
			s.Overrides++
		case "exception":
			s.Exceptions++
		}
		if e.Case == "" || !ends && e.Kind != "open" {
			continue
		}
		a := chain[e.Case]
		if a == nil {
			a = &account{}
			chain[e.Case], order = a, append(order, e.Case)
		}
		a.opened = a.opened || e.Kind == "open"
		a.training = a.training || e.Data["training"] != ""
		a.kind, a.seq = Kind(e.Data["kind"]), e.Seq
		if ends {
			a.state, a.by, a.band = state, e.Actor, Band(e.Data["band"])
		}
	}
	return chain, order
}

func (s *Sheet) end(a *account, kinds map[Kind]*KindFigures) {
	if kinds[a.kind] == nil {
		kinds[a.kind] = &KindFigures{Kind: a.kind}
	}
	switch a.state {
	case StateApproved:
		s.Approved++
		if a.band == BandNoMatch {
			s.Despite++
		}
		kinds[a.kind].Approved++
	case StateRejected:
		s.Rejected++
		kinds[a.kind].Rejected++
	case StateParked:
		s.Parked++
		kinds[a.kind].Parked++
	case StateCancelled:
		s.Cancelled++
	}
}

// compare holds one case's end in the chain against the tables.
func (s *Sheet) compare(id string, a *account, items map[string]Item, gone []string) {
	it, there := items[id]
	switch {
	case a.state == StateCancelled:
		if !slices.Contains(gone, id) {
			s.Odd = append(s.Odd, OddCase{id, FaultState, a.seq})
		}
	case !there || it.State != a.state:
		s.Odd = append(s.Odd, OddCase{id, FaultState, a.seq})
	case a.state != StateApproved:
	case it.Answer == AnswerRefused:
		s.Refused++
	case it.Delivery == DeliveryAnswered:
		s.Delivered++
	case it.Delivery == "":
		s.Odd = append(s.Odd, OddCase{id, FaultDelivery, a.seq})
	default:
		s.Waiting++
	}
}

func (s *Sheet) summarise(people map[string]int, kinds map[Kind]*KindFigures) {
	for id, n := range people {
		s.People = append(s.People, PersonFigures{Operator: id, Cases: n})
	}
	slices.SortFunc(s.People, func(a, b PersonFigures) int { return cmp.Compare(a.Operator, b.Operator) })
	for _, k := range kinds {
		if k.Total() > 0 {
			s.Kinds = append(s.Kinds, *k)
		}
	}
	slices.SortFunc(s.Kinds, func(a, b KindFigures) int {
		return cmp.Or(cmp.Compare(b.Total(), a.Total()), cmp.Compare(a.Kind, b.Kind))
	})
}
