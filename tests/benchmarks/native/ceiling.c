/* The loops of ../participants/yardstick.ts in C: reads a number of turns a line, runs them, answers with a line. */

#include <stdio.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
typedef __m128 vector;
#define ADD _mm_add_ps
#define MULTIPLY _mm_mul_ps
#define MULTIPLY_ADD _mm_fmadd_ps
#define SPLAT _mm_set1_ps
#elif defined(__aarch64__)
#include <arm_neon.h>
typedef float32x4_t vector;
#define ADD vaddq_f32
#define MULTIPLY vmulq_f32
#define MULTIPLY_ADD(a, b, c) vfmaq_f32(c, a, b)
#define SPLAT vdupq_n_f32
#else
#error "no 128-bit registers known here"
#endif

enum { SUMS = 12, UNROLLED = 8 };

/* The compiler must neither join turns nor drop them: the sums pass through registers it may not look into. */
#if defined(__x86_64__)
#define OPAQUE(v) __asm__ volatile("" : "+x"(v))
#else
#define OPAQUE(v) __asm__ volatile("" : "+w"(v))
#endif

#define LOOP(STEP)                                         \
  for (long turn = 0; turn < turns; turn++) {              \
    _Pragma("GCC unroll 8") for (int r = 0; r < UNROLLED; r++) { \
      _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) {  \
        STEP;                                              \
        OPAQUE(sum[i]);                                    \
      }                                                    \
    }                                                      \
  }

int main(int count, char **words) {
  int fused = count > 1 && atoi(words[1]) == 1;
  long turns;
  vector factor = SPLAT(0.5f);
  OPAQUE(factor);
  while (scanf("%ld", &turns) == 1) {
    vector sum[SUMS];
    for (int i = 0; i < SUMS; i++) sum[i] = SPLAT(0.0f);
    if (fused) {
      LOOP(sum[i] = MULTIPLY_ADD(factor, factor, sum[i]))
    } else {
      LOOP(sum[i] = ADD(MULTIPLY(sum[i], factor), factor))
    }
    for (int i = 1; i < SUMS; i++) sum[0] = ADD(sum[0], sum[i]);
    float lanes[4];
    __builtin_memcpy(lanes, &sum[0], sizeof lanes);
    printf("%g\n", lanes[0]);
    fflush(stdout);
  }
  return 0;
}
