#include "shim.h"

#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>

struct gerai_net {
    cv::dnn::Net net;
    std::vector<cv::String> names;
    std::vector<cv::Mat> outs;
};

static void say(char *err, size_t size, const char *text) {
    if (size == 0) return;
    std::strncpy(err, text, size - 1);
    err[size - 1] = 0;
}

extern "C" void gerai_threads(int n) { cv::setNumThreads(n); }

extern "C" int gerai_net_load(const void *data, size_t size, const char *names, gerai_net **out, char *err, size_t errsize) {
    gerai_net *n = nullptr;
    try {
        n = new gerai_net;
        n->net = cv::dnn::readNetFromONNX(static_cast<const char *>(data), size);
        if (n->net.empty()) throw std::runtime_error("empty network");
        n->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        n->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        std::istringstream words(names);
        for (std::string w; words >> w;) n->names.push_back(w);
        if (n->names.empty()) n->names = n->net.getUnconnectedOutLayersNames();
        *out = n;
        return 0;
    } catch (const std::exception &e) {
        say(err, errsize, e.what());
    } catch (...) {
        say(err, errsize, "unknown exception");
    }
    delete n;
    return 1;
}

extern "C" int gerai_net_run(gerai_net *n, const float *blob, int channels, int height, int width, char *err, size_t errsize) {
    try {
        const int shape[] = {1, channels, height, width};
        cv::Mat in(4, shape, CV_32F, const_cast<float *>(blob));
        n->net.setInput(in); // copies
        n->net.forward(n->outs, n->names);
        for (auto &m : n->outs)
            if (m.depth() != CV_32F || !m.isContinuous()) throw std::runtime_error("output is not plain float32");
        return 0;
    } catch (const std::exception &e) {
        say(err, errsize, e.what());
    } catch (...) {
        say(err, errsize, "unknown exception");
    }
    return 1;
}

extern "C" int gerai_net_outputs(gerai_net *n) { return static_cast<int>(n->outs.size()); }

extern "C" const float *gerai_net_output(gerai_net *n, int i, size_t *length) {
    *length = n->outs[i].total() * n->outs[i].channels();
    return n->outs[i].ptr<float>();
}

extern "C" void gerai_net_free(gerai_net *n) { delete n; }
