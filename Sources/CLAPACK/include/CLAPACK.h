// The BLAS and LAPACK routines in use, with arguments by value.
//
// The system's library has a Fortran interface: every argument is a pointer, and behind the last one
// gfortran expects the length of each character argument. The wrappers in CLAPACK.c supply both, so that
// nothing above this target sees the convention. All matrices are column-major; symmetric matrices use the
// lower triangle. The answer is LAPACK's `info`: 0 is success.
//
// BLAS is kept on one thread (see CLAPACK.c): rows are split by the caller, and the bits of an answer must
// not depend on how many cores the machine has.
#ifndef CLAPACK_H
#define CLAPACK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// C = op(A)·op(B), op(A) m × k, op(B) k × n.
void causal_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const double *a,
                  int32_t lda, const double *b, int32_t ldb, double *c, int32_t ldc);

/// Cholesky A = L·L′ in place; info j > 0: the j-th pivot is not positive.
int32_t causal_dpotrf(int32_t n, double *a);
/// Solves A·X = B in place from the factor of `causal_dpotrf`.
int32_t causal_dpotrs(int32_t n, int32_t columns, const double *factor, double *b);
/// The lower triangle of A⁻¹ in place of the factor of `causal_dpotrf`.
int32_t causal_dpotri(int32_t n, double *factor);
/// The reciprocal of an estimate of A's condition number in the 1-norm. `work` 3n, `iwork` n.
int32_t causal_dpocon(int32_t n, const double *factor, double norm, double *rcond, double *work,
                      int32_t *iwork);

/// Eigenvalues (ascending) and vectors (in place of A). `lwork` and `liwork` −1: asks for the sizes.
int32_t causal_dsyevd(int32_t n, double *a, double *values, double *work, int32_t lwork, int32_t *iwork,
                      int32_t liwork);

/// QR without pivoting, in place. `lwork` −1: asks for the size.
int32_t causal_dgeqrf(int32_t m, int32_t n, double *a, int32_t lda, double *tau, double *work, int32_t lwork);
/// QR with column pivoting, in place; `pivots` 0 in, 1-based columns out. `lwork` −1: asks for the size.
int32_t causal_dgeqp3(int32_t m, int32_t n, double *a, int32_t lda, int32_t *pivots, double *tau,
                      double *work, int32_t lwork);
/// C ← Q′·C, Q as `causal_dgeqrf` or `causal_dgeqp3` left it. `lwork` −1: asks for the size.
int32_t causal_dormqr(int32_t m, int32_t columns, int32_t reflectors, const double *a, int32_t lda,
                      const double *tau, double *c, int32_t ldc, double *work, int32_t lwork);

/// Solves R·X = B (or R′·X = B) in place, R upper triangular.
int32_t causal_dtrtrs(bool transpose, int32_t n, int32_t columns, const double *r, int32_t ldr, double *b,
                      int32_t ldb);
/// R⁻¹ in place, R upper triangular.
int32_t causal_dtrtri(int32_t n, double *r, int32_t ldr);
/// The reciprocal of an estimate of the 1-norm condition number of an upper triangle. `work` 3n, `iwork` n.
int32_t causal_dtrcon(int32_t n, const double *r, int32_t ldr, double *rcond, double *work, int32_t *iwork);

#ifdef __cplusplus
}
#endif
#endif
