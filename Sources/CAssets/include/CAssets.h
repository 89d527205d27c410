#ifndef CUTLOG_ASSETS_H
#define CUTLOG_ASSETS_H

#include <stddef.h>

/// Files that are compiled into the program: the inputs of the demo, by numbers from 0.
size_t cutlog_sample_count(void);

/// The name of a file.
const char *_Nonnull cutlog_sample_name(size_t number);

/// The first byte of a file; sets the length.
const unsigned char *_Nonnull cutlog_sample_bytes(size_t number, size_t *_Nonnull length);

/// The control packs, by numbers from 0.
size_t cutlog_pack_count(void);

/// The name of a pack.
const char *_Nonnull cutlog_pack_name(size_t number);

/// The first byte of a pack's document; sets the length.
const unsigned char *_Nonnull cutlog_pack_bytes(size_t number, size_t *_Nonnull length);

/// The programs in Python that an evidence pack carries, by numbers from 0.
size_t cutlog_tool_count(void);

/// The name of a program.
const char *_Nonnull cutlog_tool_name(size_t number);

/// The first byte of a program; sets the length.
const unsigned char *_Nonnull cutlog_tool_bytes(size_t number, size_t *_Nonnull length);

/// The parts of a report's page.
enum cutlog_page {
  /// The document with its slots.
  cutlog_page_frame,
  cutlog_page_style,
  /// All scripts in their order, as one.
  cutlog_page_script,
} __attribute__((enum_extensibility(closed)));

/// The first byte of a part; sets the length.
const unsigned char *_Nonnull cutlog_page_bytes(enum cutlog_page part, size_t *_Nonnull length);

#endif
