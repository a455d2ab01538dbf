/*
 * The contract of the platform room.
 *
 * Everything above this line of the house is the same on every system; everything that differs
 * between systems lives behind these prototypes, in os_posix.c or its twins, and nowhere else. The
 * rules that hold for all of them:
 *
 *  1. A result >= 0 is success and what the system call gave; a result < 0 is -errno, taken on the
 *     line of the call. Numbers are the platform's own.
 *  2. One function is one system call of the same meaning, plus what the platform needs so that
 *     two promises hold: a descriptor made here is close-on-exec and non-blocking from birth
 *     (atomically where the system can), and no call here ever waits in the kernel or raises
 *     SIGPIPE. Waiting is os_poll's business alone, and its caller bounds it.
 *     Exceptions that may wait: os_close on a lingering socket, and the name lookups. Their
 *     callers run them on a job's thread. And whatever reads a file may wait for its disk, as all
 *     reading of files does: it takes few bytes at a time.
 *  3. Nothing is retried and nothing is decided: EINTR, EAGAIN and short counts go up as they are.
 *     Only close(2) is final: EINTR there is success, the descriptor is gone.
 *  4. `guarded` says that the descriptor's open file description may be in blocking mode (an
 *     adopted descriptor, or one made blocking on purpose). accept(2), connect(2), sendfile(2) and
 *     splice(2) have no MSG_DONTWAIT, and on Windows no call has, so there the descriptor is made
 *     non-blocking for the one call and put back after it.
 *  5. Pointers are not kept. Lengths were checked against the arrays they came with.
 */
#ifndef BERKELEY_OS_H
#define BERKELEY_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Growing text for lookups that return lists: see buffer.h. */
struct bs_buffer;

/* Makes a socket. */
int os_socket(int domain, int type, int protocol);
/* Makes a connected pair. */
int os_socketpair(int domain, int type, int protocol, int pair[2]);
/* Two connected sockets by which one thread wakes another: what is sent to one makes the other readable, and so does
 * its end. */
int os_signal_pair(int pair[2]);
/* Closes one of them; the other is readable from then on. */
int os_signal_end(int fd);
/* Closes; never reports EINTR. May wait when SO_LINGER is on. */
int os_close(int fd);
/* Turns a waiting SO_LINGER off, so that a following os_close cannot wait. */
void os_forget_linger(int fd);
/* A new descriptor, close-on-exec, for the same open file description. */
int os_duplicate(int fd);
/* Makes a descriptor from elsewhere close-on-exec: 0, or -EBADF when it is none. */
int os_close_on_exec(int fd);
/* 1 when the open file description is non-blocking, 0 when it is blocking. Where the system does not tell it becomes
 * non-blocking, and the answer is 1. */
int os_get_nonblocking(int fd);
int os_set_nonblocking(int fd, bool on);

int os_bind(int fd, const void *address, size_t length);
int os_listen(int fd, int queue_length);
/* `length` is the room on entry and the kernel's length, which may be larger, on return. */
int os_accept(int fd, void *address, size_t *length, bool guarded);
int os_connect(int fd, const void *address, size_t length, bool guarded);
int os_shutdown(int fd, int method);
int os_local_address(int fd, void *address, size_t *length);
int os_peer_address(int fd, void *address, size_t *length);

/* `address` may be NULL. Lengths above INT_MAX are cut to it, as the kernel cuts them. */
int os_send(int fd, const void *data, size_t length, int flags, const void *address, size_t address_length,
            bool guarded);
int os_receive(int fd, void *data, size_t length, int flags, void *address, size_t *address_length, bool guarded);

/* A run of bytes. */
struct os_piece {
  void *data;
  size_t length;
};

/* What a message has beside its data. Lengths are rooms on entry to a receive, and on return what the
 * kernel gave; that of the address may exceed its room. A length of 0 means none. */
struct os_message {
  void *address;
  size_t address_length;
  void *control;
  size_t control_length;
  int flags; /* out: MSG_TRUNC and its like */
};

int os_send_message(int fd, const struct os_piece *pieces, size_t count, int flags, const struct os_message *message,
                    bool guarded);
/* Descriptors that arrive are close-on-exec, and the caller's to close. */
int os_receive_message(int fd, const struct os_piece *pieces, size_t count, int flags, struct os_message *message,
                       bool guarded);

/* One of many datagrams: its length is its room on entry to a receive, and on return the datagram's own, which may
 * exceed the room; by one where the system tells only that it does. */
struct os_datagram {
  void *data;
  size_t length;
  struct os_message message;
};
#define OS_MOST_DATAGRAMS 128
/* sendmmsg(2) and recvmmsg(2), or a loop where the system has no such call: how many were done. An error after the
 * first one is told by the next call, if it lasts. */
