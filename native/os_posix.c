/* The platform room on POSIX systems. os.h is its contract. */
#ifndef _WIN32
#define _FILE_OFFSET_BITS 64 /* off_t, where it could be 32 bits wide */
#include "os.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#ifdef __linux__
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#endif

#include "buffer.h"
#include "control.h"
#include "linux.h"

/* Every send and receive asks not to wait and not to signal. A system without these flags gives its
 * sockets the same manners at birth (see dress). */
#ifndef MSG_DONTWAIT
#define MSG_DONTWAIT 0
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
/* An enumerator where it exists; a system without it sets the flag afterwards. */
#ifdef MSG_CMSG_CLOEXEC
#define HAS_CLOSE_ON_EXEC_FLAG 1
#else
#define HAS_CLOSE_ON_EXEC_FLAG 0
#define MSG_CMSG_CLOEXEC 0
#endif

static int result_of(int result) { return result < 0 ? -errno : result; }

static int result_of_size(ssize_t result) { return result < 0 ? -errno : (int)result; }

static size_t clip(size_t length) { return length > INT_MAX ? INT_MAX : length; }

/* Said by a macro of ours: glibc's are names of enumerators, which #if takes for 0. */
#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
#define HAS_BIRTH_FLAGS 1
#define BIRTH_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)
#else
#define HAS_BIRTH_FLAGS 0
#define BIRTH_FLAGS 0
#endif

/* What the birth flags could not do, on systems that have none. */
static int dress(int fd) {
#if !HAS_BIRTH_FLAGS
  int flags = fcntl(fd, F_GETFL);
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
#endif
#ifdef SO_NOSIGPIPE
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  return fd;
}

int os_socket(int domain, int type, int protocol) {
  int fd = socket(domain, type | BIRTH_FLAGS, protocol);
  return fd < 0 ? -errno : dress(fd);
}

int os_socketpair(int domain, int type, int protocol, int pair[2]) {
  if (socketpair(domain, type | BIRTH_FLAGS, protocol, pair) < 0) return -errno;
  int first = dress(pair[0]);
  if (first < 0) {
    close(pair[1]);
    return first;
  }
  int second = dress(pair[1]);
  if (second < 0) {
    close(pair[0]);
    return second;
  }
  return 0;
}

int os_signal_pair(int pair[2]) { return os_socketpair(AF_UNIX, SOCK_STREAM, 0, pair); }

/* The end of the stream wakes the other side. A byte would wake it before this descriptor is closed, and whoever
 * counts descriptors then would find one too many. */
int os_signal_end(int fd) { return os_close(fd); }

int os_close(int fd) {
  int result = result_of(close(fd));
  /* Linux and the BSDs have released the descriptor by the time they say EINTR; calling again could
   * close somebody else's. */
  return result == -EINTR || result == -EINPROGRESS ? 0 : result;
}

void os_forget_linger(int fd) {
  struct linger linger = {0};
  socklen_t length = sizeof linger;
  if (getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length) < 0) return;
  if (!linger.l_onoff || linger.l_linger == 0) return; /* {on, 0} resets at once and never waits */
  linger.l_onoff = 0;
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

int os_duplicate(int fd) { return result_of(fcntl(fd, F_DUPFD_CLOEXEC, 0)); }

int os_close_on_exec(int fd) {
  int flags = fcntl(fd, F_GETFD);
  return flags < 0 ? -errno : result_of(fcntl(fd, F_SETFD, flags | FD_CLOEXEC));
}

int os_get_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -errno : (flags & O_NONBLOCK) != 0;
}

int os_set_nonblocking(int fd, bool on) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -errno;
  int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  return wanted == flags ? 0 : result_of(fcntl(fd, F_SETFL, wanted));
}

int os_bind(int fd, const void *address, size_t length) { return result_of(bind(fd, address, (socklen_t)length)); }

int os_listen(int fd, int queue_length) { return result_of(listen(fd, queue_length)); }

/* Makes one call non-blocking whatever the open file description says. Returns 1 when the mode must
 * be put back, 0 when not, or -errno. */
