// The loops over rows, one block of rows at a time on one thread.
//
// Columns are separate arrays. Every function works on the rows from ..< to; the caller splits the rows
// between threads in blocks that depend on the data alone and merges the parts in order.
//
// On x86-64 Linux each loop is compiled for AVX-512, for AVX2 with FMA and for the baseline, and the
// processor chooses when the program starts; so last bits may differ between kinds of processor, never
// between runs on one. Elsewhere the compiler's baseline is used.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The order of the matrix that `causal_cross_products` fills: k (and the ones) rounded up to a multiple of 4.
int32_t causal_cross_order(int32_t k, bool ones);
/// How many doubles of work space `causal_cross_products` needs.
int64_t causal_cross_workspace(int32_t k, bool ones);
/// c[i + j·order] += Σ_r f_r z_ri z_rj for i ≤ j, where z is (1 when asked, x₁ − s₁, …, x_k − s_k) and
/// f the factors (1 when null, any sign); shifts 0 when null. The rest of c is left undefined.
void causal_cross_products(const double *const *columns, const double *shifts, int32_t k, bool ones,
                           const double *factors, int64_t from, int64_t to, double *workspace, double *c);

/// out[i − from] = y_i − intercept − Σ_j x_ij b_j; y 0 when null.
void causal_residuals(const double *const *columns, int32_t k, const double *y, double intercept,
                      const double *coefficients, int64_t from, int64_t to, double *out);

/// The row length of `causal_grouped_scores`' sums: k (and the ones) rounded up to a multiple of 4.
int32_t causal_scores_stride(int32_t k, bool ones);
/// sums[(g − first)·stride + j] += f_i z_ij over the rows with code g, first ≤ g < first + count (other rows
/// are passed over), z as in `causal_cross_products`; f_i = u_i w_i, w 1 when null. `u` is indexed from the
/// block's first row.
void causal_grouped_scores(const double *const *columns, const double *shifts, int32_t k, bool ones,
                           const double *u, const double *weights, const int32_t *codes, int32_t first,
                           int32_t count, int64_t from, int64_t to, double *workspace, double *sums);
/// How many doubles of work space `causal_grouped_scores` needs.
int64_t causal_scores_workspace(int32_t k, bool ones);
/// The smallest and largest code that is not negative, in range[0] and range[1]; range[0] > range[1] if none.
void causal_code_range(const int32_t *codes, int64_t from, int64_t to, int32_t *range);

/// out[i − from] = f_i z_i′ A z_i, z as in `causal_cross_products`, A order × order, order = k (and the ones),
/// column-major and symmetric; f 1 when null.
void causal_row_forms(const double *const *columns, const double *shifts, int32_t k, bool ones,
                      const double *factors, const double *a, int64_t from, int64_t to, double *out);

/// g_j += Σ_i w_i x_ij r_i with r_i = y_i − Σ_j x_ij b_j, in doubled precision: b, g are sums of a high and a
/// low part. The ones come first when asked.
void causal_doubled_gradient(const double *const *columns, int32_t k, bool ones, const double *y,
                             const double *weights, const double *b_high, const double *b_low, int64_t from,
                             int64_t to, double *g_high, double *g_low);

/// Σ w_i x_i as sum[0] + sum[1], compensated; w 1 when null.
void causal_sum(const double *x, const double *weights, int64_t from, int64_t to, double *sum);
/// Σ w_i (x_i − centre)² as sum[0] + sum[1], compensated; w 1 when null.
void causal_sum_of_squares(const double *x, const double *weights, double centre, int64_t from, int64_t to,
                           double *sum);

/// Factors' levels, their intercepts and slopes: effect e of a row is values[e][row] (1 when null) times the
/// number at (bases[e] + codes[e][row])·width of a vector, one number for each of `width` columns.
struct causal_effects {
    int32_t count;
    const int32_t *const *codes;
    const double *const *values;
    const int64_t *bases;
};
/// z = x − shifts − Σ_e levels, for `count` ≤ width columns (0 where columns is null), width 1, 2 or 4;
/// out = z; sums += w z (values) at each effect's level; squares += w z². Nothing is done for a null.
void causal_level_pass(const double *const *columns, const double *shifts, int32_t count, int32_t width,
                       const double *weights, const struct causal_effects *levels_at, const double *levels,
                       double *const *out, const struct causal_effects *sums_at, double *sums,
                       double *squares, int64_t from, int64_t to);

