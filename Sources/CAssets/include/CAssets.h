#ifndef CUTLOG_ASSETS_H
#define CUTLOG_ASSETS_H

#include <stddef.h>

/// Files that are compiled into the program. Each function gives the first byte and sets the length.
const unsigned char *_Nonnull cutlog_sample_events(size_t *_Nonnull length);
const unsigned char *_Nonnull cutlog_sample_plan(size_t *_Nonnull length);

#endif
