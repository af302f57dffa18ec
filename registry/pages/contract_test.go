package pages

import "github.com/gerai-ikd/gerai/registry"

// The real registry is what the pages need.
var _ Residents = (*registry.Service)(nil)
