#!/usr/bin/env bash
# Starts the demonstration that make run promises. Arguments go to it, see
# bin/demo --help.
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} ]]; then
	scripts/deps.sh display
fi
exec bin/demo "$@"
