#define _GNU_SOURCE
#include "libpq_budget.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

struct libpq_budget {
    _Atomic int64_t bytes;
    _Atomic int64_t hashes;
    _Atomic int64_t most_hashes;
    _Atomic bool is_overdrawn;
    _Atomic bool is_withdrawn;
};

static _Thread_local libpq_budget *entered;
static _Thread_local int64_t slice_left;

libpq_budget *libpq_budget_create(void) {
    return calloc(1, sizeof(libpq_budget));
}

void libpq_budget_free(libpq_budget *budget) {
    free(budget);
}

void libpq_budget_enter(libpq_budget *budget, int64_t slice) {
    entered = budget;
    slice_left = slice;
}

void libpq_budget_leave(void) {
    entered = NULL;
}

void libpq_budget_allow(libpq_budget *budget, int64_t bytes) {
    atomic_store(&budget->bytes, bytes);
}

bool libpq_budget_is_overdrawn(libpq_budget *budget) {
    return atomic_load(&budget->is_overdrawn);
}

void libpq_budget_withdraw(libpq_budget *budget) {
    atomic_store(&budget->is_withdrawn, true);
}

void libpq_budget_allow_hashes(libpq_budget *budget, int64_t hashes) {
    atomic_store(&budget->most_hashes, hashes);
}

int64_t libpq_budget_hashes(libpq_budget *budget) {
    return atomic_load(&budget->hashes);
}

static ssize_t receive(int socket, void *buffer, size_t length, int flags) {
    return syscall(SYS_recvfrom, socket, buffer, length, flags, NULL, NULL);
}

static ssize_t fail(int error) {
    errno = error;
    return -1;
}

// In place of recv(2).
ssize_t recv(int socket, void *buffer, size_t length, int flags) {
    libpq_budget *budget = entered;
    if (budget == NULL || (flags & MSG_PEEK)) return receive(socket, buffer, length, flags);
    if (atomic_load(&budget->is_withdrawn) || atomic_load(&budget->is_overdrawn)) return fail(ECONNABORTED);
    int64_t most = atomic_load(&budget->bytes);
    if (most <= 0) {
        // All is spent: a byte that waits is one too many, and an end or an error is told as such.
        char byte;
        ssize_t count = receive(socket, &byte, 1, flags | MSG_PEEK);
        if (count <= 0) return count;
        atomic_store(&budget->is_overdrawn, true);
        return fail(ECONNABORTED);
    }
    if (slice_left <= 0) return fail(EAGAIN);
    if (most > slice_left) most = slice_left;
    ssize_t count = receive(socket, buffer, (int64_t)length > most ? (size_t)most : length, flags);
    if (count > 0) {
        slice_left -= count;
        atomic_fetch_sub(&budget->bytes, count);
    }
    return count;
}

typedef int (*hmac_init)(void *context, const void *key, int length, const void *digest, void *engine);

// In place of libcrypto's (HMAC_Init_ex(3)); 0 is its failure, with which libpq ends the login.
int HMAC_Init_ex(void *context, const void *key, int length, const void *digest, void *engine) {
    static _Atomic(hmac_init) next;
    libpq_budget *budget = entered;
    if (budget != NULL) {
        if (atomic_load(&budget->is_withdrawn)) return 0;
        int64_t hashes = atomic_fetch_add(&budget->hashes, 1) + 1;
        int64_t most = atomic_load(&budget->most_hashes);
        if (most > 0 && hashes > most) return 0;
    }
    hmac_init original = atomic_load(&next);
    if (original == NULL) {
        original = (hmac_init)dlsym(RTLD_NEXT, "HMAC_Init_ex");
        if (original == NULL) return 0;
        atomic_store(&next, original);
    }
    return original(context, key, length, digest, engine);
}

bool libpq_budget_is_effective(void) {
    // In the order of the program's start the first definition wins; where that is not this file's, libpq reads unbounded.
    return dlsym(RTLD_DEFAULT, "recv") == (void *)recv && dlsym(RTLD_DEFAULT, "HMAC_Init_ex") == (void *)HMAC_Init_ex;
}
