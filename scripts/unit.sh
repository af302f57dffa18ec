#!/usr/bin/env bash
# The unit tests, for make unit. The race detector makes the scanner's arithmetic and the
# drawing of whole screens and papers ten times slower: those run without it as a whole,
# and with it in part. What needs a clean display of its own and real time runs in e2e.
# One line a package, the last of what failed, and at the end what was skipped, with why;
# the whole stays in out/unit.log. Usage: scripts/unit.sh TAGS
set -uo pipefail
tags=$1
mkdir -p out
rm -f out/unit*.log
failed=0

# A program with the race detector sleeps for a second when it ends, unless told otherwise:
# hundreds of tests start one.
export GORACE=${GORACE:-atexit_sleep_ms=10}

# Some tests mostly wait, for a lease to lapse or a page to ask again: more than one a
# processor run side by side.
go_test() { go test -v -parallel 4 -tags "$tags" -timeout 30m "$@" 2>&1; }

most=$(go list -tags "$tags" ./... | grep -v -e /internal/e2e -e '/scanner$' -e '/ui$' -e '/camera/paper$') || exit 1
# shellcheck disable=SC2086 # one word a package
go_test -race $most | tee out/unit-race.log | awk -f scripts/testlog.awk || failed=1

# What is left keeps one processor busy each: two at once.
{
	go_test ./ui ./scanner ./camera/paper && go test -v -tags "$tags matprofile" -timeout 30m -run EveryMat ./camera/... 2>&1
} >out/unit-drawn.log &
drawn=$!
{
	# Another run beside it draws the pictures.
	UI_PICTURES=none go_test -race -skip 'Screens|Sizes|Pages|Fit|Tour|Keys|Keyboard|Corner|Form|Read|Fault|Actions|Touched|PIN|LargeText' ./ui &&
		go_test -race -run 'Easy|Votes|DecodeFile|Fuzz' ./scanner
} >out/unit-parts.log &
parts=$!
for part in "$drawn:out/unit-drawn.log" "$parts:out/unit-parts.log"; do
	wait "${part%%:*}" || failed=1
	awk -f scripts/testlog.awk "${part#*:}"
done
cat out/unit-race.log out/unit-drawn.log out/unit-parts.log >out/unit.log
rm -f out/unit-race.log out/unit-drawn.log out/unit-parts.log
exit "$failed"
