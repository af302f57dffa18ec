package sound

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"strconv"
	"time"
)

// players are programs that play raw samples from their input, in the order in which
// they are tried: PulseAudio's (PipeWire answers it too), ALSA's, PipeWire's own.
var players = [][]string{
	{"paplay", "--raw", "--format=s16le", "--channels=1", "--rate=" + strconv.Itoa(Rate)},
	{"aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", strconv.Itoa(Rate), "-"},
	{"pw-cat", "--playback", "--format=s16", "--channels=1", "--rate=" + strconv.Itoa(Rate), "-"},
}

// longest is how long a player may take; one without a device may hang.
const longest = 3 * time.Second

// Player plays tones one after the other. The zero Player and one of a machine without
// any program to play with are silent.
type Player struct {
	play  func(ctx context.Context, pcm io.Reader) error
	tones map[Tone][]byte
	next  chan Tone
}

// NewPlayer draws the tones and looks for a program to play them with.
func NewPlayer() *Player {
	for _, argv := range players {
		if path, err := exec.LookPath(argv[0]); err == nil {
			return newPlayer(program(path, argv[1:]))
		}
	}
	return newPlayer(nil)
}

func newPlayer(play func(context.Context, io.Reader) error) *Player {
	p := &Player{play: play, tones: map[Tone][]byte{}, next: make(chan Tone, 1)}
	for t := range scores {
		p.tones[t] = PCM(t)
	}
	return p
}

func program(path string, args []string) func(context.Context, io.Reader) error {
	return func(ctx context.Context, pcm io.Reader) error {
		c := exec.CommandContext(ctx, path, args...)
		c.Stdin, c.WaitDelay = pcm, time.Second
		return c.Run()
	}
}

// Able tells whether there is anything to play with.
func (p *Player) Able() bool { return p != nil && p.play != nil }

// Play asks for a tone and returns at once. While one is being played the newest waits;
// what it replaces is not heard, as a late sound confirms nothing.
func (p *Player) Play(t Tone) {
	if !p.Able() || len(p.tones[t]) == 0 {
		return
	}
	for {
		select {
		case p.next <- t:
			return
		default:
		}
		select {
		case <-p.next:
		default:
		}
	}
}

// Run plays until ctx ends. After a player failed three times in a row it is not tried
// any more: there is no loudspeaker.
func (p *Player) Run(ctx context.Context) error {
	for failed := 0; p.Able() && failed < 3; {
		select {
		case <-ctx.Done():
			return nil
		case t := <-p.next:
			failed = p.one(ctx, t, failed)
		}
	}
	<-ctx.Done()
	return nil
}

func (p *Player) one(ctx context.Context, t Tone, failed int) int {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	if p.play(ctx, bytes.NewReader(p.tones[t])) != nil {
		return failed + 1
	}
	return 0
}
