// Package training is what a new member of staff practises with: invented residents, a
// key of its own that signs their QRs, and the bad days that can be had by a key. It
// knows no registry. The counter that runs it has a database folder of its own, each
// case carries the mark of a training, and no packet is made of it.
package training
