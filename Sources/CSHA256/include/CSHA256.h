#ifndef CUTLOG_SHA256_H
#define CUTLOG_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor can compress two messages at once. Asking costs some microseconds; the answer doesn't change.
bool cutlog_sha256_has_pairs(void);

/// Compresses `count` blocks of 64 bytes of each of two messages (FIPS 180-4 section 6.2.2).
///
/// A state is its eight words, A to H. To be called only where `cutlog_sha256_has_pairs` is true.
void cutlog_sha256_compress_pair(
    uint32_t *_Nonnull first, const uint8_t *_Nonnull first_blocks, uint32_t *_Nonnull second, const uint8_t *_Nonnull second_blocks,
    size_t count);

#endif