int os_send_datagrams(int fd, const struct os_datagram *list, size_t count, int flags, bool guarded);
int os_receive_datagrams(int fd, struct os_datagram *list, size_t count, bool guarded);

/* A walk over the descriptors in a received message's control data; begin with {0}. */
struct os_cursor {
  size_t header;
  size_t index;
};
/* The next descriptor, or -1. */
int os_next_received(const struct os_message *message, struct os_cursor *cursor);

/* sendfile(2): sends bytes of a file, from `offset` or, where that is negative, from the file's own
 * position, which then moves on by what was sent. 0 is the end of the file. -EINVAL, -ENOSYS, -ENOTSUP
 * or -EOPNOTSUPP where the system has no such call, or has it not for this file: then nothing was read. */
int os_send_file(int fd, int file, int64_t offset, size_t count, bool guarded);
/* splice(2) from a pipe: what the socket does not take stays in the pipe, and an empty pipe is -EAGAIN.
 * -EINVAL for what is no pipe, -ENOSYS where there is no such call. */
int os_send_pipe(int fd, int source, size_t count, bool guarded);
/* splice(2) to a pipe, of at most `count` bytes: 0 at the end of the stream, -EAGAIN where there is nothing to
 * take or no room in the pipe, -ENOSYS where there is no such call. */
int os_receive_pipe(int fd, int target, size_t count);
/* A pipe, close-on-exec and non-blocking, with `room` bytes if the system grants so many. */
int os_pipe(int pipe[2], int room);
/* pread(2). */
int os_read_file(int file, void *data, size_t length, int64_t offset);
/* Moves a file's own position by so much; gives where it is then. */
int64_t os_move_file(int file, int64_t distance);

/* Lengths are bytes, whatever the kernel counts. The value of an option that is a packet filter is the
 * array of its instructions; the struct with a pointer that the kernel wants is built here, so that no
 * pointer ever comes from JavaScript. Where the kernel
 * wants addresses in a value (MPTCP_FULL_INFO), they are of the value's own room. */
int os_get_option(int fd, int level, int id, void *value, size_t *length);
int os_set_option(int fd, int level, int id, const void *value, size_t length);

/* Whether the peer sends no more, or is gone. */
bool os_hung_up(int fd);

/* poll(2). `entries` is an array of the platform's struct pollfd, `size` its bytes. */
int os_poll(void *entries, size_t size, int timeout);

/* The databases append to `out`; a name that is unknown is -ENOENT.
 * An entry is its number, then its name and aliases, each ended by a NUL byte. */
int os_protocol_by_name(const char *name, struct bs_buffer *out);
int os_protocol_by_number(int number, struct bs_buffer *out);
/* Every entry of the protocol database, each led by its length in bytes as an int32. */
int os_protocols(struct bs_buffer *out);
/* `protocol` may be NULL. The entry's number is its port; its last string is the protocol. */
int os_service_by_name(const char *name, const char *protocol, struct bs_buffer *out);
int os_service_by_port(int port, const char *protocol, struct bs_buffer *out);

/* Index (int32) and NUL-ended name of each interface. */
int os_interfaces(struct bs_buffer *out);
int os_interface_index(const char *name);
int os_interface_name(int index, struct bs_buffer *out);
int os_host_name(struct bs_buffer *out);

/* Ignores SIGPIPE in this process. */
int os_ignore_sigpipe(void);

/* The system's words for an error number, and for an EAI number. */
const char *os_error_text(int number, char *scratch, size_t size);
const char *os_lookup_error_text(int number, char *scratch, size_t size);

/* What the program that runs us exports by this name, or NULL. */
void *os_symbol(const char *name);

/* Called when an environment loads the add-on. Keeps its code loaded to the end of the process, for detached
 * threads, where the linker could not be asked to (-z nodelete). And a binary for glibc calls here what musl lacks:
 * musl takes glibc's library names for its own, and must not load one, for some functions differ in meaning. */
void os_begin(void);

/* A lock between threads. */
struct os_lock;
struct os_lock *os_lock_create(void); /* NULL when out of memory */
void os_lock_free(struct os_lock *lock);
void os_lock_enter(struct os_lock *lock);
void os_lock_leave(struct os_lock *lock);

/* Runs `body` on a thread with every signal blocked: 0 or -errno. It is detached where `joinable` is NULL; else it is
 * given there, and must be joined. */
struct os_thread;
int os_start_thread(void (*body)(void *), void *argument, struct os_thread **joinable);
/* Waits for its end, and frees it. */
void os_join_thread(struct os_thread *thread);

#endif
