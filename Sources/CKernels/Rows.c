// Residuals and sums of scores.

#include "CKernels.h"
#include "Target.h"

#include <stddef.h>

/// Rows in a block of residuals: 4 KB, so that it stays in the first-level cache while columns run by.
#define BLOCK 512
/// Rows whose scores are laid side by side before they are added to their groups.
#define STRIP 64

typedef double four __attribute__((vector_size(32), aligned(8)));

CAUSAL_CLONES
void causal_residuals(const double *const *columns, int32_t k, const double *y, double intercept,
                      const double *coefficients, int64_t from, int64_t to, double *out) {
    for (int64_t start = from; start < to; start += BLOCK) {
        const int64_t rows = to - start < BLOCK ? to - start : BLOCK;
        double *restrict u = out + (start - from);
        if (y) for (int64_t r = 0; r < rows; r++) u[r] = y[start + r] - intercept;
        else for (int64_t r = 0; r < rows; r++) u[r] = -intercept;
        int32_t j = 0;
        for (; j + 4 <= k; j += 4) {
            const double *a = columns[j] + start, *b = columns[j + 1] + start;
            const double *c = columns[j + 2] + start, *d = columns[j + 3] + start;
            const double p = coefficients[j], q = coefficients[j + 1];
            const double s = coefficients[j + 2], t = coefficients[j + 3];
            for (int64_t r = 0; r < rows; r++) u[r] = u[r] - p * a[r] - q * b[r] - s * c[r] - t * d[r];
        }
        for (; j < k; j++) {
            const double *a = columns[j] + start;
            const double p = coefficients[j];
            for (int64_t r = 0; r < rows; r++) u[r] -= p * a[r];
        }
    }
}

int32_t causal_scores_stride(int32_t k, bool ones) { return (k + (ones ? 1 : 0) + 3) / 4 * 4; }

int64_t causal_scores_workspace(int32_t k, bool ones) {
    return (int64_t)STRIP * causal_scores_stride(k, ones);
}

static const double zeros[STRIP] = {0};

/// strip[r·stride + c] = factor[r]·(column_c[r] − shift_c) for four columns: 4 × 4 tiles are scaled and transposed.
static inline __attribute__((always_inline)) void lay_side_by_side(const double *const columns[4],
                                                                   const double shifts[4],
                                                                   const double *factor, int32_t rows,
                                                                   int32_t stride, double *strip) {
    int32_t r = 0;
    for (; r + 4 <= rows; r += 4) {
        const four f = *(const four *)(factor + r);
        const four a = f * (*(const four *)(columns[0] + r) - shifts[0]);
        const four b = f * (*(const four *)(columns[1] + r) - shifts[1]);
        const four c = f * (*(const four *)(columns[2] + r) - shifts[2]);
        const four d = f * (*(const four *)(columns[3] + r) - shifts[3]);
        const four low_ab = __builtin_shufflevector(a, b, 0, 4, 2, 6);
        const four high_ab = __builtin_shufflevector(a, b, 1, 5, 3, 7);
        const four low_cd = __builtin_shufflevector(c, d, 0, 4, 2, 6);
        const four high_cd = __builtin_shufflevector(c, d, 1, 5, 3, 7);
        double *out = strip + (int64_t)r * stride;
        *(four *)out = __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5);
        *(four *)(out + stride) = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
        *(four *)(out + 2 * stride) = __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7);
        *(four *)(out + 3 * stride) = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
    }
    for (; r < rows; r++)
        for (int c = 0; c < 4; c++) strip[(int64_t)r * stride + c] = factor[r] * (columns[c][r] - shifts[c]);
}

/// Adds each row of the strip to its group's sums.
static inline __attribute__((always_inline)) void add_rows(const double *strip, int32_t rows, int32_t stride,
                                                           const int32_t *codes, int32_t first,
                                                           int32_t count, double *sums) {
    for (int32_t r = 0; r < rows; r++) {
        // Unsigned, so that a code below `first` fails the test as well as one beyond the last.
        const uint32_t group = (uint32_t)codes[r] - (uint32_t)first;
        if (codes[r] < 0 || group >= (uint32_t)count) continue;
        double *sum = sums + (int64_t)group * stride;
        const double *score = strip + (int64_t)r * stride;
        for (int32_t j = 0; j < stride; j += 4) *(four *)(sum + j) += *(const four *)(score + j);
    }
}

