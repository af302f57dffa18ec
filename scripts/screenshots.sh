#!/usr/bin/env bash
# Takes a picture of every screen in both languages on a virtual display, and keeps them in
# docs/screenshots: of made-up cases, and of one resident whom the real programs serve.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/deps.sh display
# All are taken before any is replaced.
for lang in id en; do
	rm -rf "out/screenshots/$lang"
	env -u DISPLAY -u WAYLAND_DISPLAY bin/gallery --show bin/show --lang "$lang" --out "out/screenshots/$lang"
done
rm -rf out/screenshots/lane
env -u DISPLAY -u WAYLAND_DISPLAY bin/demo --camera demo: --lang id --residents 1 --out out/screenshots/lane

# keep PICTURE NAME: two hundred colours are enough for screens, and a third of the size.
keep() { convert "$1" +dither -colors 200 -strip -define png:compression-level=9 "docs/screenshots/$2.png"; }

mkdir -p docs/screenshots
rm -f docs/screenshots/*.png
for lang in id en; do
	for picture in "out/screenshots/$lang"/*.png; do
		keep "$picture" "$lang-$(basename "$picture" .png)"
	done
done
keep out/screenshots/lane/4-decide.png lane
