/* The platform room on Windows. os.h is its contract. */
#ifdef _WIN32
#include "os.h"

/* Before the headers that lean on it. */
#include "win32.h"

#include <iphlpapi.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

/* A socket is a handle, and a handle has at most 32 bits that matter: Windows promises so for the sake of programs
 * of 32 bits, and gives out the low ones. */
static SOCKET handle_of(int fd) { return fd < 0 ? INVALID_SOCKET : (SOCKET)(unsigned)fd; }

/* Winsock's own numbers are what POSIX's names mean here. Those of the system below shine through at times. */
static int error_of(DWORD number) {
  if (number >= WSABASEERR) return number == WSA_E_CANCELLED ? ECANCELED : (int)number;
  switch (number) {
  case ERROR_INVALID_HANDLE:
    return EBADF;
  case ERROR_NOT_ENOUGH_MEMORY:
  case ERROR_OUTOFMEMORY:
    return ENOMEM;
  case ERROR_ACCESS_DENIED:
    return EACCES;
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
    return ENOENT;
  case ERROR_INVALID_PARAMETER:
    return EINVAL;
  case ERROR_NOT_SUPPORTED:
  case ERROR_INVALID_FUNCTION:
    return EOPNOTSUPP;
  case ERROR_OPERATION_ABORTED:
    return ECANCELED;
  case ERROR_NETNAME_DELETED:
    return ECONNRESET;
  case ERROR_PORT_UNREACHABLE:
  case ERROR_CONNECTION_REFUSED:
    return ECONNREFUSED;
  case ERROR_HOST_UNREACHABLE:
    return EHOSTUNREACH;
  case ERROR_NETWORK_UNREACHABLE:
    return ENETUNREACH;
  case ERROR_MORE_DATA:
    return EMSGSIZE;
  case ERROR_NO_SYSTEM_RESOURCES:
    return ENOBUFS;
  case ERROR_BROKEN_PIPE:
    return EPIPE;
  default:
    return EIO;
  }
}

static int socket_error(void) { return -error_of((DWORD)WSAGetLastError()); }

/* The error of a call on a socket. Winsock says the same of what is no socket and of what is not there. */
static int error_on(int fd) {
  int error = socket_error();
  DWORD flags;
  if (error != -ENOTSOCK) return error;
  /* -1 is a handle: of this process. */
  return fd < 0 || !GetHandleInformation((HANDLE)handle_of(fd), &flags) ? -EBADF : error;
}

static int last_error(void) { return -error_of(GetLastError()); }

static int result_of(int fd, int result) { return result == SOCKET_ERROR ? error_on(fd) : result; }

static int clip(size_t length) { return length > INT_MAX ? INT_MAX : (int)length; }

static int type_of(SOCKET handle) {
  int type = 0, length = sizeof type;
  return getsockopt(handle, SOL_SOCKET, SO_TYPE, (char *)&type, &length) == 0 ? type : -1;
}

/* Whether a datagram socket that has a peer tells that nobody listens there. Without a peer it would tell of
 * anybody's port, at the next receive from somebody else. */
static void tell_refusals(SOCKET handle, BOOL on) {
  DWORD unused;
  WSAIoctl(handle, SIO_UDP_CONNRESET, &on, sizeof on, NULL, 0, &unused, NULL, NULL);
}

/* The number of a new socket, which is non-blocking from here on and not inherited. */
static int dress(SOCKET handle) {
  u_long on = 1;
  if (handle > INT_MAX) {
    closesocket(handle);
    return -EMFILE;
  }
  if (ioctlsocket(handle, (long)FIONBIO, &on) == SOCKET_ERROR) {
    int error = socket_error();
    closesocket(handle);
    return error;
  }
  return (int)handle;
}

