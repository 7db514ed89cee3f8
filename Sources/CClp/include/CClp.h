// What is used of COIN-OR's linear programming solver (EPL-2.0), which is loaded when it is first needed (Linux) or linked.
// Each function is the solver's own of that name; sizes and meanings are those of its Clp_C_Interface.h.
#ifndef CCLP_H
#define CCLP_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether the solver is here; the others may be called only then.
bool causal_clp_is_there(void);

/// A model without rows or columns; NULL without memory.
void *causal_clp_new(void);
void causal_clp_delete(void *model);
/// Silent, towards the greatest value, with one tolerance for both kinds of feasibility.
void causal_clp_maximise_quietly(void *model, double tolerance);
/// Copies a matrix by columns: `starts` columns + 1, `rows_of` and `values` one for each entry.
void causal_clp_load(void *model, int32_t columns, int32_t rows, const int32_t *starts, const int32_t *rows_of,
                     const double *values, const double *lower, const double *upper, const double *objective,
                     const double *row_lower, const double *row_upper);
void causal_clp_bounds(void *model, const double *lower, const double *upper);
void causal_clp_dual(void *model);
void causal_clp_primal(void *model);
/// 0 optimal, 1 infeasible; others: not decided.
int32_t causal_clp_status(void *model);
/// One number a column, the solver's own until its next call.
const double *causal_clp_solution(void *model);

#ifdef __cplusplus
}
#endif
#endif
