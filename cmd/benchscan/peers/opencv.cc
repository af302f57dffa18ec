// OpenCV's QRCodeDetector as Debian has it. Debian builds it without the
// library that decodes (quirc): it finds codes but gives an empty text.
#include "peer.h"
#include <opencv2/core.hpp>
#include <opencv2/objdetect.hpp>

int main(int argc, char** argv) {
	cv::setNumThreads(1);
	cv::QRCodeDetector detector;
	return serve(argc, argv, "OpenCV " CV_VERSION, [&](Picture& p) {
		std::vector<std::string> texts;
		try {
			auto t = detector.detectAndDecode(cv::Mat(p.h, p.w, CV_8U, p.pix.data()));
			if (!t.empty()) texts.push_back(t);
		} catch (const cv::Exception&) {
		}
		return texts;
	});
}
