package main

import (
	"time"

	"github.com/gerai-ikd/gerai/sync"
)

// line is the configuration of a metered line:
//
//	[line]
//	kb_per_second = 20
//	from = "18:00"
//	until = "06:00"
type line struct {
	KBPerSecond int   `toml:"kb_per_second"` // deliveries, on average; 0: no limit
	From        clock `toml:"from"`          // hours of deliveries; both empty: all day
	Until       clock `toml:"until"`
}

func (l line) limit() sync.Limit {
	return sync.Limit{BytesPerSecond: max(0, l.KBPerSecond) << 10, From: l.From.Duration, Until: l.Until.Duration}
}

// clock reads "18:00" as the time since midnight.
type clock struct{ time.Duration }

// UnmarshalText is for the TOML decoder.
func (c *clock) UnmarshalText(text []byte) error {
	t, err := time.Parse("15:04", string(text))
	if err != nil {
		return err
	}
	c.Duration = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	return nil
}
