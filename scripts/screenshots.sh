#!/usr/bin/env bash
# Plays one resident in both languages on a virtual display and keeps the pictures in
# docs/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/deps.sh display
mkdir -p docs/screenshots
for lang in id en; do
	out=out/screenshots/$lang
	rm -rf "$out"
	env -u DISPLAY -u WAYLAND_DISPLAY bin/demo --camera demo: --lang "$lang" --residents 1 --out "$out"
	for picture in "$out"/*.png; do
		name=$(basename "$picture" .png)
		convert "$picture" -colors 192 -strip "docs/screenshots/$lang-${name#*-}.png"
	done
done
cp docs/screenshots/id-decide.png docs/screenshots/lane.png