static int borrow_mode(int fd, bool guarded) {
  if (!guarded) return 0;
  int nonblocking = os_get_nonblocking(fd);
  if (nonblocking != 0) return nonblocking < 0 ? nonblocking : 0;
  int result = os_set_nonblocking(fd, true);
  return result < 0 ? result : 1;
}

int os_accept(int fd, void *address, size_t *length, bool guarded) {
  int borrowed = borrow_mode(fd, guarded);
  if (borrowed < 0) return borrowed;
  socklen_t room = (socklen_t)*length;
#if HAS_BIRTH_FLAGS
  int result = result_of(accept4(fd, address, address == NULL ? NULL : &room, BIRTH_FLAGS));
#else
  int result = result_of(accept(fd, address, address == NULL ? NULL : &room));
#endif
  if (borrowed) os_set_nonblocking(fd, false);
  *length = room;
  return result < 0 ? result : dress(result);
}

int os_connect(int fd, const void *address, size_t length, bool guarded) {
  int borrowed = borrow_mode(fd, guarded);
  if (borrowed < 0) return borrowed;
  int result = result_of(connect(fd, address, (socklen_t)length));
  if (borrowed) os_set_nonblocking(fd, false);
  return result;
}

int os_shutdown(int fd, int method) { return result_of(shutdown(fd, method)); }

int os_local_address(int fd, void *address, size_t *length) {
  socklen_t room = (socklen_t)*length;
  int result = result_of(getsockname(fd, address, &room));
  *length = room;
  return result;
}

int os_peer_address(int fd, void *address, size_t *length) {
  socklen_t room = (socklen_t)*length;
  int result = result_of(getpeername(fd, address, &room));
  *length = room;
  return result;
}

/* The two calls that are made most. libc's are points of cancellation, which in a process with threads costs as much
 * as all else around the call; no thread is ever cancelled here. The sanitizers watch libc's. */
#if defined(__linux__) && defined(SYS_sendto) && defined(SYS_recvfrom) && !defined(__SANITIZE_ADDRESS__)
static ssize_t send_to(int fd, const void *data, size_t length, int flags, const void *address, socklen_t size) {
  return syscall(SYS_sendto, fd, data, length, flags, address, size);
}

static ssize_t receive_from(int fd, void *data, size_t length, int flags, void *address, socklen_t *size) {
  return syscall(SYS_recvfrom, fd, data, length, flags, address, size);
}
#else
#define send_to sendto
#define receive_from recvfrom
#endif

int os_send(int fd, const void *data, size_t length, int flags, const void *address, size_t address_length,
            bool guarded) {
  (void)guarded;
  flags |= MSG_DONTWAIT | MSG_NOSIGNAL;
  return result_of_size(send_to(fd, data, clip(length), flags, address, (socklen_t)address_length));
}

int os_receive(int fd, void *data, size_t length, int flags, void *address, size_t *address_length, bool guarded) {
  (void)guarded;
  flags |= MSG_DONTWAIT;
  if (address == NULL) return result_of_size(receive_from(fd, data, clip(length), flags, NULL, NULL));
  socklen_t room = (socklen_t)*address_length;
  int result = result_of_size(receive_from(fd, data, clip(length), flags, address, &room));
  *address_length = room;
  return result;
}

/* sendfile(2) and splice(2) have no MSG_NOSIGNAL. SIGPIPE goes to the thread that made the call, so it is
 * blocked there meanwhile, and the one that came of it is taken back. Whether the process ignores the
 * signal, or somebody has undone that, does not matter then. */
struct hush {
  sigset_t only, before;
};

static void begin_hush(struct hush *hush) {
  sigemptyset(&hush->only);
  sigaddset(&hush->only, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &hush->only, &hush->before);
}