int os_socket(int domain, int type, int protocol) {
  SOCKET handle = WSASocketW(domain, type, protocol, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (handle == INVALID_SOCKET) return socket_error();
  if (type == SOCK_DGRAM && (domain == AF_INET || domain == AF_INET6)) tell_refusals(handle, FALSE);
  return dress(handle);
}

/* Binds to the loopback address and any port; tells which it was. */
static int bind_to_loopback(int fd, int domain, struct sockaddr_storage *address, int *length) {
  memset(address, 0, sizeof *address);
  if (domain == AF_INET) {
    struct sockaddr_in *internet = (struct sockaddr_in *)address;
    internet->sin_family = AF_INET;
    internet->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *length = sizeof *internet;
  } else {
    struct sockaddr_in6 *internet = (struct sockaddr_in6 *)address;
    internet->sin6_family = AF_INET6;
    internet->sin6_addr.s6_addr[15] = 1;
    *length = sizeof *internet;
  }
  BOOL exclusive = TRUE;
  setsockopt(handle_of(fd), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (const char *)&exclusive, sizeof exclusive);
  if (bind(handle_of(fd), (struct sockaddr *)address, *length) == SOCKET_ERROR) return socket_error();
  return result_of(fd, getsockname(handle_of(fd), (struct sockaddr *)address, length));
}

static int pair_of_datagrams(int domain, int protocol, int pair[2]) {
  struct sockaddr_storage address[2];
  int length[2], result = 0;
  pair[1] = -1;
  pair[0] = os_socket(domain, SOCK_DGRAM, protocol);
  if (pair[0] < 0) return pair[0];
  pair[1] = os_socket(domain, SOCK_DGRAM, protocol);
  if (pair[1] < 0) result = pair[1];
  for (int end = 0; end < 2 && result >= 0; end++)
    result = bind_to_loopback(pair[end], domain, &address[end], &length[end]);
  for (int end = 0; end < 2 && result >= 0; end++)
    result = os_connect(pair[end], &address[1 - end], (size_t)length[1 - end], false);
  if (result >= 0) return 0;
  os_close(pair[0]);
  if (pair[1] >= 0) os_close(pair[1]);
  return result;
}

/* Waits a moment for what happens between two sockets of one machine's loopback. */
static bool soon(int fd, short events) {
  WSAPOLLFD entry = {.fd = handle_of(fd), .events = events};
  return WSAPoll(&entry, 1, 1000) == 1 && (entry.revents & events) != 0;
}

/* A connection through a listener of a moment. Whoever else connects to it meanwhile is turned away. */
static int pair_of_streams(int domain, int protocol, int pair[2]) {
  struct sockaddr_storage address, mine, theirs;
  int length;
  int listener = os_socket(domain, SOCK_STREAM, protocol);
  if (listener < 0) return listener;
  pair[1] = -1;
  pair[0] = os_socket(domain, SOCK_STREAM, protocol);
  int result = pair[0];
  if (result >= 0) result = bind_to_loopback(listener, domain, &address, &length);
  if (result >= 0) result = os_listen(listener, 8);
  if (result >= 0) result = os_connect(pair[0], &address, (size_t)length, false);
  if (result == -EINPROGRESS) result = soon(pair[0], POLLOUT) ? 0 : -ECONNABORTED;
  for (int tries = 0; result >= 0 && tries < 8; tries++) {
    size_t room = sizeof theirs;
    int own = sizeof mine;
    memset(&mine, 0, sizeof mine);
    memset(&theirs, 0, sizeof theirs);
    result = soon(listener, POLLIN) ? os_accept(listener, &theirs, &room, false) : -ECONNABORTED;
    if (result < 0) break;
    pair[1] = result;
    if (getsockname(handle_of(pair[0]), (struct sockaddr *)&mine, &own) == 0 && (size_t)own == room &&
        memcmp(&mine, &theirs, room) == 0)
      break;
    os_close(pair[1]);
    pair[1] = -1;
  }
  os_close(listener);
  if (pair[1] >= 0) return 0;
  if (pair[0] >= 0) os_close(pair[0]);
  return result < 0 ? result : -ECONNABORTED;
}

/* Winsock has no such call. What other systems refuse, a pair of internet sockets, is made by hand. */
int os_socketpair(int domain, int type, int protocol, int pair[2]) {
  if (domain != AF_INET && domain != AF_INET6) return -EOPNOTSUPP;
  if (type == SOCK_STREAM) return pair_of_streams(domain, protocol, pair);
  if (type == SOCK_DGRAM) return pair_of_datagrams(domain, protocol, pair);
  return -EOPNOTSUPP;
}

/* Of datagrams: they leave no port behind that waits for minutes, as a closed connection does. */
int os_signal_pair(int pair[2]) { return pair_of_datagrams(AF_INET, 0, pair); }

int os_signal_end(int fd) {
  send(handle_of(fd), "!", 1, 0);
  return os_close(fd);
}

int os_close(int fd) {
  int result = result_of(fd, closesocket(handle_of(fd)));
  if (result != -EWOULDBLOCK) return result;
  /* One that lingers, and is still there: it may wait now, as it does elsewhere. */
  os_set_nonblocking(fd, false);
  return result_of(fd, closesocket(handle_of(fd)));
}

void os_forget_linger(int fd) {
  struct linger linger = {0};
  int length = sizeof linger;
  if (getsockopt(handle_of(fd), SOL_SOCKET, SO_LINGER, (char *)&linger, &length) == SOCKET_ERROR) return;
  if (!linger.l_onoff || linger.l_linger == 0) return; /* {on, 0} resets at once and never waits */
  linger.l_onoff = 0;
  setsockopt(handle_of(fd), SOL_SOCKET, SO_LINGER, (const char *)&linger, sizeof linger);
}

int os_duplicate(int fd) {
  WSAPROTOCOL_INFOW info;
  if (WSADuplicateSocketW(handle_of(fd), GetCurrentProcessId(), &info) == SOCKET_ERROR) return socket_error();
  SOCKET handle = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0,
                             WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  return handle == INVALID_SOCKET ? socket_error() : dress(handle);
}

int os_close_on_exec(int fd) {
  return SetHandleInformation((HANDLE)handle_of(fd), HANDLE_FLAG_INHERIT, 0) ? 0 : last_error();
}

/* Windows does not tell the mode. A socket whose mode is asked for is made non-blocking, so that the answer is true:
 * nor is there a flag by which one call would not wait. */
int os_get_nonblocking(int fd) {
  int result = os_set_nonblocking(fd, true);
  return result < 0 ? result : 1;
}

int os_set_nonblocking(int fd, bool on) {
  u_long mode = on;
  return result_of(fd, ioctlsocket(handle_of(fd), (long)FIONBIO, &mode));
}

int os_bind(int fd, const void *address, size_t length) {
  return result_of(fd, bind(handle_of(fd), address, clip(length)));
}

/* The mode that a call is made in cannot be asked for, so it cannot be put back but to blocking. */
static void borrow_mode(int fd, bool guarded) {
  if (guarded) os_set_nonblocking(fd, true);
}

static void return_mode(int fd, bool guarded) {
  if (guarded) os_set_nonblocking(fd, false);
}

int os_accept(int fd, void *address, size_t *length, bool guarded) {
  int room = clip(*length);
  borrow_mode(fd, guarded);
  SOCKET handle = accept(handle_of(fd), address, address == NULL ? NULL : &room);
  int error = handle == INVALID_SOCKET ? socket_error() : 0;
  return_mode(fd, guarded);
  if (error < 0) return error;
  *length = (size_t)room;
  SetHandleInformation((HANDLE)handle, HANDLE_FLAG_INHERIT, 0);
  return dress(handle);
}

int os_connect(int fd, const void *address, size_t length, bool guarded) {
  borrow_mode(fd, guarded);
  int result = result_of(fd, connect(handle_of(fd), address, clip(length)));
  return_mode(fd, guarded);
  /* Winsock has one word for "come back later" and for "under way". */
  if (result == -EWOULDBLOCK) return -EINPROGRESS;
  if (result == 0 && type_of(handle_of(fd)) == SOCK_DGRAM) tell_refusals(handle_of(fd), TRUE);
  return result;
}

int os_shutdown(int fd, int method) { return result_of(fd, shutdown(handle_of(fd), method)); }

static int protocol_of(int fd, WSAPROTOCOL_INFOW *info) {
  int length = sizeof *info;
  return result_of(fd, getsockopt(handle_of(fd), SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)info, &length));
}