CAUSAL_CLONES
void causal_grouped_scores(const double *const *columns, const double *shifts, int32_t k, bool ones,
                           const double *u, const double *weights, const int32_t *codes, int32_t first,
                           int32_t count, int64_t from, int64_t to, double *workspace, double *sums) {
    const int32_t stride = causal_scores_stride(k, ones), offset = ones ? 1 : 0;
    double factor[STRIP], one[STRIP];
    for (int r = 0; r < STRIP; r++) one[r] = 1;
    for (int64_t start = from; start < to; start += STRIP) {
        const int32_t rows = to - start < STRIP ? (int32_t)(to - start) : STRIP;
        for (int32_t r = 0; r < rows; r++) factor[r] = u[start - from + r];
        for (int32_t r = 0; weights && r < rows; r++) factor[r] *= weights[start + r];
        for (int32_t j = 0; j < stride; j += 4) {
            const double *quad[4];
            double quad_shifts[4];
            for (int32_t c = 0; c < 4; c++) {
                const int32_t column = j + c - offset;
                const bool is_own = column >= 0 && column < k;
                quad[c] = column < 0 ? one : is_own ? columns[column] + start : zeros;
                quad_shifts[c] = is_own && shifts ? shifts[column] : 0;
            }
            lay_side_by_side(quad, quad_shifts, factor, rows, stride, workspace + j);
        }
        // With a constant length of a row the loops over it unroll.
        const int32_t *own = codes + start;
        switch (stride) {
        case 4: add_rows(workspace, rows, 4, own, first, count, sums); break;
        case 8: add_rows(workspace, rows, 8, own, first, count, sums); break;
        case 12: add_rows(workspace, rows, 12, own, first, count, sums); break;
        case 16: add_rows(workspace, rows, 16, own, first, count, sums); break;
        default: add_rows(workspace, rows, stride, own, first, count, sums);
        }
    }
}

CAUSAL_CLONES
void causal_code_range(const int32_t *codes, int64_t from, int64_t to, int32_t *range) {
    // Read as unsigned, a negative code is larger than any other: the minimum needs no test.
    uint32_t low = UINT32_MAX;
    int32_t high = -1;
    for (int64_t i = from; i < to; i++) {
        const uint32_t code = (uint32_t)codes[i];
        low = code < low ? code : low;
        high = codes[i] > high ? codes[i] : high;
    }
    range[0] = low > (uint32_t)INT32_MAX ? INT32_MAX : (int32_t)low;
    range[1] = high;
}

CAUSAL_CLONES
void causal_row_forms(const double *const *columns, const double *shifts, int32_t k, bool ones,
                      const double *factors, const double *a, int64_t from, int64_t to, double *out) {
    enum { rows_at_once = 256 };
    const int32_t order = k + (ones ? 1 : 0), first = ones ? 1 : 0;
    for (int64_t start = from; start < to; start += rows_at_once) {
        const int64_t rows = to - start < rows_at_once ? to - start : rows_at_once;
        double *restrict form = out + (start - from);
        for (int64_t r = 0; r < rows; r++) form[r] = 0;
        for (int32_t j = 0; j < order; j++) {
            // z_j (A_jj z_j + 2 Σ_{i<j} A_ij z_i)
            const double *x = j < first ? NULL : columns[j - first] + start;
            const double shift = j < first || !shifts ? 0 : shifts[j - first];
            double inner[rows_at_once];
            const double own = a[j + (int64_t)j * order];
            for (int64_t r = 0; r < rows; r++) inner[r] = own * (x ? x[r] - shift : 1);
            for (int32_t i = 0; i < j; i++) {
                const double *z = i < first ? NULL : columns[i - first] + start;
                const double less = i < first || !shifts ? 0 : shifts[i - first];
                const double twice = 2 * a[i + (int64_t)j * order];
                if (z)
                    for (int64_t r = 0; r < rows; r++) inner[r] += twice * (z[r] - less);
                else
                    for (int64_t r = 0; r < rows; r++) inner[r] += twice;
            }
            for (int64_t r = 0; r < rows; r++) form[r] += inner[r] * (x ? x[r] - shift : 1);
        }
        if (factors)
            for (int64_t r = 0; r < rows; r++) form[r] *= factors[start + r];
    }
}
