// What Swift's Glibc module leaves out: epoll, eventfd, pidfd and two GNU calls, under names that Swift can call.
// Every function returns -errno where the call that it wraps fails.
#pragma once
#include <stdint.h>

enum {
    clinux_readable = 1,
    clinux_writable = 2,
};

int clinux_epoll_create(void);

/// Reports once that `descriptor` is ready for `interest` (a sum of the two above), under `token`.
int clinux_epoll_add(int epoll, int descriptor, int interest, uint64_t token);

int clinux_epoll_remove(int epoll, int descriptor);

/// Waits, with nanosecond precision, for at most `timeout_ns` (for ever when it is negative) and writes the tokens of
/// what is ready. Returns their count.
int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity, int64_t timeout_ns);

int clinux_eventfd_create(void);
void clinux_eventfd_signal(int descriptor);
void clinux_eventfd_clear(int descriptor);

/// Writes the reading end and the writing end of a new pipe, both closed on exec.
int clinux_pipe(int *ends);

/// The length of a thread's name is at most 15.
void clinux_name_this_thread(const char *name);

int clinux_pidfd_open(int process_id);
int clinux_pidfd_signal(int pidfd, int signal);

/// A descriptor of our own for what `descriptor` is in the process behind `pidfd` (pidfd_getfd(2), Linux 5.6), closed on
/// exec. Takes ptrace access to it.
int clinux_pidfd_copy(int pidfd, int descriptor);

/// The process at the other end of a Unix socket (SO_PEERCRED, unix(7)): of a connected one, who listened; 0 where that is
/// out of sight in this process id namespace.
int clinux_peer_process(int socket);

/// Reaps the child behind `pidfd` without blocking. Returns 1 when it was reaped, 0 when it still runs; `*code` is the
/// exit code, or 128 + the signal that ended it.
int clinux_reap(int pidfd, int *code);

/// Has the kernel abort the TCP connection between two addresses of `family`, given in network order, whoever owns it
/// (SOCK_DESTROY of sock_diag(7)): both ends get a reset. Needs CAP_NET_ADMIN. -ENOENT where there is no such
/// connection in this network namespace.
int clinux_tcp_destroy(
    int family, const uint8_t *local, uint16_t local_port, const uint8_t *remote, uint16_t remote_port);

/// Starts `program` (looked up in PATH when it holds no slash) in a session of its own, with default signal handling
/// and with the descriptors 0..<count taken from `descriptors`, where -1 stands for /dev/null, and no others.
/// Returns its process id.
int clinux_spawn(const char *program, char *const *arguments, char *const *environment, const int *descriptors, int count);
