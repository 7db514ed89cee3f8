#include "CClp.h"

#if __has_include(<coin/Clp_C_Interface.h>)
#include <coin/Clp_C_Interface.h>
#else
#include <Clp_C_Interface.h>
#endif

_Static_assert(sizeof(CoinBigIndex) == sizeof(int32_t), "the starts of columns are 32-bit numbers");

#define FUNCTIONS(F) \
    F(Clp_newModel) \
    F(Clp_deleteModel) \
    F(Clp_setLogLevel) \
    F(Clp_setOptimizationDirection) \
    F(Clp_setPrimalTolerance) \
    F(Clp_setDualTolerance) \
    F(Clp_loadProblem) \
    F(Clp_chgColumnLower) \
    F(Clp_chgColumnUpper) \
    F(Clp_dual) \
    F(Clp_primal) \
    F(Clp_status) \
    F(Clp_getColSolution)

#define MEMBER(name) __typeof__(name) *name;
typedef struct {
    FUNCTIONS(MEMBER)
} Solver;

#ifdef __linux__

#include <CSharedLibrary.h>
#include <pthread.h>

static Solver solver;
static bool found;

static void load(void) {
    static const char *const names[] = {"libClp.so.1", "libClp.so", NULL};
    void *library = causal_library(names);
    found = library != NULL;
#define FIND(name) found = found && causal_function(library, #name, &solver.name);
    FUNCTIONS(FIND)
}

bool causal_clp_is_there(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return found;
}

#else

#define VALUE(name) name,
static const Solver solver = {FUNCTIONS(VALUE)};

bool causal_clp_is_there(void) { return true; }

#endif

void *causal_clp_new(void) { return solver.Clp_newModel(); }

void causal_clp_delete(void *model) { solver.Clp_deleteModel(model); }

void causal_clp_maximise_quietly(void *model, double tolerance) {
    solver.Clp_setLogLevel(model, 0);
    solver.Clp_setOptimizationDirection(model, -1);
    solver.Clp_setPrimalTolerance(model, tolerance);
    solver.Clp_setDualTolerance(model, tolerance);
}

void causal_clp_load(void *model, int32_t columns, int32_t rows, const int32_t *starts, const int32_t *rows_of,
                     const double *values, const double *lower, const double *upper, const double *objective,
                     const double *row_lower, const double *row_upper) {
    solver.Clp_loadProblem(model, columns, rows, starts, rows_of, values, lower, upper, objective, row_lower,
                           row_upper);
}

void causal_clp_bounds(void *model, const double *lower, const double *upper) {
    solver.Clp_chgColumnLower(model, lower);
    solver.Clp_chgColumnUpper(model, upper);
}

void causal_clp_dual(void *model) { solver.Clp_dual(model, 0); }

void causal_clp_primal(void *model) { solver.Clp_primal(model, 0); }

int32_t causal_clp_status(void *model) { return solver.Clp_status(model); }

const double *causal_clp_solution(void *model) { return solver.Clp_getColSolution(model); }
