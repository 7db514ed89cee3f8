// Sums that carry their rounding errors along (Ogita, Rump & Oishi 2005): a value is a high and a low part.
//
// The exact error of a sum of two doubles is found by Knuth's six operations, that of a product by a fused
// multiply-add. Sums run in the eight lanes of a vector; rows that do not fill one go one by one.

#include "CKernels.h"
#include "Target.h"

#include <stddef.h>

#define LANES 8
/// Rows whose doubled residuals are held at once.
#define BLOCK 256

typedef double vector __attribute__((vector_size(8 * LANES), aligned(8)));

/// (high, low) += (value, error), exact but for the rounding of the low part; for doubles and vectors.
#define ADD(high, low, value, error)                                                                         \
    do {                                                                                                     \
        const __typeof__(high) value_ = (value), old_ = (high), total_ = old_ + value_;                      \
        const __typeof__(high) share_ = total_ - old_;                                                       \
        (low) += ((old_ - (total_ - share_)) + (value_ - share_)) + (error);                                 \
        (high) = total_;                                                                                     \
    } while (0)

/// What rounding took from a product.
#define PRODUCT_ERROR(a, b, product) __builtin_elementwise_fma(a, b, -(product))

#define LOAD(address) (*(const vector *)(address))
#define STORE(address) (*(vector *)(address))
#define INLINE static inline __attribute__((always_inline))

/// sum += the lanes and the single sum.
INLINE void collect(const vector *high, const vector *low, double one_high, double one_low, double *sum) {
    double h = one_high, l = one_low;
    for (int i = 0; i < LANES; i++) ADD(h, l, (*high)[i], (*low)[i]);
    ADD(sum[0], sum[1], h, l);
}

CAUSAL_CLONES
void causal_sum(const double *x, const double *weights, int64_t from, int64_t to, double *sum) {
    vector high = {0}, low = {0};
    double h = 0, e = 0;
    int64_t i = from;
    for (; i + LANES <= to; i += LANES) {
        if (weights) {
            const vector product = LOAD(x + i) * LOAD(weights + i);
            ADD(high, low, product, PRODUCT_ERROR(LOAD(x + i), LOAD(weights + i), product));
        } else {
            ADD(high, low, LOAD(x + i), (vector){0});
        }
    }
    for (; i < to; i++) {
        const double w = weights ? weights[i] : 1, product = x[i] * w;
        ADD(h, e, product, PRODUCT_ERROR(x[i], w, product));
    }
    sum[0] = sum[1] = 0;
    collect(&high, &low, h, e, sum);
}

CAUSAL_CLONES
void causal_sum_of_squares(const double *x, const double *weights, double centre, int64_t from, int64_t to,
                           double *sum) {
    vector high = {0}, low = {0};
    double h = 0, e = 0;
    int64_t i = from;
    for (; i + LANES <= to; i += LANES) {
        const vector d = LOAD(x + i) - centre, w = weights ? d * LOAD(weights + i) : d, product = d * w;
        ADD(high, low, product, PRODUCT_ERROR(d, w, product));
    }
    for (; i < to; i++) {
        const double d = x[i] - centre, w = weights ? d * weights[i] : d, product = d * w;
        ADD(h, e, product, PRODUCT_ERROR(d, w, product));
    }
    sum[0] = sum[1] = 0;
    collect(&high, &low, h, e, sum);
}

/// r −= b·x for the rows of a block.
INLINE void subtract(const double *x, double b_high, double b_low, int64_t rows, double *high, double *low) {
    const vector wide = b_high - (vector){0};
    int64_t r = 0;
    for (; r + LANES <= rows; r += LANES) {
        const vector z = LOAD(x + r), product = z * wide;
        const vector error = PRODUCT_ERROR(z, wide, product) + b_low * z;
        ADD(STORE(high + r), STORE(low + r), -product, -error);
    }
    for (; r < rows; r++) {
        const double product = b_high * x[r], error = PRODUCT_ERROR(b_high, x[r], product) + b_low * x[r];
        ADD(high[r], low[r], -product, -error);
    }
}

/// sum += Σ x·(high + low).
INLINE void project(const double *x, const double *high, const double *low, int64_t rows, double *sum) {
    vector wide_high = {0}, wide_low = {0};
    double h = 0, e = 0;
    int64_t r = 0;
    for (; r + LANES <= rows; r += LANES) {
        const vector z = LOAD(x + r), u = LOAD(high + r), product = z * u;
        ADD(wide_high, wide_low, product, PRODUCT_ERROR(z, u, product) + z * LOAD(low + r));
    }
    for (; r < rows; r++) {
        const double product = high[r] * x[r];
        ADD(h, e, product, PRODUCT_ERROR(high[r], x[r], product) + x[r] * low[r]);
    }
    collect(&wide_high, &wide_low, h, e, sum);
}

CAUSAL_CLONES
void causal_doubled_gradient(const double *const *columns, int32_t k, bool ones, const double *y,
                             const double *weights, const double *b_high, const double *b_low, int64_t from,
                             int64_t to, double *g_high, double *g_low) {
    const int32_t offset = ones ? 1 : 0;
    double high[BLOCK], low[BLOCK], one[BLOCK];
    for (int r = 0; r < BLOCK; r++) one[r] = 1;
    for (int64_t start = from; start < to; start += BLOCK) {
        const int64_t rows = to - start < BLOCK ? to - start : BLOCK;
        for (int64_t r = 0; r < rows; r++) high[r] = y[start + r], low[r] = 0;
        for (int32_t j = -offset; j < k; j++)
            subtract(j < 0 ? one : columns[j] + start, b_high[offset + j], b_low[offset + j], rows, high, low);
        for (int64_t r = 0; weights && r < rows; r++) {
            const double w = weights[start + r], product = high[r] * w;
            low[r] = PRODUCT_ERROR(high[r], w, product) + low[r] * w;
            high[r] = product;
        }
        for (int32_t j = -offset; j < k; j++) {
            double sum[2] = {g_high[offset + j], g_low[offset + j]};
            project(j < 0 ? one : columns[j] + start, high, low, rows, sum);
            g_high[offset + j] = sum[0], g_low[offset + j] = sum[1];
        }
    }
}
