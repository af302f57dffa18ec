package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestPCM looks at each tone: long enough to be heard, short enough not to annoy, no
// clicks, not louder than meant, and none like another.
func TestPCM(t *testing.T) {
	seen := map[string]Tone{}
	for tone := range scores {
		pcm := PCM(tone)
		if n := time.Duration(len(pcm)/2) * time.Second / Rate; n < 60*time.Millisecond || n > 400*time.Millisecond {
			t.Errorf("tone %d lasts %v", tone, n)
		}
		if other, twice := seen[string(pcm)]; twice {
			t.Errorf("tones %d and %d are the same", tone, other)
		}
		seen[string(pcm)] = tone
		last, peak := 0.0, 0.0
		for i := 0; i < len(pcm); i += 2 {
			v := float64(int16(binary.LittleEndian.Uint16(pcm[i:]))) / math.MaxInt16
			if math.Abs(v-last) > 0.12 {
				t.Fatalf("tone %d clicks at %d: from %v to %v", tone, i/2, last, v)
			}
			last, peak = v, max(peak, math.Abs(v))
		}
		if math.Abs(last) > 0.01 || peak > 0.3 || peak < 0.2 {
			t.Errorf("tone %d ends at %v, peak %v", tone, last, peak)
		}
	}
	if len(PCM(None)) != 0 {
		t.Error("nothing makes a sound")
	}
}

// The window never waits for a player, and hears the newest of what came meanwhile.
func TestPlayNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var heard []int
		p := newPlayer(func(_ context.Context, r io.Reader) error {
			raw, err := io.ReadAll(r)
			heard = append(heard, len(raw))
			time.Sleep(time.Second)
			return err
		})
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		began := time.Now()
		p.Play(Read)
		synctest.Wait()
		for range 100 {
			p.Play(Problem)
			p.Play(Saved)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("asking took %v", took)
		}
		time.Sleep(5 * time.Second)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if len(heard) != 2 || heard[0] != len(PCM(Read)) || heard[1] != len(PCM(Saved)) {
			t.Errorf("heard %v", heard)
		}
	})
}

// A machine without a loudspeaker is left alone, and one that hangs does not stay.
func TestNoLoudspeaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		p := newPlayer(func(ctx context.Context, _ io.Reader) error {
			tries++
			<-ctx.Done()
			return ctx.Err()
		})
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		for range 10 {
			p.Play(Read)
			time.Sleep(longest + time.Second)
		}
		cancel()
		if err := <-ended; err != nil || tries != 3 {
			t.Errorf("%d tries, %v", tries, err)
		}
	})
	var none *Player
	none.Play(Read)
	newPlayer(nil).Play(Read)
	if newPlayer(nil).Able() {
		t.Error("able to play with nothing")
	}
}

// TestPrograms runs the real way, with a program that keeps what it is given.
func TestPrograms(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\ncat >" + dir + "/heard\n"
	if err := os.WriteFile(filepath.Join(dir, players[0][0]), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	p := NewPlayer()
	if !p.Able() || p.one(context.Background(), Saved, 0) != 0 {
		t.Fatal("the player is not found, or fails")
	}
	if heard, err := os.ReadFile(filepath.Join(dir, "heard")); err != nil || !bytes.Equal(heard, PCM(Saved)) {
		t.Errorf("it was given %d bytes, %v", len(heard), err)
	}
	t.Setenv("PATH", t.TempDir())
	if NewPlayer().Able() {
		t.Error("able to play without a program")
	}
}
