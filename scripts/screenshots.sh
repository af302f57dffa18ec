#!/usr/bin/env bash
# Takes a picture of every screen in both languages on a virtual display, and keeps them in
# docs/screenshots. The cases are made up: on a busy machine, or without face models, the
# demonstration's own would look other each time.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/deps.sh display
# All are taken before any is replaced.
for lang in id en; do
	rm -rf "out/screenshots/$lang"
	env -u DISPLAY -u WAYLAND_DISPLAY bin/gallery --show bin/show --lang "$lang" --out "out/screenshots/$lang"
done

# keep PICTURE NAME: two hundred colours are enough for screens, and a third of the size.
keep() { convert "$1" +dither -colors 200 -strip -define png:compression-level=9 "docs/screenshots/$2.png"; }

mkdir -p docs/screenshots
rm -f docs/screenshots/*.png
for lang in id en; do
	for picture in "out/screenshots/$lang"/*.png; do
		keep "$picture" "$lang-$(basename "$picture" .png)"
	done
done
cp docs/screenshots/id-decide.png docs/screenshots/lane.png
