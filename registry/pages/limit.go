package pages

import (
	"time"

	"github.com/gerai-ikd/gerai/registry/web"
)

// Limit is how many forms one address may send. Zero values of both fields switch to
// DefaultLimit.
type Limit = web.Limit

// DefaultLimit leaves room for a school or a mobile carrier behind one address; wrong
// secrets are counted by the registry, account by account.
var DefaultLimit = Limit{Burst: 240, Every: 250 * time.Millisecond}