int os_local_address(int fd, void *address, size_t *length) {
  int room = clip(*length);
  int result = result_of(fd, getsockname(handle_of(fd), address, &room));
  WSAPROTOCOL_INFOW info;
  if (result == -EINVAL && protocol_of(fd, &info) == 0) {
    /* A socket without a name, which elsewhere has the address and port 0. */
    ADDRESS_FAMILY family = (ADDRESS_FAMILY)info.iAddressFamily;
    size_t size = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    if (family == AF_UNIX) size = sizeof family;
    memset(address, 0, *length);
    memcpy(address, &family, sizeof family < *length ? sizeof family : *length);
    *length = size;
    return 0;
  }
  *length = (size_t)room;
  return result;
}

/* A socket without a name gets one, as elsewhere: any address, and a port of the system's choice. */
int os_listen(int fd, int queue_length) {
  int result = result_of(fd, listen(handle_of(fd), queue_length));
  WSAPROTOCOL_INFOW info;
  if (result != -EINVAL || protocol_of(fd, &info) < 0) return result;
  struct sockaddr_storage any = {.ss_family = (ADDRESS_FAMILY)info.iAddressFamily};
  int length = any.ss_family == AF_INET    ? (int)sizeof(struct sockaddr_in)
               : any.ss_family == AF_INET6 ? (int)sizeof(struct sockaddr_in6)
                                           : 0;
  if (length == 0 || bind(handle_of(fd), (struct sockaddr *)&any, length) == SOCKET_ERROR) return result;
  return result_of(fd, listen(handle_of(fd), queue_length));
}

