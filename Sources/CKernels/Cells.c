// Cells: the groups of one factor and the levels of others that meet in them, with weights.

#include "CKernels.h"
#include "Target.h"

#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

#define WIDTH 1
#include "CellPasses.h"
#define WIDTH 2
#include "CellPasses.h"
#define WIDTH 4
#include "CellPasses.h"

/// Calls the function for a width.
#define BY_WIDTH(function, width, ...)                                                                       \
    ((width) == 1 ? function##1(__VA_ARGS__) : (width) == 2 ? function##2(__VA_ARGS__) : function##4(__VA_ARGS__))

void causal_cells_gather(const struct causal_cells *cells, int32_t width, const double *v, double *groups) {
    BY_WIDTH(gather, width, cells, v, groups);
}

void causal_cells_spread(const struct causal_cells *cells, int32_t width, const double *groups, double *sums) {
    BY_WIDTH(spread, width, cells, groups, sums);
}

void causal_cells_apply(const struct causal_cells *cells, int32_t width, const double *v, double *sums) {
    if (cells->factors == 1)
        BY_WIDTH(apply_one, width, cells, v, sums);
    else
        BY_WIDTH(apply_many, width, cells, v, sums);
}

void causal_cells_squares(const struct causal_cells *cells, double *sums) {
    for (int64_t g = 0; g < cells->groups; g++) {
        for (int64_t c = cells->starts[g]; c < cells->starts[g + 1]; c++) {
            const double w = cells->weights ? cells->weights[c] : 1;
            for (int32_t q = 0; q < cells->factors; q++) sums[cells->codes[q][c]] += w * w * cells->inverses[g];
        }
    }
}

void causal_dense_project(const double *matrix, int32_t t_count, int32_t width, const double *v,
                          int64_t levels, double *sums) {
    BY_WIDTH(project, width, matrix, t_count, v, levels, sums);
}

void causal_dense_expand(const double *matrix, int32_t t_count, int32_t width, const double *v,
                         int64_t levels, double *out) {
    BY_WIDTH(expand, width, matrix, t_count, v, levels, out);
}

void causal_eliminate(const struct causal_elimination *factor, int32_t width, double *x) {
    BY_WIDTH(eliminate, width, factor, x);
}

int64_t causal_cells_build(const int32_t *order, const int32_t *starts, int64_t from, int64_t to,
                           const int32_t *const *codes, const int32_t *bases, int32_t factors,
                           const double *weights, int32_t *last, int32_t *cell_starts,
                           int32_t *const *cell_codes, double *cell_weights, double *inverses) {
    int32_t count = 0;
    for (int64_t g = from; g < to; g++) {
        const int32_t first = count;
        double total = 0;
        cell_starts[g - from] = first;
        for (int64_t place = starts[g]; place < starts[g + 1]; place++) {
            const int64_t row = order ? order[place] : place;
            const double w = weights ? weights[row] : 1;
            const int32_t known = last[codes[0][row]];
            int same = known >= first;
            for (int32_t q = 1; same && q < factors; q++)
                same = cell_codes[q][known] == codes[q][row] + bases[q];
            total += w;
            if (same) {
                cell_weights[known] += w;
                continue;
            }
            last[codes[0][row]] = count;
            for (int32_t q = 0; q < factors; q++) cell_codes[q][count] = codes[q][row] + bases[q];
            cell_weights[count++] = w;
        }
        inverses[g - from] = 1 / total;
    }
    cell_starts[to - from] = count;
    return count;
}

void causal_pair_sums(const int32_t *a, const int32_t *b, const double *weights, int64_t from, int64_t to,
                      int64_t stride, double *sums) {
    for (int64_t row = from; row < to; row++) sums[a[row] * stride + b[row]] += weights ? weights[row] : 1;
}

/// Levels of b whose weights in a group are laid side by side.
#define FEW 64

/// Few levels of b: each cell of a takes all of them from a short vector.
CAUSAL_CLONES
static void cross_few(const struct causal_cells *a, const struct causal_cells *b, int64_t stride, double *sums) {
    double met[FEW] = {0};
    for (int64_t g = 0; g < a->groups; g++) {
        for (int64_t t = 0; t < stride; t++) met[t] = 0;
        for (int64_t j = b->starts[g]; j < b->starts[g + 1]; j++)
            for (int32_t q = 0; q < b->factors; q++) met[b->codes[q][j]] += b->weights ? b->weights[j] : 1;
        for (int64_t i = a->starts[g]; i < a->starts[g + 1]; i++) {
            const double share = (a->weights ? a->weights[i] : 1) * a->inverses[g];
            for (int32_t p = 0; p < a->factors; p++) {
                double *row = sums + a->codes[p][i] * stride;
                for (int64_t t = 0; t < stride; t++) row[t] -= share * met[t];
            }
        }
    }
}

static void cross_many(const struct causal_cells *a, const struct causal_cells *b, int64_t stride, double *sums) {
    for (int64_t g = 0; g < a->groups; g++) {
        for (int64_t i = a->starts[g]; i < a->starts[g + 1]; i++) {
            const double share = (a->weights ? a->weights[i] : 1) * a->inverses[g];
            for (int32_t p = 0; p < a->factors; p++) {
                double *row = sums + a->codes[p][i] * stride;
                for (int64_t j = b->starts[g]; j < b->starts[g + 1]; j++)
                    for (int32_t q = 0; q < b->factors; q++)
                        row[b->codes[q][j]] -= share * (b->weights ? b->weights[j] : 1);
            }
        }
    }
}

void causal_cells_cross(const struct causal_cells *a, const struct causal_cells *b, int64_t stride,
                        double *sums) {
    (stride <= FEW ? cross_few : cross_many)(a, b, stride, sums);
}
