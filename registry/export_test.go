package registry

// HoldDesk takes the one turn of log-ins at the office.
func (s *Service) HoldDesk() (leave func(), waiting func() int64) {
	s.desk.slots <- struct{}{}
	return s.desk.leave, s.desk.waiting.Load
}
