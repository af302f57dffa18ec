package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pointer lies behind a screen and feels the mouse and the finger wherever nothing else
// does. What lies over it, fields and buttons, says so by itself or by its leaving.
type pointer struct {
	widget.BaseWidget
	felt func()
}

var (
	_ desktop.Hoverable = (*pointer)(nil)
	_ fyne.Tappable     = (*pointer)(nil)
)

func newPointer(felt func()) *pointer {
	p := &pointer{felt: felt}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *pointer) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout()) // nothing to paint
}

// Tapped implements fyne.Tappable.
func (p *pointer) Tapped(*fyne.PointEvent) { p.felt() }

// MouseIn implements desktop.Hoverable.
func (p *pointer) MouseIn(*desktop.MouseEvent) { p.felt() }

// MouseMoved implements desktop.Hoverable.
func (p *pointer) MouseMoved(*desktop.MouseEvent) { p.felt() }

// MouseOut implements desktop.Hoverable.
func (p *pointer) MouseOut() { p.felt() }
