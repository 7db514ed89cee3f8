// X′FX by blocks of rows.
//
// A block of each column is copied, less its shift, into a buffer that stays in the second-level cache;
// register tiles of dot products then run over it.

#include "CKernels.h"
#include "Target.h"

#include <string.h>

/// Rows in a block: four columns of one (16 KB) and four of another fit in a first-level cache of 32 KB.
#define BLOCK 512

#ifdef CAUSAL_X86_LEVELS
// 32 registers of 8 doubles: 16 sums.
#define NAME block_v4
#define ATTRIBUTES __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define LANES 8
#define TILE 4
#include "CrossBlock.h"
// 16 registers of 4: 8 sums are what hides the latency of two multiply-adds a cycle.
#define NAME block_v3
#define ATTRIBUTES __attribute__((target("arch=x86-64-v3")))
#define LANES 4
#define TILE 2
#include "CrossBlock.h"
#define NAME block_plain
#define ATTRIBUTES
#define LANES 2
#define TILE 2
#include "CrossBlock.h"
#else
// 32 registers of 2 (NEON).
#define NAME block_plain
#define ATTRIBUTES
#define LANES 2
#define TILE 4
#include "CrossBlock.h"
#endif

typedef void (*block_function)(const double *, const double *, int64_t, int32_t, double *);

static block_function best_block(void) {
#ifdef CAUSAL_X86_LEVELS
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return block_v4;
    if (__builtin_cpu_supports("x86-64-v3")) return block_v3;
#endif
    return block_plain;
}

int32_t causal_cross_order(int32_t k, bool ones) { return (k + (ones ? 1 : 0) + 3) / 4 * 4; }

int64_t causal_cross_workspace(int32_t k, bool ones) {
    return (int64_t)2 * BLOCK * causal_cross_order(k, ones);
}

/// out = (x − shift) and, with factors, scaled = f (x − shift); zeros up to `padded`.
CAUSAL_CLONES
static void pack(const double *x, double shift, const double *factors, int64_t rows, int64_t padded,
                 double *restrict out, double *restrict scaled) {
    for (int64_t r = 0; r < rows; r++) out[r] = x[r] - shift;
    for (int64_t r = rows; r < padded; r++) out[r] = 0;
    if (!factors) return;
    for (int64_t r = 0; r < rows; r++) scaled[r] = out[r] * factors[r];
    for (int64_t r = rows; r < padded; r++) scaled[r] = 0;
}

void causal_cross_products(const double *const *columns, const double *shifts, int32_t k, bool ones,
                           const double *factors, int64_t from, int64_t to, double *workspace, double *c) {
    const block_function block = best_block();
    const int32_t order = causal_cross_order(k, ones), first = ones ? 1 : 0;
    double *left = workspace, *right = factors ? workspace + (int64_t)BLOCK * order : workspace;
    memset(workspace, 0, (size_t)causal_cross_workspace(k, ones) * sizeof(double));
    for (int64_t start = from; start < to; start += BLOCK) {
        const int64_t rows = to - start < BLOCK ? to - start : BLOCK, padded = (rows + 7) / 8 * 8;
        const double *f = factors ? factors + start : NULL;
        if (ones) {
            for (int64_t r = 0; r < padded; r++) left[r] = r < rows ? 1 : 0;
            if (f)
                for (int64_t r = 0; r < padded; r++) right[r] = r < rows ? f[r] : 0;
        }
        for (int32_t j = 0; j < k; j++) {
            const int64_t place = (int64_t)(first + j) * BLOCK;
            pack(columns[j] + start, shifts ? shifts[j] : 0, f, rows, padded, left + place, right + place);
        }
        block(left, right, padded, order, c);
    }
}
