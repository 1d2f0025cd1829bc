#pragma once

/// The commit that this program was built from, as `checks/release` tells it; empty in any other build.
const char *pointsman_commit(void);
