// zxing-cpp as Debian has it, default options, QR codes only.
#define ZX_USE_UTF8 // text() is a std::string, as in later releases
#include "peer.h"
#include <ZXing/ReadBarcode.h>
#include <ZXing/ZXVersion.h>

int main(int argc, char** argv) {
	using namespace ZXing;
	DecodeHints hints;
	hints.setFormats(BarcodeFormat::QRCode);
	std::string name = "zxing-cpp " + std::to_string(ZXING_VERSION_MAJOR) + "." + std::to_string(ZXING_VERSION_MINOR) + "." + std::to_string(ZXING_VERSION_PATCH);
	return serve(argc, argv, name, [&](Picture& p) {
		std::vector<std::string> texts;
		auto r = ReadBarcode({p.pix.data(), p.w, p.h, ImageFormat::Lum}, hints);
		if (r.isValid()) {
			texts.push_back(r.text());
			texts.push_back(std::string(r.bytes().begin(), r.bytes().end()));
		}
		return texts;
	});
}
