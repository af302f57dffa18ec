#!/bin/bash
# Runs every fuzz test of the project, one after the other, for FUZZTIME each.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${FUZZTIME:-60s}
status=0
while IFS=: read -r file line; do
	name=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
	echo "== $(dirname "$file") $name"
	go test -tags migrated_fynedo -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 1x "./$(dirname "$file")" || status=1
done < <(git ls-files -co --exclude-standard '*_test.go' | sort | xargs grep -HE '^func Fuzz[A-Za-z0-9_]*\(')
exit $status