static void end_hush(struct hush *hush, int result, size_t count) {
  /* A short count too may have ended with the signal: what went before is told, and not EPIPE. */
  if (result == -EPIPE || (result > 0 && (size_t)result < count)) {
#if defined(__linux__) || defined(__FreeBSD__)
    const struct timespec at_once = {0};
    sigtimedwait(&hush->only, NULL, &at_once);
#else
    sigset_t pending;
    int number;
    if (sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1) sigwait(&hush->only, &number);
#endif
  }
  pthread_sigmask(SIG_SETMASK, &hush->before, NULL);
}

#ifdef __linux__
/* How much of a regular file there is from `offset`: a call that asks for more than that makes Linux before
 * 6.5 hold the last packet back for a while, expecting what never comes. */
static size_t clip_to_file(int file, int64_t offset, size_t count) {
  struct stat status;
  if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) return count;
  int64_t left = status.st_size - (offset < 0 ? lseek(file, 0, SEEK_CUR) : offset);
  return left > 0 && (uint64_t)left < count ? (size_t)left : count;
}

static int send_file(int fd, int file, int64_t offset, size_t count) {
  off_t at = offset;
  return result_of_size(sendfile(fd, file, offset < 0 ? NULL : &at, clip_to_file(file, offset, count)));
}
#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__DragonFly__)
/* The call of these systems knows no own position, takes a count of 0 for all of the file, and tells apart
 * from its result how much went, also where it fails with EAGAIN or EINTR. */
static int send_file(int fd, int file, int64_t offset, size_t count) {
  off_t at = offset < 0 ? lseek(file, 0, SEEK_CUR) : offset;
  if (at < 0) return -errno;
  if (count == 0) return 0;
#ifdef __APPLE__
  off_t sent = (off_t)count;
  int result = sendfile(file, fd, at, &sent, NULL, 0);
#else
  off_t sent = 0;
  int result = sendfile(file, fd, at, count, NULL, &sent, 0);
#endif
  int error = errno;
  if (result < 0 && ((error != EAGAIN && error != EINTR) || sent == 0)) return -error;
  if (offset < 0 && lseek(file, sent, SEEK_CUR) < 0) return -errno;
  return (int)sent;
}
#else
static int send_file(int fd, int file, int64_t offset, size_t count) {
  (void)fd, (void)file, (void)offset, (void)count;
  return -ENOSYS;
}
#endif

int os_send_file(int fd, int file, int64_t offset, size_t count, bool guarded) {
  struct hush hush;
  int borrowed = borrow_mode(fd, guarded);
  if (borrowed < 0) return borrowed;
  begin_hush(&hush);
  int result = send_file(fd, file, offset, clip(count));
  end_hush(&hush, result, clip(count));
  if (borrowed) os_set_nonblocking(fd, false);
  return result;
}

int os_send_pipe(int fd, int source, size_t count, bool guarded) {
#ifdef SPLICE_F_NONBLOCK
  struct hush hush;
  int borrowed = borrow_mode(fd, guarded);
  if (borrowed < 0) return borrowed;
  begin_hush(&hush);
  int result = result_of_size(splice(source, NULL, fd, NULL, clip(count), SPLICE_F_NONBLOCK));
  end_hush(&hush, result, clip(count));
  if (borrowed) os_set_nonblocking(fd, false);
  return result;
#else
  (void)fd, (void)source, (void)count, (void)guarded;
  return -ENOSYS;
#endif
}

int os_receive_pipe(int fd, int target, size_t count) {
#ifdef SPLICE_F_NONBLOCK
  return result_of_size(splice(fd, NULL, target, NULL, clip(count), SPLICE_F_NONBLOCK | SPLICE_F_MOVE));
#else
  (void)fd, (void)target, (void)count;
  return -ENOSYS;
#endif
}

int os_pipe(int ends[2], int room) {
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
  fcntl(ends[1], F_SETPIPE_SZ, room); /* a wish: there is a limit for each user */
  return 0;
#else
  (void)room;
  if (pipe(ends) < 0) return -errno;
  for (int end = 0; end < 2; end++) {
    fcntl(ends[end], F_SETFD, FD_CLOEXEC);
    fcntl(ends[end], F_SETFL, O_NONBLOCK);
  }
  return 0;
#endif
}

