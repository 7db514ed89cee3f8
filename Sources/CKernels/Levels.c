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

/// strip[r·width + c] = x_c − shift_c; 0 for columns that are not there.
INLINE void interleave(const double *const *columns, const double *shifts, int32_t count, const int width,
                       int64_t start, int64_t rows, double *strip) {
    for (int c = 0; c < width; c++) {
        const double *x = columns && c < count ? columns[c] + start : NULL;
        const double shift = shifts ? shifts[c] : 0;
        if (x)
            for (int64_t r = 0; r < rows; r++) strip[r * width + c] = x[r] - shift;
        else
            for (int64_t r = 0; r < rows; r++) strip[r * width + c] = 0;
    }
}

/// The strip times the weights is added to the levels' sums, its weighted squares to `squares`.
INLINE void add_strip(const struct causal_effects *effects, const double *weights, const int width,
                      int64_t start, int64_t rows, double *strip, double *sums, double *squares) {
    double square[4] = {0};
    for (int64_t r = 0; r < rows; r++) {
        const double w = weights ? weights[start + r] : 1;
        for (int c = 0; c < width; c++) {
            const double x = strip[r * width + c];
            strip[r * width + c] = x * w;
            square[c] += x * x * w;
        }
    }
    for (int c = 0; c < width; c++) squares[c] += square[c];
    for (int32_t e = 0; e < effects->count; e++) {
        const int32_t *codes = effects->codes[e] + start;
        const double *values = effects->values[e] ? effects->values[e] + start : NULL;
        double *own = sums + effects->bases[e] * width;
        for (int64_t r = 0; r < rows; r++) {
            const double z = values ? values[r] : 1;
            for (int c = 0; c < width; c++) own[(int64_t)codes[r] * width + c] += strip[r * width + c] * z;
        }
    }
}

/// The strip less the levels' values.
INLINE void subtract(const struct causal_effects *effects, const double *levels, const int width,
                     int64_t start, int64_t rows, double *strip) {
    for (int32_t e = 0; e < effects->count; e++) {
        const int32_t *codes = effects->codes[e] + start;
        const double *values = effects->values[e] ? effects->values[e] + start : NULL;
        const double *own = levels + effects->bases[e] * width;
        for (int64_t r = 0; r < rows; r++) {
            const double z = values ? values[r] : 1;
            for (int c = 0; c < width; c++) strip[r * width + c] -= own[(int64_t)codes[r] * width + c] * z;
        }
    }
}

INLINE void store(double *const *out, int32_t count, const int width, int64_t start, int64_t rows,
                  const double *strip) {
    for (int c = 0; c < width && c < count; c++)
        for (int64_t r = 0; r < rows; r++) out[c][start + r] = strip[r * width + c];
}

INLINE void pass(const double *const *columns, const double *shifts, int32_t count, const int width,
                 const double *weights, const struct causal_effects *levels_at, const double *levels,
                 double *const *out, const struct causal_effects *sums_at, double *sums, double *squares,
                 int64_t from, int64_t to) {
    double strip[STRIP * 4];
    for (int64_t start = from; start < to; start += STRIP) {
        const int64_t rows = to - start < STRIP ? to - start : STRIP;
        interleave(columns, shifts, count, width, start, rows, strip);
        if (levels) subtract(levels_at, levels, width, start, rows, strip);
        if (out) store(out, count, width, start, rows, strip);
        if (sums) add_strip(sums_at, weights, width, start, rows, strip, sums, squares);
    }
}

CAUSAL_CLONES
void causal_level_pass(const double *const *columns, const double *shifts, int32_t count, int32_t width,
                       const double *weights, const struct causal_effects *levels_at, const double *levels,
                       double *const *out, const struct causal_effects *sums_at, double *sums,
                       double *squares, int64_t from, int64_t to) {
    switch (width) {
    case 1:
        pass(columns, shifts, count, 1, weights, levels_at, levels, out, sums_at, sums, squares, from, to);
        break;
    case 2:
        pass(columns, shifts, count, 2, weights, levels_at, levels, out, sums_at, sums, squares, from, to);
        break;
    default:
        pass(columns, shifts, count, 4, weights, levels_at, levels, out, sums_at, sums, squares, from, to);
    }
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
