// Sums by level of several factors, and what levels' values leave of columns.
//
// Up to four columns at once: their values for a level stand side by side, so that a row costs one access
// for each factor, whatever the number of columns.

#include "CKernels.h"
#include "Target.h"

#include <stddef.h>

/// Rows at once: a strip of four columns (8 KB) stays in the first-level cache.
#define STRIP 256
#define INLINE static inline __attribute__((always_inline))

#define WIDTH 1
#include "LevelPasses.h"
#define WIDTH 2
#include "LevelPasses.h"
#define WIDTH 4
#include "LevelPasses.h"

void causal_level_pass(const double *const *columns, const double *shifts, int32_t count, int32_t width,
                       const double *weights, const struct causal_effects *levels_at, const double *levels,
                       double *const *out, const struct causal_effects *sums_at, double *sums,
                       double *squares, int64_t from, int64_t to) {
    (width == 1 ? pass1 : width == 2 ? pass2 : pass4)(columns, shifts, count, weights, levels_at, levels, out,
                                                     sums_at, sums, squares, from, to);
}

// Vectors of conjugate gradients: one number for each level and column.

CAUSAL_CLONES
void causal_columns_dot(const double *a, const double *b, int64_t count, int32_t width, double *out) {
    double sums[4] = {0};
    if (width == 4)
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < 4; c++) sums[c] += a[i * 4 + c] * b[i * 4 + c];
    else
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < width; c++) sums[c] += a[i * width + c] * b[i * width + c];
    for (int c = 0; c < width; c++) out[c] = sums[c];
}

CAUSAL_CLONES
void causal_columns_add(const double *x, const double *factors, int64_t count, int32_t width, double *y) {
    if (width == 4)
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < 4; c++) y[i * 4 + c] += factors[c] * x[i * 4 + c];
    else
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < width; c++) y[i * width + c] += factors[c] * x[i * width + c];
}

CAUSAL_CLONES
void causal_columns_scale(const double *x, const double *diagonal, int64_t count, int32_t width, double *y) {
    if (width == 4)
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < 4; c++) y[i * 4 + c] = x[i * 4 + c] * diagonal[i];
    else
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < width; c++) y[i * width + c] = x[i * width + c] * diagonal[i];
}

CAUSAL_CLONES
void causal_columns_turn(const double *x, const double *factors, int64_t count, int32_t width, double *y) {
    if (width == 4)
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < 4; c++) y[i * 4 + c] = x[i * 4 + c] + factors[c] * y[i * 4 + c];
    else
        for (int64_t i = 0; i < count; i++)
            for (int c = 0; c < width; c++) y[i * width + c] = x[i * width + c] + factors[c] * y[i * width + c];
}