int os_read_file(int file, void *data, size_t length, int64_t offset) {
  return result_of_size(pread(file, data, clip(length), offset));
}

int64_t os_move_file(int file, int64_t distance) {
  off_t position = lseek(file, distance, SEEK_CUR);
  return position < 0 ? -errno : position;
}

#ifdef __linux__
/* Options whose value is a struct with a pointer to a classic BPF program. PACKET_FANOUT_DATA takes an
 * int instead where the program is an extended one. */
static bool takes_program(int level, int id, size_t length) {
  if (level == SOL_SOCKET) return id == SO_ATTACH_FILTER || id == SO_ATTACH_REUSEPORT_CBPF;
  return level == SOL_PACKET && id == PACKET_FANOUT_DATA && length != sizeof(int);
}

static int set_program(int fd, int level, int id, const void *value, size_t length) {
  size_t count = length / sizeof(struct sock_filter);
  if (length % sizeof(struct sock_filter) != 0 || count > BPF_MAXINSNS) return -EINVAL;
  struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)value};
  return result_of(setsockopt(fd, level, id, &program, sizeof program));
}

/* The kernel writes this option's arrays to addresses that stand in the value. They lie behind the
 * struct, in the value's own room; JavaScript neither tells the addresses nor sees them. */
static int get_mptcp_full_info(int fd, void *value, size_t *length) {
  struct linux_mptcp_full_info info = {.size_tcpinfo_user = sizeof(struct linux_tcp_info),
                                       .size_sfinfo_user = sizeof(struct linux_mptcp_subflow)};
  if (*length < sizeof info) return -EINVAL;
  unsigned char *arrays = (unsigned char *)value + sizeof info;
  uint32_t count = (uint32_t)((*length - sizeof info) / (info.size_tcpinfo_user + info.size_sfinfo_user));
  info.size_arrays_user = count;
  info.subflow_info = (uintptr_t)arrays;
  info.tcp_info = (uintptr_t)(arrays + (size_t)count * info.size_sfinfo_user);
  socklen_t room = sizeof info;
  int result = result_of(getsockopt(fd, SOL_MPTCP, MPTCP_FULL_INFO, &info, &room));
  if (result < 0) return result;
  info.subflow_info = info.tcp_info = 0;
  memcpy(value, &info, sizeof info);
  return result;
}
#endif
_Static_assert(sizeof(struct os_piece) == sizeof(struct iovec) &&
                   offsetof(struct os_piece, data) == offsetof(struct iovec, iov_base) &&
                   offsetof(struct os_piece, length) == offsetof(struct iovec, iov_len),
               "a piece is an iovec");

static struct msghdr header_of(const struct os_piece *pieces, size_t count, const struct os_message *message) {
  struct msghdr header = {.msg_iov = (struct iovec *)pieces};
  header.msg_iovlen = (__typeof__(header.msg_iovlen))count;
  if (message->address_length > 0) {
    header.msg_name = message->address;
    header.msg_namelen = (socklen_t)message->address_length;
  }
  if (message->control_length > 0) {
    header.msg_control = message->control;
    header.msg_controllen = (__typeof__(header.msg_controllen))message->control_length;
  }
  return header;
}

/* musl's sendmsg takes at most a kilobyte of control data, and its sendmmsg makes a call for each message, because
 * its structs have gaps where the kernel's are wide. Ours are zero there, so the kernel is asked directly. */
#if defined(__linux__) && !defined(__GLIBC__) && defined(__LP64__)
static ssize_t send_message(int fd, const struct msghdr *header, int flags) {
  return syscall(SYS_sendmsg, fd, header, flags);
}

static int send_messages(int fd, struct mmsghdr *headers, unsigned count, int flags) {
  return (int)syscall(SYS_sendmmsg, fd, headers, count, flags);
}
#else
#define send_message sendmsg
#define send_messages sendmmsg
#endif