int os_peer_address(int fd, void *address, size_t *length) {
  int room = clip(*length);
  int result = result_of(fd, getpeername(handle_of(fd), address, &room));
  *length = (size_t)room;
  return result;
}

/* Without the flags that are ours (win32.h), and those that Winsock would refuse: a socket that does not wait does not
 * wait for all, and no call asks for what MSG_TRUNC means on Linux. */
static int known_flags(int flags) { return flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL | MSG_WAITALL | MSG_TRUNC); }

/* Where there are no bytes there may be no pointer, which Winsock takes ill. */
static char nothing[1];

int os_send(int fd, const void *data, size_t length, int flags, const void *address, size_t address_length,
            bool guarded) {
  const char *bytes = length > 0 ? data : nothing;
  borrow_mode(fd, guarded);
  int result = address == NULL
                   ? send(handle_of(fd), bytes, clip(length), known_flags(flags))
                   : sendto(handle_of(fd), bytes, clip(length), known_flags(flags), address, clip(address_length));
  result = result_of(fd, result);
  return_mode(fd, guarded);
  return result;
}

/* A receive after this side's own shutdown: the end, which Winsock calls an error. */
static int ended(int result) { return result == -ESHUTDOWN ? 0 : result; }

/* On streams Winsock leaves the sender's address alone: the family that nobody wrote is 0. */
static void forget_family(void *address) { memset(address, 0, sizeof(ADDRESS_FAMILY)); }

static bool has_family(const void *address) {
  ADDRESS_FAMILY family;
  memcpy(&family, address, sizeof family);
  return family != 0;
}

int os_receive(int fd, void *data, size_t length, int flags, void *address, size_t *address_length, bool guarded) {
  char *bytes = length > 0 ? data : nothing;
  int room = address == NULL ? 0 : clip(*address_length), result;
  if (address != NULL) forget_family(address);
  borrow_mode(fd, guarded);
  if (address == NULL)
    result = recv(handle_of(fd), bytes, clip(length), known_flags(flags));
  else
    result = recvfrom(handle_of(fd), bytes, clip(length), known_flags(flags), address, &room);
  result = result_of(fd, result);
  return_mode(fd, guarded);
  if (address != NULL) *address_length = has_family(address) ? (size_t)room : 0;
  /* A datagram that was longer: its beginning is here, and the rest is lost, as everywhere. */
  return result == -EMSGSIZE ? clip(length) : ended(result);
}

static DWORD convert(const struct os_piece *pieces, size_t count, WSABUF *buffers) {
  for (size_t index = 0; index < count; index++)
    buffers[index] = (WSABUF){.len = pieces[index].length > ULONG_MAX ? ULONG_MAX : (ULONG)pieces[index].length,
                              .buf = pieces[index].length > 0 ? pieces[index].data : nothing};
  return (DWORD)count;
}

/* Two calls are no exports, but asked for. */
static bool extension(int fd, GUID id, void *function, size_t size) {
  DWORD length;
  return WSAIoctl(handle_of(fd), SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, function, (DWORD)size, &length,
                  NULL, NULL) == 0;
}

static int send_with_control(int fd, WSABUF *buffers, DWORD count, int flags, const struct os_message *message,
                             struct sockaddr *address) {
  LPFN_WSASENDMSG send_message;
  DWORD sent = 0;
  if (!extension(fd, (GUID)WSAID_WSASENDMSG, &send_message, sizeof send_message)) return error_on(fd);
  WSAMSG header = {.name = address,
                   .namelen = clip(message->address_length),
                   .lpBuffers = buffers,
                   .dwBufferCount = count,
                   .Control = {.len = (ULONG)message->control_length, .buf = message->control}};
  int result = send_message(handle_of(fd), &header, (DWORD)known_flags(flags), &sent, NULL, NULL);
  return result == SOCKET_ERROR ? error_on(fd) : clip(sent);
}

