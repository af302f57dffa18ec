// Package faults plays what outlets live through, with real processes: a registry that
// is bin/pusat, a counter that is the counter's own works without its window (package
// outlet), and a line between them that fails in every way known to us. Counters are
// killed without notice at random and at named steps, the registry is killed, disks
// fill up, clocks are set by days, databases are put back from backups, and a second
// counter is started on the same database. In the end everything that a counter had
// acknowledged must be at the registry once, nothing may be stuck, and the audit chain
// must be whole.
//
// A run is made by its seed: the same faults in the same order. What the processes have
// done when a fault hits them is the machine's, so that a run is repeated in its
// faults, not in each instruction.
package faults
