// The C interface of COIN-OR's linear programming solver (EPL-2.0), linked on macOS.
#include <Clp_C_Interface.h>
