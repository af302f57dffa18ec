package face

import (
	"hash/fnv"
	"math"
)

// SeedOf is the number of the drawn person that a text stands for: the demonstration's
// two ends draw the same face for the same resident.
func SeedOf(text string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	return int64(h.Sum64() & math.MaxInt64)
}
