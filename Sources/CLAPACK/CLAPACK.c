#include "CLAPACK.h"

#include <stddef.h>

// gfortran passes the length of each CHARACTER argument as a hidden size_t behind the others. Leaving it
// out mostly works and sometimes does not (a callee may reuse that stack slot), so it is passed. Accelerate's
// classic symbols take none.
#ifdef __APPLE__
#define LENGTH_1
#define LENGTH_2
#define LENGTH_3
#define ONE
#define TWO
#define THREE
#else
#define LENGTH_1 , size_t
#define LENGTH_2 , size_t, size_t
#define LENGTH_3 , size_t, size_t, size_t
#define ONE , 1
#define TWO , 1, 1
#define THREE , 1, 1, 1
#endif

typedef const char *text;
typedef const int32_t *in;
typedef const double *numbers;

#define ROUTINES(R) \
    R(dgemm_, (text, text, in, in, in, numbers, numbers, in, numbers, in, numbers, double *, in LENGTH_2)) \
    R(dpotrf_, (text, in, double *, in, int32_t *LENGTH_1)) \
    R(dpotrs_, (text, in, in, numbers, in, double *, in, int32_t *LENGTH_1)) \
    R(dpotri_, (text, in, double *, in, int32_t *LENGTH_1)) \
    R(dpocon_, (text, in, numbers, in, numbers, double *, double *, int32_t *, int32_t *LENGTH_1)) \
    R(dsyevd_, (text, text, in, double *, in, double *, double *, in, int32_t *, in, int32_t *LENGTH_2)) \
    R(dgeqrf_, (in, in, double *, in, double *, double *, in, int32_t *)) \
    R(dgeqp3_, (in, in, double *, in, int32_t *, double *, double *, in, int32_t *)) \
    R(dormqr_, (text, text, in, in, in, numbers, in, numbers, double *, in, double *, in, int32_t *LENGTH_2)) \
    R(dtrtrs_, (text, text, text, in, in, numbers, in, double *, in, int32_t *LENGTH_3)) \
    R(dtrtri_, (text, text, in, double *, in, int32_t *LENGTH_2)) \
    R(dtrcon_, (text, text, text, in, numbers, in, double *, double *, int32_t *, int32_t *LENGTH_3))

#ifdef __linux__

#include <CSharedLibrary.h>
#include <pthread.h>

// The routines, found when the first is needed.
#define POINTER(name, arguments) static void(*name) arguments;
ROUTINES(POINTER)

// OpenBLAS starts threads of its own, and the last bits of its answers depend on their number. Its name is
// looked up once, so that any other BLAS does as well.
static void load(void) {
    static const char *const names[] = {"liblapack.so.3", "libopenblas.so.0", "liblapack.so", NULL};
    void *library = causal_library(names);
    int found = library != NULL;
#define FIND(name, arguments) found = found && causal_function(library, #name, &name);
    ROUTINES(FIND)
    if (!found) causal_library_missing("LAPACK (liblapack.so.3)", "liblapack3 and libblas3, or libopenblas0");
    void (*set_threads)(int);
    if (causal_function(library, "openblas_set_num_threads", &set_threads)) set_threads(1);
}

static void prepare(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
}

#else

#define DECLARATION(name, arguments) extern void name arguments;
ROUTINES(DECLARATION)

static void prepare(void) {}

#endif

// A leading dimension of 0 is an illegal argument, on which the reference LAPACK ends the process.
static int32_t leading(int32_t n) { return n > 1 ? n : 1; }

void causal_dgemm(bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, const double *a,
                  int32_t lda, const double *b, int32_t ldb, double *c, int32_t ldc) {
    const double one = 1, zero = 0;
    const int32_t la = leading(lda), lb = leading(ldb), lc = leading(ldc);
    prepare();
    dgemm_(transpose_a ? "T" : "N", transpose_b ? "T" : "N", &m, &n, &k, &one, a, &la, b, &lb, &zero, c,
           &lc TWO);
}

int32_t causal_dpotrf(int32_t n, double *a) {
    int32_t info = 0, ld = leading(n);
    prepare();
    dpotrf_("L", &n, a, &ld, &info ONE);
    return info;
}

int32_t causal_dpotrs(int32_t n, int32_t columns, const double *factor, double *b) {
    int32_t info = 0, ld = leading(n);
    prepare();
    dpotrs_("L", &n, &columns, factor, &ld, b, &ld, &info ONE);
    return info;
}

int32_t causal_dpotri(int32_t n, double *factor) {
    int32_t info = 0, ld = leading(n);
    prepare();
    dpotri_("L", &n, factor, &ld, &info ONE);
    return info;
}

int32_t causal_dpocon(int32_t n, const double *factor, double norm, double *rcond, double *work,
                      int32_t *iwork) {
    int32_t info = 0, ld = leading(n);
    prepare();
    dpocon_("L", &n, factor, &ld, &norm, rcond, work, iwork, &info ONE);
    return info;
}

int32_t causal_dsyevd(int32_t n, double *a, double *values, double *work, int32_t lwork, int32_t *iwork,
                      int32_t liwork) {
    int32_t info = 0, ld = leading(n);
    prepare();
    dsyevd_("V", "L", &n, a, &ld, values, work, &lwork, iwork, &liwork, &info TWO);
    return info;
}

int32_t causal_dgeqrf(int32_t m, int32_t n, double *a, int32_t lda, double *tau, double *work,
                      int32_t lwork) {
    int32_t info = 0, ld = leading(lda);
    prepare();
    dgeqrf_(&m, &n, a, &ld, tau, work, &lwork, &info);
    return info;
}

int32_t causal_dgeqp3(int32_t m, int32_t n, double *a, int32_t lda, int32_t *pivots, double *tau,
                      double *work, int32_t lwork) {
    int32_t info = 0, ld = leading(lda);
    prepare();
    dgeqp3_(&m, &n, a, &ld, pivots, tau, work, &lwork, &info);
    return info;
}

int32_t causal_dormqr(int32_t m, int32_t columns, int32_t reflectors, const double *a, int32_t lda,
                      const double *tau, double *c, int32_t ldc, double *work, int32_t lwork) {
    int32_t info = 0, la = leading(lda), lc = leading(ldc);
    prepare();
    dormqr_("L", "T", &m, &columns, &reflectors, a, &la, tau, c, &lc, work, &lwork, &info TWO);
    return info;
}

int32_t causal_dtrtrs(bool transpose, int32_t n, int32_t columns, const double *r, int32_t ldr, double *b,
                      int32_t ldb) {
    int32_t info = 0, lr = leading(ldr), lb = leading(ldb);
    prepare();
    dtrtrs_("U", transpose ? "T" : "N", "N", &n, &columns, r, &lr, b, &lb, &info THREE);
    return info;
}

int32_t causal_dtrtri(int32_t n, double *r, int32_t ldr) {
    int32_t info = 0, lr = leading(ldr);
    prepare();
    dtrtri_("U", "N", &n, r, &lr, &info TWO);
    return info;
}

int32_t causal_dtrcon(int32_t n, const double *r, int32_t ldr, double *rcond, double *work, int32_t *iwork) {
    int32_t info = 0, lr = leading(ldr);
    prepare();
    dtrcon_("1", "U", "N", &n, r, &lr, rcond, work, iwork, &info THREE);
    return info;
}
