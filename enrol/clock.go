package enrol

// ClockTrust tells how far a counter's time can be relied on.
type ClockTrust string

// How far the time can be relied on. Only a sure time ends what runs out for good; with a
// wrong one no case begins.
const (
	ClockSure  ClockTrust = "sure"  // the registry told it since this PC came up
	ClockGuess ClockTrust = "guess" // the registry has not told it; the PC's clock is believed
	ClockWrong ClockTrust = "wrong" // the PC's clock is before what the registry said last
)
