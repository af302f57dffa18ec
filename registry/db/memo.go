package db

import "github.com/gerai-ikd/gerai/enrol"

// memo keeps, for the life of one transaction, what every packet of a group asks for
// anew: the people, phases and rules that it is judged by.
type memo struct {
	staff  map[string][]Staff
	phases map[string][]enrol.Phase
	config map[string]string
	keys   map[string][]enrol.VerifyKey
}

// forget is for whoever changes any of it.
func (t *Tx) forget() { t.memo = memo{} }

// remember answers list[key], loading it the first time.
func remember[T any](list *map[string]T, key string, load func() (T, error)) (T, error) {
	if v, ok := (*list)[key]; ok {
		return v, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	if *list == nil {
		*list = map[string]T{}
	}
	(*list)[key] = v
	return v, nil
}
