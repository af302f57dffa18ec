package db

import (
	"maps"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// memo keeps, for the life of one transaction, what every packet of a group asks for
// anew, the people, phases and rules that it is judged by, and what was read ahead.
type memo struct {
	staff   map[string][]Staff
	outlets map[string]enrol.Settings
	phases  map[string][]enrol.Phase
	config  map[string]string
	keys    map[string][]enrol.VerifyKey
	former  map[string][]Former

	// Read ahead, and dropped by whoever changes it; nil: there is none.
	cases     map[string]*Case
	residents map[enrol.NIK]*Resident
	accounts  map[enrol.NIK]*Account
	approved  map[between]bool
}

// between is what ApprovedBetween is asked.
type between struct {
	nik         enrol.NIK
	from, until time.Time
}

// forget is for whoever changes any of it.
func (t *Tx) forget() { t.memo = memo{} }

// forgetCase is for who adds a case of a resident.
func (m *memo) forgetCase(id string, n enrol.NIK) {
	delete(m.cases, id)
	maps.DeleteFunc(m.approved, func(b between, _ bool) bool { return b.nik == n })
}

// remember answers list[key], loading it the first time.
func remember[K comparable, T any](list *map[K]T, key K, load func() (T, error)) (T, error) {
	if v, ok := (*list)[key]; ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	keep(list, key, v)
	return v, nil
}

func keep[K comparable, T any](list *map[K]T, key K, v T) {
	if *list == nil {
		*list = map[K]T{}
	}
	(*list)[key] = v
}

// ahead answers what was read ahead, and where nothing was, loads it.
func ahead[K comparable, T any](list map[K]*T, key K, op string, load func() (T, error)) (T, error) {
	v, ok := list[key]
	switch {
	case !ok:
		return load()
	case v == nil:
		var none T
		return none, enrol.NewError(enrol.CodeNotFound, op)
	}
	return *v, nil
}
