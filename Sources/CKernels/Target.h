// Which instruction sets the loops are compiled for.
#ifndef TARGET_H
#define TARGET_H

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define CAUSAL_X86_LEVELS 1
/// Compiles a function for each level; the loader picks the best when the program starts.
#define CAUSAL_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CAUSAL_CLONES
#endif

#endif
