// zbar as Debian has it, default options, QR codes only.
#include "peer.h"
#include <zbar.h>

int main(int argc, char** argv) {
	unsigned major = 0, minor = 0, patch = 0;
	zbar::zbar_version(&major, &minor, &patch);
	std::string name = "zbar " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
	zbar::ImageScanner scanner;
	scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
	scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
	return serve(argc, argv, name, [&](Picture& p) {
		std::vector<std::string> texts;
		zbar::Image img(p.w, p.h, "Y800", p.pix.data(), p.pix.size());
		scanner.scan(img);
		for (auto s = img.symbol_begin(); s != img.symbol_end(); ++s) texts.push_back(s->get_data());
		img.set_data(nullptr, 0);
		return texts;
	});
}
