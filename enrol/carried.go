package enrol

// Carried is what came of a file that was brought on a stick: receipts for this outlet,
// or packets of another one that has no line.
type Carried struct {
	Receipts int // for this outlet, kept here

	Packets  int      // handed to the registry; each of them is one of the next five
	Accepted int      // new there
	Known    int      // were there already
	Refused  int      // with a reason, for their outlet
	Foreign  int      // of no outlet of this registry
	Failed   []string // ids of those that the registry stumbled over: to be brought again
	Files    []string // receipts that go back with the stick
}
