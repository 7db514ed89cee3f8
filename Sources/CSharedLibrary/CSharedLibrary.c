#include "CSharedLibrary.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *causal_library(const char *const *names) {
    for (; *names; names++) {
        void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
        if (library) return library;
    }
    return NULL;
}

int causal_function(void *library, const char *name, void *pointer) {
    void *address = dlsym(library, name);
    if (!address) return 0;
    // POSIX gives a function's address as an object pointer of the same size.
    memcpy(pointer, &address, sizeof address);
    return 1;
}

void causal_library_missing(const char *library, const char *packages) {
    fprintf(stderr, "causal: error: %s cannot be loaded. Install %s.\n", library, packages);
    exit(70);
}