int os_send_message(int fd, const struct os_piece *pieces, size_t count, int flags, const struct os_message *message,
                    bool guarded) {
  (void)guarded;
  struct msghdr header = header_of(pieces, count, message);
  return result_of_size(send_message(fd, &header, flags | MSG_DONTWAIT | MSG_NOSIGNAL));
}

int os_receive_message(int fd, const struct os_piece *pieces, size_t count, int flags, struct os_message *message,
                       bool guarded) {
  (void)guarded;
  struct msghdr header = header_of(pieces, count, message);
  int result = result_of_size(recvmsg(fd, &header, flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
  bool marked = HAS_CLOSE_ON_EXEC_FLAG;
  if (result == -EINVAL && marked) {
    /* Packet sockets refuse flags that they do not know, this one among them; nothing was received. */
    header = header_of(pieces, count, message);
    result = result_of_size(recvmsg(fd, &header, flags | MSG_DONTWAIT));
    marked = false;
  }
  if (result < 0) return result;
  message->address_length = header.msg_namelen;
  message->control_length = header.msg_controllen;
  message->flags = header.msg_flags;
  struct os_cursor cursor = {0};
  for (int received; !marked && (received = os_next_received(message, &cursor)) >= 0;) os_close_on_exec(received);
  return result;
}

#if defined(__linux__) || defined(__FreeBSD__)
int os_send_datagrams(int fd, const struct os_datagram *list, size_t count, int flags, bool guarded) {
  (void)guarded;
  struct mmsghdr headers[OS_MOST_DATAGRAMS];
  struct iovec pieces[OS_MOST_DATAGRAMS];
  for (size_t index = 0; index < count; index++) {
    pieces[index] = (struct iovec){list[index].data, list[index].length};
    headers[index].msg_hdr = header_of((struct os_piece *)&pieces[index], 1, &list[index].message);
  }
  return result_of((int)send_messages(fd, headers, (unsigned)count, flags | MSG_DONTWAIT | MSG_NOSIGNAL));
}

int os_receive_datagrams(int fd, struct os_datagram *list, size_t count, bool guarded) {
  (void)guarded;
  struct mmsghdr headers[OS_MOST_DATAGRAMS];
  struct iovec pieces[OS_MOST_DATAGRAMS];
  int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC, result;
#ifdef __linux__
  flags |= MSG_TRUNC; /* the true length, please */
#endif
  for (;; flags &= ~MSG_CMSG_CLOEXEC) { /* packet sockets refuse it; no descriptor ever comes to these */
    for (size_t index = 0; index < count; index++) {
      pieces[index] = (struct iovec){list[index].data, list[index].length};
      headers[index].msg_hdr = header_of((struct os_piece *)&pieces[index], 1, &list[index].message);
    }
    result = result_of((int)recvmmsg(fd, headers, (unsigned)count, flags, NULL));
    if (result != -EINVAL || (flags & MSG_CMSG_CLOEXEC) == 0) break;
  }
  for (int index = 0; index < result; index++) {
    struct os_message *message = &list[index].message;
    list[index].length = headers[index].msg_len;
    message->address_length = headers[index].msg_hdr.msg_namelen;
    message->control_length = headers[index].msg_hdr.msg_controllen;
    message->flags = headers[index].msg_hdr.msg_flags;
  }
  return result;
}
#endif

static bool carries_descriptors(const struct cmsghdr *header) {
  if (header->cmsg_level != SOL_SOCKET) return false;
#ifdef SCM_PIDFD
  if (header->cmsg_type == SCM_PIDFD) return true;
#endif
  return header->cmsg_type == SCM_RIGHTS;
}

/* By copies: nobody promises that the control data is aligned. */
int os_next_received(const struct os_message *message, struct os_cursor *cursor) {
  const unsigned char *control = message->control;
  for (;;) {
    size_t left = message->control_length - cursor->header;
    struct cmsghdr header;
    if (left < sizeof header) return -1;
    memcpy(&header, control + cursor->header, sizeof header);
    size_t length = header.cmsg_len;
    if (length < CMSG_LEN(0) || length > left) return -1;
    size_t count = carries_descriptors(&header) ? (length - CMSG_LEN(0)) / sizeof(int) : 0;
    while (cursor->index < count) {
      int fd; /* a negative one stands for what could not be given */
      memcpy(&fd, control + cursor->header + CMSG_LEN(0) + cursor->index++ * sizeof fd, sizeof fd);
      if (fd >= 0) return fd;
    }
    size_t space = CMSG_SPACE(length - CMSG_LEN(0));
    cursor->header += space < left ? space : left;
    cursor->index = 0;
  }
}

int os_get_option(int fd, int level, int id, void *value, size_t *length) {
  size_t unit = 1;
#ifdef __linux__
  if (level == SOL_MPTCP && id == MPTCP_FULL_INFO) return get_mptcp_full_info(fd, value, length);
  /* The one option that counts instructions where all others count bytes: told the bytes, the kernel
   * would write eight times as many. */
  if (level == SOL_SOCKET && id == SO_GET_FILTER) unit = sizeof(struct sock_filter);
#endif
  socklen_t room = (socklen_t)(*length / unit);
  int result = result_of(getsockopt(fd, level, id, value, &room));
  *length = room * unit;
  return result;
}

int os_set_option(int fd, int level, int id, const void *value, size_t length) {
#ifdef __linux__
  if (takes_program(level, id, length)) return set_program(fd, level, id, value, length);
#endif
  return result_of(setsockopt(fd, level, id, value, (socklen_t)length));
}

bool os_hung_up(int fd) {
#ifdef POLLRDHUP
  struct pollfd entry = {.fd = fd, .events = POLLRDHUP};
#else
  struct pollfd entry = {.fd = fd};
#endif
  return poll(&entry, 1, 0) == 1 && entry.revents != 0;
}

int os_poll(void *entries, size_t size, int timeout) {
  return result_of(poll(entries, (nfds_t)(size / sizeof(struct pollfd)), timeout));
}

static void append_names(struct bs_buffer *out, const char *name, char **aliases) {
  bs_buffer_append_string(out, name);
  for (char **alias = aliases; alias != NULL && *alias != NULL; alias++) bs_buffer_append_string(out, *alias);
}

static int finish(const struct bs_buffer *out) { return out->failed ? -ENOMEM : 0; }

static int append_protocol(struct bs_buffer *out, const struct protoent *entry) {
  if (entry == NULL) return -ENOENT;
  bs_buffer_append_int(out, entry->p_proto);
  append_names(out, entry->p_name, entry->p_aliases);
  return finish(out);
}

static int append_service(struct bs_buffer *out, const struct servent *entry) {
  if (entry == NULL) return -ENOENT;
  bs_buffer_append_int(out, ntohs((uint16_t)entry->s_port));
  append_names(out, entry->s_name, entry->s_aliases);
  bs_buffer_append_string(out, entry->s_proto);
  return finish(out);
}

/* The lookups share libc's cursor and, but for glibc's _r forms, its result; one lock for the
 * process keeps environments out of each other's walk. It guards libc's state, it is not ours. */
static pthread_mutex_t database_lock = PTHREAD_MUTEX_INITIALIZER;

int os_protocol_by_name(const char *name, struct bs_buffer *out) {
  pthread_mutex_lock(&database_lock);
  int result = append_protocol(out, getprotobyname(name));
  pthread_mutex_unlock(&database_lock);
  return result;
}

int os_protocol_by_number(int number, struct bs_buffer *out) {
  pthread_mutex_lock(&database_lock);
  int result = append_protocol(out, getprotobynumber(number));
  pthread_mutex_unlock(&database_lock);
  return result;
}

int os_protocols(struct bs_buffer *out) {
  pthread_mutex_lock(&database_lock);
  setprotoent(1);
  struct protoent *entry;
  while ((entry = getprotoent()) != NULL) {
    size_t start = out->length;
    bs_buffer_append_int(out, 0);
    append_protocol(out, entry);
    if (out->failed) break;
    int32_t length = (int32_t)(out->length - start - sizeof length);
    memcpy(out->data + start, &length, sizeof length);
  }
  endprotoent();
  pthread_mutex_unlock(&database_lock);
  return finish(out);
}

int os_service_by_name(const char *name, const char *protocol, struct bs_buffer *out) {
  pthread_mutex_lock(&database_lock);
  int result = append_service(out, getservbyname(name, protocol));
  pthread_mutex_unlock(&database_lock);
  return result;
}

int os_service_by_port(int port, const char *protocol, struct bs_buffer *out) {
  pthread_mutex_lock(&database_lock);
  int result = append_service(out, getservbyport(htons((uint16_t)port), protocol));
  pthread_mutex_unlock(&database_lock);
  return result;
}

int os_interfaces(struct bs_buffer *out) {
  struct if_nameindex *list = if_nameindex();
  if (list == NULL) return -errno;
  for (struct if_nameindex *entry = list; entry->if_index != 0; entry++) {
    bs_buffer_append_int(out, (int32_t)entry->if_index);
    bs_buffer_append_string(out, entry->if_name);
  }
  if_freenameindex(list);
  return finish(out);
}

int os_interface_index(const char *name) {
  unsigned index = if_nametoindex(name);
  return index == 0 ? -errno : (int)index;
}

int os_interface_name(int index, struct bs_buffer *out) {
  char name[IF_NAMESIZE];
  if (if_indextoname((unsigned)index, name) == NULL) return -errno;
  bs_buffer_append_string(out, name);
  return finish(out);
}

int os_host_name(struct bs_buffer *out) {
  char name[256];
  if (gethostname(name, sizeof name) < 0) return -errno;
  name[sizeof name - 1] = 0;
  bs_buffer_append_string(out, name);
  return finish(out);
}

int os_ignore_sigpipe(void) { return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -errno : 0; }

const char *os_error_text(int number, char *scratch, size_t size) {
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
  return strerror_r(number, scratch, size);
#else
  return strerror_r(number, scratch, size) == 0 ? scratch : "Unknown error";
#endif
}

const char *os_lookup_error_text(int number, char *scratch, size_t size) {
  (void)scratch, (void)size;
  return gai_strerror(number);
}

void *os_symbol(const char *name) { return dlsym(RTLD_DEFAULT, name); }

void os_begin(void) {
#ifdef __APPLE__
  Dl_info info;
  if (dladdr((const void *)&database_lock, &info) != 0) dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
#endif
#ifdef __GLIBC__
  gnu_get_libc_version();
#endif
}

struct os_lock {
  pthread_mutex_t mutex;
};

struct os_lock *os_lock_create(void) {
  struct os_lock *lock = malloc(sizeof *lock);
  if (lock != NULL) pthread_mutex_init(&lock->mutex, NULL);
  return lock;
}

void os_lock_free(struct os_lock *lock) {
  pthread_mutex_destroy(&lock->mutex);
  free(lock);
}

void os_lock_enter(struct os_lock *lock) { pthread_mutex_lock(&lock->mutex); }

void os_lock_leave(struct os_lock *lock) { pthread_mutex_unlock(&lock->mutex); }

struct start {
  void (*body)(void *);
  void *argument;
};

static void *trampoline(void *given) {
  struct start start = *(struct start *)given;
  free(given);
  start.body(start.argument);
  return NULL;
}

struct os_thread {
  pthread_t thread;
};

int os_start_thread(void (*body)(void *), void *argument, struct os_thread **joinable) {
  struct start *start = malloc(sizeof *start);
  struct os_thread *thread = malloc(sizeof *thread);
  if (start == NULL || thread == NULL) {
    free(start);
    free(thread);
    return -ENOMEM;
  }
  *start = (struct start){body, argument};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, joinable == NULL ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE);
  /* The host's signals are for the host's threads. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread->thread, &attributes, trampoline, start);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (error != 0) free(start);
  if (error == 0 && joinable != NULL)
    *joinable = thread;
  else
    free(thread);
  return -error;
}

void os_join_thread(struct os_thread *thread) {
  pthread_join(thread->thread, NULL);
  free(thread);
}
#endif
