package nice

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Spread gives each of this process's threads whose name begins with prefix (prctl(2), PR_SET_NAME) a
// processor of its own, and answers how many have one. The kernel wakes a thread where it last ran unless
// another processor is idle, and one that works for somebody of less priority is not: threads that share a
// job then stand in line for one processor beside one that they would get at once.
//
// It does so only where there are as many such threads as processors that this process may use; 0: elsewhere,
// where nothing is changed.
func Spread(prefix string) int {
	threads := named(prefix)
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil || len(threads) == 0 || may.Count() != len(threads) {
		return 0
	}
	spread, cpu := 0, -1
	for _, id := range threads {
		for cpu++; !may.IsSet(cpu); {
			cpu++
		}
		var own unix.CPUSet
		own.Set(cpu)
		if unix.SchedSetaffinity(id, &own) == nil {
			spread++
		}
	}
	return spread
}

// named are the ids of this process's threads with such a name.
func named(prefix string) (ids []int) {
	files, err := filepath.Glob("/proc/self/task/*/comm")
	if err != nil {
		return nil
	}
	for _, file := range files {
		name, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(name), prefix) {
			continue
		}
		if id, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