static int send_pieces(int fd, WSABUF *buffers, DWORD count, int flags, const struct os_message *message,
                       struct sockaddr *address) {
  DWORD sent = 0, known = (DWORD)known_flags(flags);
  int result = address == NULL ? WSASend(handle_of(fd), buffers, count, &sent, known, NULL, NULL)
                               : WSASendTo(handle_of(fd), buffers, count, &sent, known, address,
                                           clip(message->address_length), NULL, NULL);
  return result == SOCKET_ERROR ? error_on(fd) : clip(sent);
}

int os_send_message(int fd, const struct os_piece *pieces, size_t count, int flags, const struct os_message *message,
                    bool guarded) {
  WSABUF buffers[IOV_MAX];
  if (count > IOV_MAX) return -EMSGSIZE;
  DWORD pieces_count = convert(pieces, count, buffers);
  struct sockaddr *address = message->address_length > 0 ? message->address : NULL;
  borrow_mode(fd, guarded);
  int result = message->control_length > 0 ? send_with_control(fd, buffers, pieces_count, flags, message, address)
                                           : send_pieces(fd, buffers, pieces_count, flags, message, address);
  return_mode(fd, guarded);
  return result;
}

/* Without control data, which streams never have. */
static int receive_pieces(int fd, WSABUF *buffers, DWORD count, DWORD *flags, struct os_message *message) {
  DWORD received = 0;
  int room = clip(message->address_length);
  bool named = room >= (int)sizeof(ADDRESS_FAMILY);
  if (named) forget_family(message->address);
  int result = WSARecvFrom(handle_of(fd), buffers, count, &received, flags, named ? message->address : NULL,
                           named ? &room : NULL, NULL, NULL);
  int error = result == SOCKET_ERROR ? error_on(fd) : 0;
  if (error == -EMSGSIZE) *flags |= MSG_TRUNC;
  if (ended(error) < 0 && error != -EMSGSIZE) return error;
  message->address_length = named && has_family(message->address) ? (size_t)room : 0;
  message->control_length = 0;
  return clip(received);
}

static int receive_with_control(int fd, WSABUF *buffers, DWORD count, DWORD *flags, struct os_message *message) {
  LPFN_WSARECVMSG receive_message;
  DWORD received = 0;
  if (!extension(fd, (GUID)WSAID_WSARECVMSG, &receive_message, sizeof receive_message)) return socket_error();
  bool named = message->address_length >= sizeof(ADDRESS_FAMILY);
  WSAMSG header = {.name = named ? message->address : NULL,
                   .namelen = named ? clip(message->address_length) : 0,
                   .lpBuffers = buffers,
                   .dwBufferCount = count,
                   .Control = {.len = (ULONG)message->control_length, .buf = message->control},
                   .dwFlags = *flags};
  if (named) forget_family(message->address);
  int error = receive_message(handle_of(fd), &header, &received, NULL, NULL) == SOCKET_ERROR ? socket_error() : 0;
  if (error == -ESHUTDOWN) header.Control.len = 0;
  if (ended(error) < 0 && error != -EMSGSIZE) return error;
  *flags = header.dwFlags;
  if (error == -EMSGSIZE && (*flags & MSG_CTRUNC) == 0) *flags |= MSG_TRUNC;
  message->address_length = named && has_family(message->address) ? (size_t)header.namelen : 0;
  message->control_length = header.Control.len;
  return clip(received);
}

int os_receive_message(int fd, const struct os_piece *pieces, size_t count, int flags, struct os_message *message,
                       bool guarded) {
  WSABUF buffers[IOV_MAX];
  DWORD told = (DWORD)known_flags(flags);
  if (count > IOV_MAX) return -EMSGSIZE;
  DWORD pieces_count = convert(pieces, count, buffers);
  bool control = message->control_length > 0 && type_of(handle_of(fd)) != SOCK_STREAM;
  borrow_mode(fd, guarded);
  int result = control ? receive_with_control(fd, buffers, pieces_count, &told, message)
                       : receive_pieces(fd, buffers, pieces_count, &told, message);
  return_mode(fd, guarded);
  if (result < 0) return result;
  if (told & MSG_TRUNC) {
    /* Winsock may not count what it cut. All the room is filled. */
    size_t total = 0;
    for (size_t index = 0; index < count; index++) total += pieces[index].length;
    result = clip(total);
  }
  message->flags = (int)(told & (MSG_TRUNC | MSG_CTRUNC | MSG_OOB));
  return result;
}

/* No descriptor travels in a message. */
int os_next_received(const struct os_message *message, struct os_cursor *cursor) {
  (void)message, (void)cursor;
  return -1;
}

int os_send_file(int fd, int file, int64_t offset, size_t count, bool guarded) {
  (void)fd, (void)file, (void)offset, (void)count, (void)guarded;
  return -ENOSYS;
}

