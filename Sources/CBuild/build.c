#include "build.h"

// Package.swift defines it from the environment's variable of that name. It stands in a file of its own, so that another commit
// compiles this file alone.
#ifndef POINTSMAN_COMMIT
#define POINTSMAN_COMMIT ""
#endif

const char *pointsman_commit(void) { return POINTSMAN_COMMIT; }
