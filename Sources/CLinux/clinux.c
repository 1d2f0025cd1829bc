#define _GNU_SOURCE
#include "clinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_EVENTS 64

int clinux_epoll_create(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    return epoll < 0 ? -errno : epoll;
}

int clinux_epoll_add(int epoll, int descriptor, int interest, uint64_t token) {
    struct epoll_event event = {.events = EPOLLONESHOT, .data = {.u64 = token}};
    if (interest & clinux_readable) event.events |= EPOLLIN | EPOLLRDHUP;
    if (interest & clinux_writable) event.events |= EPOLLOUT;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : -errno;
}

int clinux_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL) == 0 ? 0 : -errno;
}

int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity, int64_t timeout_ns) {
    struct epoll_event events[MOST_EVENTS];
    struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    if (capacity > MOST_EVENTS) capacity = MOST_EVENTS;
    int count = epoll_pwait2(epoll, events, capacity, timeout_ns < 0 ? NULL : &timeout, NULL);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) tokens[index] = events[index].data.u64;
    return count;
}

int clinux_eventfd_create(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor < 0 ? -errno : descriptor;
}

void clinux_eventfd_signal(int descriptor) { eventfd_write(descriptor, 1); }

void clinux_eventfd_clear(int descriptor) {
    eventfd_t value;
    eventfd_read(descriptor, &value);
}

int clinux_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

void clinux_name_this_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int clinux_pidfd_open(int process_id) {
    int pidfd = (int)syscall(SYS_pidfd_open, process_id, 0);
    return pidfd < 0 ? -errno : pidfd;
}

int clinux_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0 ? 0 : -errno;
}

int clinux_pidfd_copy(int pidfd, int descriptor) {
    int copy = (int)syscall(SYS_pidfd_getfd, pidfd, descriptor, 0);
    return copy < 0 ? -errno : copy;
}

int clinux_peer_process(int socket) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 ? peer.pid : -errno;
}

int clinux_reap(int pidfd, int *code) {
    siginfo_t info = {.si_pid = 0};
    if (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) != 0) return -errno;
    if (info.si_pid == 0) return 0;
    *code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
    return 1;
}

int clinux_tcp_destroy(
    int family, const uint8_t *local, uint16_t local_port, const uint8_t *remote, uint16_t remote_port) {
    size_t length = family == AF_INET ? 4 : 16;
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } message = {
        .header = {
            .nlmsg_len = sizeof message, .nlmsg_type = SOCK_DESTROY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
        .request = {
            .sdiag_family = (uint8_t)family, .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u,
            .id = {
                .idiag_sport = htons(local_port), .idiag_dport = htons(remote_port),
                .idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}}};
    memcpy(message.request.id.idiag_src, local, length);
    memcpy(message.request.id.idiag_dst, remote, length);

    int netlink = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (netlink < 0) return -errno;
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char echo[512];
    } answer;
    int status = 0;
    // The kernel has handled it, and its acknowledgement waits, when send returns.
    if (send(netlink, &message, sizeof message, 0) < 0)
        status = -errno;
    else if (recv(netlink, &answer, sizeof answer, 0) < (ssize_t)(sizeof answer.header + sizeof(int)))
        status = -EIO;
    else if (answer.header.nlmsg_type == NLMSG_ERROR)
        status = answer.error.error;
    close(netlink);
    return status;
}

int clinux_spawn(
    const char *program, char *const *arguments, char *const *environment, const int *descriptors, int count) {
    // First out of the way of all, then into place: a source may sit on another one's target.
    int parking = count;
    for (int index = 0; index < count; index++)
        if (descriptors[index] >= parking) parking = descriptors[index] + 1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // EBADF for a number beyond RLIMIT_NOFILE.
    int refusal = 0;
    for (int index = 0; index < count; index++)
        if (descriptors[index] >= 0)
            refusal |= posix_spawn_file_actions_adddup2(&actions, descriptors[index], parking + index);
    for (int index = 0; index < count; index++) {
        if (descriptors[index] >= 0)
            refusal |= posix_spawn_file_actions_adddup2(&actions, parking + index, index);
        else
            refusal |= posix_spawn_file_actions_addopen(&actions, index, "/dev/null", O_RDWR, 0);
    }
    if (refusal != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return -EMFILE;
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, count);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    pid_t pid = 0;
    int status = posix_spawnp(&pid, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return status == 0 ? pid : -status;
}