int os_send_pipe(int fd, int source, size_t count, bool guarded) {
  (void)fd, (void)source, (void)count, (void)guarded;
  return -ENOSYS;
}

int os_receive_pipe(int fd, int target, size_t count) {
  (void)fd, (void)target, (void)count;
  return -ENOSYS;
}

int os_pipe(int ends[2], int room) {
  (void)ends, (void)room;
  return -ENOSYS;
}

/* A file's number is of the runtime's own C library, which alone knows the handle behind it. */
static HANDLE file_handle(int file) {
  HANDLE (*handle_of_file)(int) = (HANDLE(*)(int))os_symbol("uv_get_osfhandle");
  return handle_of_file == NULL || file < 0 ? INVALID_HANDLE_VALUE : handle_of_file(file);
}

int os_read_file(int file, void *data, size_t length, int64_t offset) {
  HANDLE handle = file_handle(file);
  OVERLAPPED place = {.Offset = (DWORD)offset, .OffsetHigh = (DWORD)((uint64_t)offset >> 32)};
  LARGE_INTEGER none = {.QuadPart = 0}, before;
  DWORD received = 0;
  if (handle == INVALID_HANDLE_VALUE) return -EBADF;
  /* Reading at a place moves the file's own position, unlike pread(2). */
  BOOL seekable = SetFilePointerEx(handle, none, &before, FILE_CURRENT);
  if (!seekable) return GetFileType(handle) == FILE_TYPE_DISK ? last_error() : -ESPIPE;
  BOOL done = ReadFile(handle, data, (DWORD)clip(length), &received, &place);
  int error = done ? 0 : GetLastError() == ERROR_HANDLE_EOF ? 0 : last_error();
  SetFilePointerEx(handle, before, NULL, FILE_BEGIN);
  return error < 0 ? error : clip(received);
}

int64_t os_move_file(int file, int64_t distance) {
  HANDLE handle = file_handle(file);
  LARGE_INTEGER by = {.QuadPart = distance}, now;
  if (handle == INVALID_HANDLE_VALUE) return -EBADF;
  if (GetFileType(handle) != FILE_TYPE_DISK) return -ESPIPE;
  return SetFilePointerEx(handle, by, &now, FILE_CURRENT) ? now.QuadPart : last_error();
}

static bool is_timeout(int level, int id, size_t length) {
  return level == SOL_SOCKET && (id == SO_RCVTIMEO || id == SO_SNDTIMEO) && length == sizeof(struct timeval);
}

int os_get_option(int fd, int level, int id, void *value, size_t *length) {
  if (level == SOL_SOCKET && (id == SO_DOMAIN || id == SO_PROTOCOL)) {
    WSAPROTOCOL_INFOW info;
    int result = protocol_of(fd, &info);
    if (result < 0) return result;
    int number = id == SO_DOMAIN ? info.iAddressFamily : info.iProtocol;
    memcpy(value, &number, *length < sizeof number ? *length : sizeof number);
    *length = sizeof number;
    return 0;
  }
  if (is_timeout(level, id, *length)) {
    DWORD milliseconds = 0;
    int size = sizeof milliseconds;
    int result = result_of(fd, getsockopt(handle_of(fd), level, id, (char *)&milliseconds, &size));
    struct timeval time = {.tv_sec = (long)(milliseconds / 1000), .tv_usec = (long)(milliseconds % 1000 * 1000)};
    if (result == 0) memcpy(value, &time, sizeof time);
    return result;
  }
  int room = clip(*length);
  bool word = *length == sizeof(int);
  if (word) memset(value, 0, sizeof(int));
  int result = result_of(fd, getsockopt(handle_of(fd), level, id, value, &room));
  /* Some flags are one byte here, of an int that was asked for. */
  *length = word && room == 1 ? sizeof(int) : (size_t)room;
  return result;
}

int os_set_option(int fd, int level, int id, const void *value, size_t length) {
  if (is_timeout(level, id, length)) {
    struct timeval time;
    memcpy(&time, value, sizeof time);
    if (time.tv_sec < 0 || time.tv_usec < 0 || time.tv_usec >= 1000000) return -EINVAL;
    uint64_t exact = (uint64_t)time.tv_sec * 1000 + ((uint64_t)time.tv_usec + 999) / 1000;
    DWORD milliseconds = exact > INT_MAX ? INT_MAX : (DWORD)exact;
    return result_of(fd, setsockopt(handle_of(fd), level, id, (const char *)&milliseconds, sizeof milliseconds));
  }
  return result_of(fd, setsockopt(handle_of(fd), level, id, length > 0 ? value : nothing, clip(length)));
}

