// The processor's instructions for SHA-256 wait for one another: of two messages at once, one's run while the other's wait,
// so that a block of each takes little longer than a block of one.

#include "CSHA256.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define WITH_INSTRUCTIONS __attribute__((target("sha,sse4.1,ssse3")))
#define ONE_OF_A_PAIR WITH_INSTRUCTIONS __attribute__((always_inline)) static inline

static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool cutlog_sha256_has_pairs(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return false;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

// A state as the instructions want it: the words A, B, E, F from the highest to the lowest, and C, D, G, H.
typedef struct {
  __m128i abef, cdgh;
} State;

ONE_OF_A_PAIR State load(const uint32_t *words) {
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)words), 0xB1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(words + 4)), 0x1B);
  return (State){_mm_alignr_epi8(badc, efgh, 8), _mm_blend_epi16(efgh, badc, 0xF0)};
}

ONE_OF_A_PAIR void store(State state, uint32_t *words) {
  __m128i feba = _mm_shuffle_epi32(state.abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)words, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(words + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// The words of a block, four in each of `schedule`.
ONE_OF_A_PAIR void begin(__m128i schedule[4], const uint8_t *block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (int part = 0; part < 4; part++)
    schedule[part] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(block + 16 * part)), big_endian);
}

// Four rounds with the next four words of the schedule, then the four words that take their place.
ONE_OF_A_PAIR void four_rounds(State *state, __m128i schedule[4], int four) {
  __m128i words = schedule[four & 3];
  __m128i added = _mm_add_epi32(words, _mm_load_si128((const __m128i *)(constants + 4 * four)));
  state->cdgh = _mm_sha256rnds2_epu32(state->cdgh, state->abef, added);
  state->abef = _mm_sha256rnds2_epu32(state->abef, state->cdgh, _mm_shuffle_epi32(added, 0x0E));
  if (four >= 12) return;
  __m128i later = schedule[(four + 3) & 3];
  __m128i sums = _mm_add_epi32(
      _mm_sha256msg1_epu32(words, schedule[(four + 1) & 3]), _mm_alignr_epi8(later, schedule[(four + 2) & 3], 4));
  schedule[four & 3] = _mm_sha256msg2_epu32(sums, later);
}

WITH_INSTRUCTIONS void cutlog_sha256_compress_pair(
    uint32_t *_Nonnull first, const uint8_t *_Nonnull first_blocks, uint32_t *_Nonnull second, const uint8_t *_Nonnull second_blocks,
    size_t count) {
  State one = load(first), other = load(second);
  for (; count > 0; count--, first_blocks += 64, second_blocks += 64) {
    State one_before = one, other_before = other;
    __m128i one_schedule[4], other_schedule[4];
    begin(one_schedule, first_blocks);
    begin(other_schedule, second_blocks);
#pragma clang loop unroll(full)
    for (int four = 0; four < 16; four++) {
      four_rounds(&one, one_schedule, four);
      four_rounds(&other, other_schedule, four);
    }
    one = (State){_mm_add_epi32(one.abef, one_before.abef), _mm_add_epi32(one.cdgh, one_before.cdgh)};
    other = (State){_mm_add_epi32(other.abef, other_before.abef), _mm_add_epi32(other.cdgh, other_before.cdgh)};
  }
  store(one, first);
  store(other, second);
}

#else

bool cutlog_sha256_has_pairs(void) { return false; }

void cutlog_sha256_compress_pair(
    uint32_t *_Nonnull first, const uint8_t *_Nonnull first_blocks, uint32_t *_Nonnull second, const uint8_t *_Nonnull second_blocks,
    size_t count) {}

#endif
