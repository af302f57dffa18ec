package enrol

// Filter is which items a query is about.
type Filter string

// The filters of the queue and the history.
const (
	FilterAll       Filter = ""
	FilterPending   Filter = "pending"   // not answered yet, or refused and nobody has looked after it
	FilterToday     Filter = "today"     // decided on the day of Query.Now
	FilterMine      Filter = "mine"      // decided by Query.Operator
	FilterAttention Filter = "attention" // a person has to look: held, refused, or Backlog.Codes; what Backlog.Attention counts
	FilterHeld      Filter = "held"      // cannot be sent as they are
	FilterRefused   Filter = "refused"   // by the registry, and nobody has looked after it
	FilterMail      Filter = "mail"      // whose code bounced, expired, or was not used yet
)

// Filters lists those that staff are offered, in their order.
var Filters = []Filter{FilterPending, FilterAll, FilterToday, FilterMine, FilterAttention, FilterRefused, FilterMail}