bool os_hung_up(int fd) {
  WSAPOLLFD entry = {.fd = handle_of(fd)};
  return WSAPoll(&entry, 1, 0) == 1 && entry.revents != 0;
}

/* What WSAPoll says in a way of its own. The end of a stream is a hang-up to it; whoever reads is to read it. */
static int translate(WSAPOLLFD *entries, size_t count) {
  int ready = 0;
  for (size_t index = 0; index < count; index++) {
    WSAPOLLFD *entry = &entries[index];
    if (entry->fd == INVALID_SOCKET)
      entry->revents = 0;
    else if ((entry->revents & (POLLHUP | POLLERR)) != 0)
      entry->revents |= entry->events & POLLIN;
    if (entry->revents != 0) ready++;
  }
  return ready;
}

/* Where some are no sockets at all it may fail for all of them: says which these are. */
static int poll_strangers(WSAPOLLFD *entries, size_t count) {
  for (size_t index = 0; index < count; index++) entries[index].revents = type_of(entries[index].fd) < 0 ? POLLNVAL : 0;
  return translate(entries, count);
}

int os_poll(void *given, size_t size, int timeout) {
  WSAPOLLFD *entries = given;
  size_t count = size / sizeof *entries, sockets = 0;
  for (size_t index = 0; index < count; index++) {
    /* Encoded as the number of 32 bits that it is; a negative one is to be ignored. */
    if ((int)entries[index].fd < 0) entries[index].fd = INVALID_SOCKET;
    entries[index].revents = 0;
    /* What is told unasked may not be asked for. */
    entries[index].events &= POLLIN | POLLPRI | POLLOUT;
    if (entries[index].fd != INVALID_SOCKET) sockets++;
  }
  if (sockets == 0) {
    /* WSAPoll does not wait for nothing. */
    Sleep(timeout < 0 ? INFINITE : (DWORD)timeout);
    return 0;
  }
  int result = WSAPoll(entries, (ULONG)count, timeout);
  if (result == SOCKET_ERROR) result = socket_error();
  if (result == -ENOTSOCK) return poll_strangers(entries, count);
  return result <= 0 ? result : translate(entries, count);
}

static int finish(const struct bs_buffer *out) { return out->failed ? -ENOMEM : 0; }

static void append_names(struct bs_buffer *out, const char *name, char **aliases) {
  bs_buffer_append_string(out, name);
  for (char **alias = aliases; alias != NULL && *alias != NULL; alias++) bs_buffer_append_string(out, *alias);
}

/* The databases' results are of the calling thread. */
static int append_protocol(struct bs_buffer *out, const struct protoent *entry) {
  if (entry == NULL) return -ENOENT;
  bs_buffer_append_int(out, entry->p_proto);
  append_names(out, entry->p_name, entry->p_aliases);
  return finish(out);
}

static int append_service(struct bs_buffer *out, const struct servent *entry) {
  if (entry == NULL) return -ENOENT;
  bs_buffer_append_int(out, ntohs((u_short)entry->s_port));
  append_names(out, entry->s_name, entry->s_aliases);
  bs_buffer_append_string(out, entry->s_proto);
  return finish(out);
}

int os_protocol_by_name(const char *name, struct bs_buffer *out) { return append_protocol(out, getprotobyname(name)); }

int os_protocol_by_number(int number, struct bs_buffer *out) { return append_protocol(out, getprotobynumber(number)); }

int os_protocols(struct bs_buffer *out) {
  (void)out;
  return -ENOTSUP;
}

int os_service_by_name(const char *name, const char *protocol, struct bs_buffer *out) {
  return append_service(out, getservbyname(name, protocol));
}

int os_service_by_port(int port, const char *protocol, struct bs_buffer *out) {
  return append_service(out, getservbyport(htons((u_short)port), protocol));
}

#define NAME_ROOM 260 /* more than NDIS_IF_MAX_STRING_SIZE, which not every header tells */

