#!/usr/bin/env bash
# Installs what is missing of scripts/packages.txt, and nothing else, saying what and
# why. Usage: scripts/deps.sh PURPOSE...   (build run test bench)
# As root or through sudo. A package that this release does not have is said and left
# out: what needs it skips, and says so too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
wanted=" $* "

# No pipe into grep -q here: it ends at the first match, and under pipefail the program
# before it is then a failure, now and then.
provided=" $(dpkg-query -W -f='${Provides}, ' 2>/dev/null | sed 's/([^)]*)//g; s/,/ /g') "
missing=()
while IFS='|' read -r name purpose why; do
	name=${name// /} purpose=${purpose// /}
	[[ -z $name || $name == \#* || $wanted != *" $purpose "* ]] && continue
	status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
	[[ $status == installed ]] && continue
	# A virtual package (renamed in a later release) counts when something provides it.
	if [[ -z $status && $provided == *" $name "* ]]; then
		continue
	fi
	missing+=("$name")
	printf 'missing: %-18s %s\n' "$name" "${why# }"
done <"$here/packages.txt"

[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
	command -v sudo >/dev/null || { echo "These packages are missing and this is neither root nor is there sudo: ${missing[*]}" >&2; exit 1; }
	as_root=(sudo)
fi
command -v apt-get >/dev/null || { echo "No apt-get here. Install by hand: ${missing[*]}" >&2; exit 1; }
echo "installing ${#missing[@]} packages with apt-get; sudo may ask for your password"
"${as_root[@]}" apt-get update -qq || { echo "apt-get can't reach its servers. Install by hand: ${missing[*]}" >&2; exit 1; }
known=()
for name in "${missing[@]}"; do
	policy=$(apt-cache policy "$name" 2>/dev/null)
	if [[ $policy == *"Candidate: "[^\(]* ]]; then
		known+=("$name")
	else
		echo "NOT AVAILABLE in this release: $name" >&2
	fi
done
[[ ${#known[@]} -eq 0 ]] && exit 0
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${known[@]}" >/dev/null
