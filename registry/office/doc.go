// Package office serves the pages of the registry's own staff: outlets and devices,
// people, phases and limits, residents and their accounts, and the programme's
// figures. They have a log-in of their own and belong on an address that the public
// does not reach. The pages are plain HTML with one style sheet and no script.
package office
