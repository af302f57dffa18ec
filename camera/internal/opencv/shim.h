#ifndef GERAI_OPENCV_SHIM_H
#define GERAI_OPENCV_SHIM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gerai_net gerai_net;

void gerai_threads(int n);

/* Each answers 0, or another number with a message in err. No exception leaves them. */
int gerai_net_load(const void *data, size_t size, const char *names, gerai_net **out, char *err, size_t errsize);
int gerai_net_run(gerai_net *net, const float *blob, int channels, int height, int width, char *err, size_t errsize);

int gerai_net_outputs(gerai_net *net);
const float *gerai_net_output(gerai_net *net, int i, size_t *length);
void gerai_net_free(gerai_net *net);

#ifdef __cplusplus
}
#endif
#endif
