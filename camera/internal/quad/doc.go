// Package quad has what cards and papers have in common: corners in order, edges to look for them in, and the
// view from straight above. What is a card and what a paper, its callers find out.
package quad