int os_interfaces(struct bs_buffer *out) {
  const ULONG flags =
      GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
  ULONG size = 16384, error = ERROR_BUFFER_OVERFLOW;
  IP_ADAPTER_ADDRESSES *list = NULL;
  for (int tries = 0; tries < 4 && error == ERROR_BUFFER_OVERFLOW; tries++) {
    free(list);
    list = malloc(size);
    if (list == NULL) return -ENOMEM;
    error = GetAdaptersAddresses(AF_UNSPEC, flags, NULL, list, &size);
  }
  for (const IP_ADAPTER_ADDRESSES *entry = error == NO_ERROR ? list : NULL; entry != NULL; entry = entry->Next) {
    int index = (int)(entry->IfIndex != 0 ? entry->IfIndex : entry->Ipv6IfIndex);
    char name[NAME_ROOM];
    if (if_indextoname((unsigned)index, name) == NULL) continue;
    bs_buffer_append_int(out, index);
    bs_buffer_append_string(out, name);
  }
  free(list);
  if (error != NO_ERROR && error != ERROR_NO_DATA) return -error_of(error);
  return finish(out);
}

int os_interface_index(const char *name) {
  unsigned index = if_nametoindex(name);
  return index == 0 ? -ENODEV : (int)index;
}

int os_interface_name(int index, struct bs_buffer *out) {
  char name[NAME_ROOM];
  if (if_indextoname((unsigned)index, name) == NULL) return -ENXIO;
  bs_buffer_append_string(out, name);
  return finish(out);
}

int os_host_name(struct bs_buffer *out) {
  char name[256];
  if (gethostname(name, sizeof name) == SOCKET_ERROR) return socket_error();
  name[sizeof name - 1] = 0;
  bs_buffer_append_string(out, name);
  return finish(out);
}

int os_ignore_sigpipe(void) { return 0; }

static const char *system_text(int number, char *scratch, size_t size) {
  wchar_t wide[256];
  DWORD length =
      FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                     (DWORD)number, 0, wide, sizeof wide / sizeof *wide, NULL);
  while (length > 0 && (wide[length - 1] == L' ' || wide[length - 1] == L'.')) length--;
  int written = WideCharToMultiByte(CP_UTF8, 0, wide, (int)length, scratch, (int)size - 1, NULL, NULL);
  if (written <= 0) return "Unknown error";
  scratch[written] = 0;
  return scratch;
}

/* The small numbers are of the C runtime. */
const char *os_error_text(int number, char *scratch, size_t size) {
  return number < WSABASEERR ? strerror(number) : system_text(number, scratch, size);
}

const char *os_lookup_error_text(int number, char *scratch, size_t size) { return system_text(number, scratch, size); }

void *os_symbol(const char *name) { return (void *)(uintptr_t)GetProcAddress(GetModuleHandleW(NULL), name); }

void os_begin(void) {
  /* Winsock counts its users, and each environment is one to the end of the process: threads may outlive it. If it
   * will not start, every call says WSANOTINITIALISED. */
  WSADATA data;
  WSAStartup(MAKEWORD(2, 2), &data);
  HMODULE self;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     (LPCWSTR)(uintptr_t)&os_begin, &self);
}

struct os_lock {
  SRWLOCK lock;
};

struct os_lock *os_lock_create(void) {
  struct os_lock *lock = malloc(sizeof *lock);
  if (lock != NULL) InitializeSRWLock(&lock->lock);
  return lock;
}

void os_lock_free(struct os_lock *lock) { free(lock); }

void os_lock_enter(struct os_lock *lock) { AcquireSRWLockExclusive(&lock->lock); }

void os_lock_leave(struct os_lock *lock) { ReleaseSRWLockExclusive(&lock->lock); }

struct start {
  void (*body)(void *);
  void *argument;
};

static DWORD WINAPI trampoline(void *given) {
  struct start start = *(struct start *)given;
  free(given);
  start.body(start.argument);
  return 0;
}

struct os_thread {
  HANDLE handle;
};

int os_start_thread(void (*body)(void *), void *argument, struct os_thread **joinable) {
  struct start *start = malloc(sizeof *start);
  struct os_thread *thread = joinable == NULL ? NULL : malloc(sizeof *thread);
  if (start == NULL || (joinable != NULL && thread == NULL)) {
    free(start);
    free(thread);
    return -ENOMEM;
  }
  *start = (struct start){body, argument};
  HANDLE handle = CreateThread(NULL, 0, trampoline, start, 0, NULL);
  if (handle == NULL) {
    int error = last_error();
    free(start);
    free(thread);
    return error;
  }
  if (thread == NULL)
    CloseHandle(handle);
  else {
    thread->handle = handle;
    *joinable = thread;
  }
  return 0;
}

void os_join_thread(struct os_thread *thread) {
  WaitForSingleObject(thread->handle, INFINITE);
  CloseHandle(thread->handle);
  free(thread);
}
#endif
