// A budget for libpq: how many bytes its calls on one link may read, and an end to what they compute. libpq has no limit
// of either: it buffers a message of up to 1 GB, and computes as many rounds of SCRAM as the server asks for.
//
// The two calls through which libpq reads and computes, recv(2) and OpenSSL's HMAC_Init_ex, are defined here once more:
// the dynamic linker takes the program's own definition of a symbol before a library's (ld.so(8), symbol resolution).
// A thread that has not entered a budget gets what it always got.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct libpq_budget libpq_budget;

libpq_budget *libpq_budget_create(void);
void libpq_budget_free(libpq_budget *budget);

/// Bounds what this thread's calls read until `libpq_budget_leave`; no more than `slice` bytes, after which the socket
/// looks empty (EAGAIN).
void libpq_budget_enter(libpq_budget *budget, int64_t slice);
void libpq_budget_leave(void);

/// How many bytes may be read from now on. Once a byte more has come, every read fails (ECONNABORTED).
void libpq_budget_allow(libpq_budget *budget, int64_t bytes);
bool libpq_budget_is_overdrawn(libpq_budget *budget);

/// Ends what is being computed, and every later read; from any thread.
void libpq_budget_withdraw(libpq_budget *budget);

/// How many HMACs may be begun in all; 0 for any number. The next one fails, with which libpq ends the login.
void libpq_budget_allow_hashes(libpq_budget *budget, int64_t hashes);

/// How many HMACs were begun since the budget was made: a round of SCRAM takes one.
int64_t libpq_budget_hashes(libpq_budget *budget);

/// Whether libpq calls the two functions of this file.
bool libpq_budget_is_effective(void);
