package store

import (
	"context"
	"errors"

	"github.com/gerai-ikd/gerai/enrol"
)

// sealing is a packet in the making. Signing and sealing take as long as what else a
// decision writes, so they are done beside it: the transaction waits for the packet
// where it needs it, and ends without a trace where none comes.
type sealing struct {
	done   chan struct{}
	packet []byte
	err    error
}

// beginSealing needs a sealer, CodeNotEnrolled, and the pages of the case. Whoever begins waits.
func (s *Store) beginSealing(ctx context.Context, c enrol.Case) (*sealing, error) {
	sealer := s.currentSealer()
	if sealer == nil {
		return nil, enrol.NewError(enrol.CodeNotEnrolled, "seal packet")
	}
	c, err := s.withPages(ctx, c)
	if err != nil {
		return nil, err
	}
	p := &sealing{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.packet, p.err = sealer.Seal(c)
	}()
	return p, nil
}

// preparing is the sealer's work ahead of a decision, done beside the writing of a draft:
// whoever begins waits. What comes of it is seen where the packet is sealed.
func (s *Store) beginPreparing() (wait func()) {
	sealer, can := s.currentSealer().(enrol.Preparer)
	if !can {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = sealer.Prepare()
	}()
	return func() { <-done }
}

// wait answers the packet; nil where nothing is sealed.
func (p *sealing) wait() ([]byte, error) {
	if p == nil {
		return nil, nil
	}
	<-p.done
	if p.err == nil && len(p.packet) == 0 {
		return nil, enrol.WrapError(enrol.CodeInternal, "seal packet", errors.New("empty packet"))
	}
	return p.packet, coded("seal packet", p.err)
}