/// out_c = Σ_i a_ic b_ic
void causal_columns_dot(const double *a, const double *b, int64_t count, int32_t width, double *out);
/// y_ic += factor_c x_ic
void causal_columns_add(const double *x, const double *factors, int64_t count, int32_t width, double *y);
/// y_ic = diagonal_i x_ic
void causal_columns_scale(const double *x, const double *diagonal, int64_t count, int32_t width, double *y);
/// y_ic = x_ic + factor_c y_ic
void causal_columns_turn(const double *x, const double *factors, int64_t count, int32_t width, double *y);

/// The levels of other factors (in one numbering) that meet in each group of a factor, and with what weight.
struct causal_cells {
    int64_t groups;
    /// Where each group's cells start; groups + 1 of them.
    const int32_t *starts;
    int32_t factors;
    /// Each factor's level by cell.
    const int32_t *const *codes;
    /// Each cell's weight; 1 when null.
    const double *weights;
    /// 1 / the group's weight.
    const double *inverses;
};
/// Finds the cells of the groups from ..< to; rows of a group are order[starts[g] ..< starts[g + 1]] (order the
/// identity when null). Rows that agree in all factors share a cell when none that agrees in the first alone
/// stands between them. `last` holds −1 for each level of the first factor. Returns how many cells there are.
int64_t causal_cells_build(const int32_t *order, const int32_t *starts, int64_t from, int64_t to,
                           const int32_t *const *codes, const int32_t *bases, int32_t factors,
                           const double *weights, int32_t *last, int32_t *cell_starts,
                           int32_t *const *cell_codes, double *cell_weights, double *inverses);
/// groups_g = Σ_cells w Σ_q v
void causal_cells_gather(const struct causal_cells *cells, int32_t width, const double *v, double *groups);
/// sums_level += Σ_cells w groups_g
void causal_cells_spread(const struct causal_cells *cells, int32_t width, const double *groups, double *sums);
/// With one factor sums −= Nʹ(group means of v), with several sums += Σ w (Σ_q v − group mean).
void causal_cells_apply(const struct causal_cells *cells, int32_t width, const double *v, double *sums);
/// sums_level += Σ_cells w² / the group's weight
void causal_cells_squares(const struct causal_cells *cells, double *sums);
/// sums[level_a·stride + level_b] −= Σ_g w_a w_b / w_g over the pairs of cells of a and b in each group.
void causal_cells_cross(const struct causal_cells *a, const struct causal_cells *b, int64_t stride,
                        double *sums);
/// sums[a_row·stride + b_row] += w_row
void causal_pair_sums(const int32_t *a, const int32_t *b, const double *weights, int64_t from, int64_t to,
                      int64_t stride, double *sums);
/// sums_t += Σ_l matrix[l·t_count + t] v_l
void causal_dense_project(const double *matrix, int32_t t_count, int32_t width, const double *v,
                          int64_t levels, double *sums);
/// out_l −= Σ_t matrix[l·t_count + t] v_t
void causal_dense_expand(const double *matrix, int32_t t_count, int32_t width, const double *v,
                         int64_t levels, double *out);

/// A unit lower triangle by columns, in the order of elimination: column k of level order[k] holds −shares at
/// levels, all eliminated later; inverses are D⁺.
struct causal_elimination {
    int64_t count;
    const int32_t *order;
    const int32_t *starts;
    const int32_t *levels;
    const double *shares;
    const double *inverses;
};
/// x = (L′)⁻¹ D⁺ L⁻¹ x
void causal_eliminate(const struct causal_elimination *factor, int32_t width, double *x);

#ifdef __cplusplus
}
#endif
#endif
