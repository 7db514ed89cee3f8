// Shared libraries that are loaded when they are first needed, on Linux.
//
// OpenBLAS and what lies under Clp cost 6 milliseconds at the start of a program, which `causal --help` and a program that
// has not come to its first matrix need not pay. Elsewhere the libraries are linked.
#ifndef CSHAREDLIBRARY_H
#define CSHAREDLIBRARY_H

#ifdef __cplusplus
extern "C" {
#endif

/// The first of the libraries that can be loaded; NULL when none can. The last name is followed by NULL.
void *causal_library(const char *const *names);

/// Puts the address of a function into the function pointer at `pointer`; answers whether the library has it.
int causal_function(void *library, const char *name, void *pointer);

/// Ends the process: a line on standard error that names the library and its packages, and status 70.
_Noreturn void causal_library_missing(const char *library, const char *packages);

#ifdef __cplusplus
}
#endif
#endif
