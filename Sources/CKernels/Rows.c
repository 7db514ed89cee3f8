// Residuals and sums of scores.

#include "CKernels.h"
#include "Target.h"

#include <stddef.h>
#include <string.h>

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
        for (int64_t r = 0; r < rows; r++) u[r] = y[start + r] - intercept;
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
    return (int64_t)STRIP * (causal_scores_stride(k, ones) + 1);
}

CAUSAL_CLONES
void causal_grouped_scores(const double *const *columns, int32_t k, bool ones, const double *u,
                           const double *weights, const int32_t *codes, int32_t first, int32_t count,
                           int64_t from, int64_t to, double *workspace, double *sums) {
    const int32_t stride = causal_scores_stride(k, ones), offset = ones ? 1 : 0;
    double *restrict factor = workspace, *restrict strip = workspace + STRIP;
    memset(workspace, 0, (size_t)causal_scores_workspace(k, ones) * sizeof(double));
    for (int64_t start = from; start < to; start += STRIP) {
        const int32_t rows = to - start < STRIP ? (int32_t)(to - start) : STRIP;
        for (int32_t r = 0; r < rows; r++)
            factor[r] = weights ? u[start - from + r] * weights[start + r] : u[start - from + r];
        if (ones)
            for (int32_t r = 0; r < rows; r++) strip[r * stride] = factor[r];
        for (int32_t j = 0; j < k; j++) {
            const double *x = columns[j] + start;
            double *place = strip + offset + j;
            for (int32_t r = 0; r < rows; r++) place[r * stride] = factor[r] * x[r];
        }
        for (int32_t r = 0; r < rows; r++) {
            // Unsigned, so that a code below `first` fails the test as well as one beyond the last.
            const uint32_t group = (uint32_t)codes[start + r] - (uint32_t)first;
            if (codes[start + r] < 0 || group >= (uint32_t)count) continue;
            double *sum = sums + (int64_t)group * stride;
            const double *score = strip + r * stride;
            for (int32_t j = 0; j < stride; j += 4) *(four *)(sum + j) += *(const four *)(score + j);
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
void causal_row_forms(const double *const *columns, int32_t k, bool ones, const double *factors,
                      const double *a, int64_t from, int64_t to, double *out) {
    enum { rows_at_once = 256 };
    const int32_t order = k + (ones ? 1 : 0);
    for (int64_t start = from; start < to; start += rows_at_once) {
        const int64_t rows = to - start < rows_at_once ? to - start : rows_at_once;
        double *restrict form = out + (start - from);
        for (int64_t r = 0; r < rows; r++) form[r] = 0;
        for (int32_t j = 0; j < order; j++) {
            // z_j (A_jj z_j + 2 Σ_{i<j} A_ij z_i)
            const double *x = ones ? (j ? columns[j - 1] + start : NULL) : columns[j] + start;
            double inner[rows_at_once];
            const double own = a[j + (int64_t)j * order];
            for (int64_t r = 0; r < rows; r++) inner[r] = own * (x ? x[r] : 1);
            for (int32_t i = 0; i < j; i++) {
                const double *z = ones ? (i ? columns[i - 1] + start : NULL) : columns[i] + start;
                const double twice = 2 * a[i + (int64_t)j * order];
                if (z)
                    for (int64_t r = 0; r < rows; r++) inner[r] += twice * z[r];
                else
                    for (int64_t r = 0; r < rows; r++) inner[r] += twice;
            }
            for (int64_t r = 0; r < rows; r++) form[r] += inner[r] * (x ? x[r] : 1);
        }
        if (factors)
            for (int64_t r = 0; r < rows; r++) form[r] *= factors[start + r];
    }
}
