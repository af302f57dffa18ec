// What the peers share: reading PGM files, processor time, answers. See peer.go
// for the protocol.
#pragma once
#include <unistd.h>
#include <ctime>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

struct Picture {
	int w = 0, h = 0;
	std::vector<uint8_t> pix;
};

inline Picture load(const std::string& path) {
	Picture p;
	std::ifstream in(path, std::ios::binary);
	std::string magic;
	int max = 0;
	in >> magic >> p.w >> p.h >> max;
	in.get();
	p.pix.resize(size_t(p.w) * p.h);
	in.read(reinterpret_cast<char*>(p.pix.data()), p.pix.size());
	return p;
}

inline double cpu() {
	timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

// answers go to the real standard output; what a library prints there goes to
// standard error instead.
inline FILE* answers() {
	static FILE* out = [] {
		FILE* f = fdopen(dup(1), "w");
		dup2(2, 1);
		return f;
	}();
	return out;
}

inline void answer(double ms, const std::vector<std::string>& texts) {
	std::fprintf(answers(), "%.3f", ms);
	for (const auto& t : texts) {
		std::fputc(' ', answers());
		for (unsigned char c : t) std::fprintf(answers(), "%02x", c);
	}
	std::fputc('\n', answers());
}

// serve times read, a function from picture to texts, on every file named on
// standard input. The first picture is read once before, to fill the caches.
template <class Read>
int serve(int argc, char** argv, const std::string& name, Read read) {
	if (argc > 1 && std::string(argv[1]) == "--version") {
		std::cout << name << std::endl;
		return 0;
	}
	answers();
	std::string path;
	bool first = true;
	while (std::getline(std::cin, path)) {
		Picture p = load(path);
		if (first) read(p);
		first = false;
		double from = cpu();
		auto texts = read(p);
		double ms = cpu() - from;
		answer(ms, texts);
	}
	std::fflush(answers());
	return 0;
}
