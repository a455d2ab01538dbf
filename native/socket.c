/* The system calls that make, name, join and end sockets. */
#include "job.h"
#include "napi_util.h"
#include "os.h"
#include "sockets.h"

int bs_own(struct bs_state *state, int fd) {
  bs_descriptors_remove(&state->guarded, fd); /* made here, so non-blocking */
  int error = bs_descriptors_add(&state->owned, fd);
  if (error == 0) return fd;
  /* EBUSY: somebody closed one of our descriptors behind our back and the kernel gave its number out
   * again. The number is this new socket's now; the table is right as it stands. */
  if (error == -EBUSY) return fd;
  os_close(fd);
  return error;
}

/* Keeps in mind that a descriptor is in blocking mode, or no longer is; gives the mode back. */
static int remember_mode(struct bs_state *state, int fd, int nonblocking) {
  if (nonblocking == 0) {
    int result = bs_descriptors_add(&state->guarded, fd);
    if (result == -ENOMEM) return result;
  } else if (nonblocking > 0) {
    bs_descriptors_remove(&state->guarded, fd);
  }
  return nonblocking;
}

static napi_value bs_socket(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int domain = bs_int(&call, 0), type = bs_int(&call, 1), protocol = bs_int(&call, 2);
  if (call.failed) return NULL;
  return bs_return_descriptor(&call, os_socket(domain, type, protocol));
}

/* The second descriptor arrives in the frame's `detail`. */
static napi_value bs_socketpair(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int domain = bs_int(&call, 0), type = bs_int(&call, 1), protocol = bs_int(&call, 2);
  if (call.failed) return NULL;
  int pair[2];
  int result = os_socketpair(domain, type, protocol, pair);
  if (result < 0) return bs_return_call(&call, result);
  int first = bs_own(call.state, pair[0]);
  int second = bs_own(call.state, pair[1]);
  if (first < 0 || second < 0) {
    int kept = first < 0 ? second : first;
    if (kept >= 0) {
      bs_descriptors_remove(&call.state->owned, kept);
      os_close(kept);
    }
    return bs_return_call(&call, -ENOMEM);
  }
  call.state->frame->detail = second;
  return bs_return_call(&call, first);
}

/* Out of the table first: the number may be another's as soon as the kernel has it back. */
static napi_value bs_close(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  bs_descriptors_remove(&call.state->owned, fd);
  return bs_return_call(&call, os_close(fd));
}

static napi_value bs_duplicate(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  int result = os_duplicate(fd);
  if (result >= 0) result = bs_own(call.state, result);
  /* The mode is of the open file description, which both share. */
  if (result >= 0 && bs_descriptors_has(&call.state->guarded, fd)) remember_mode(call.state, result, 0);
  return bs_return_call(&call, result);
}

/* Enters a descriptor from elsewhere; it is close-on-exec from now on, as all of ours. */
static napi_value bs_own_descriptor(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  int result = bs_descriptors_has(&call.state->owned, fd) ? -EBUSY : os_close_on_exec(fd);
  return bs_return(&call, result < 0 ? result : bs_descriptors_add(&call.state->owned, fd));
}

static napi_value bs_disown(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  return bs_return(&call, bs_descriptors_remove(&call.state->owned, fd));
}

/* The lowest owned descriptor >= the argument, or -1. */
static napi_value bs_next_owned(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int from = bs_int(&call, 0);
  if (call.failed) return NULL;
  return bs_return(&call, bs_descriptors_next(&call.state->owned, from));
}

static napi_value bs_bind(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  struct bs_bytes address = bs_bytes(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_bind(fd, address.data, address.length));
}

static napi_value bs_listen(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), queue_length = bs_int(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_listen(fd, queue_length));
}

/* The peer's address arrives in the frame. */
static napi_value bs_accept(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), named = bs_int(&call, 1);
  if (call.failed) return NULL;
  struct bs_frame *frame = call.state->frame;
  size_t length = named ? BS_ADDRESS_ROOM : 0;
  int result = os_accept(fd, named ? frame->address : NULL, &length, bs_descriptors_has(&call.state->guarded, fd));
  frame->address_length = (int32_t)length;
  return bs_return_descriptor(&call, result);
}

static napi_value bs_connect(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  struct bs_bytes address = bs_bytes(&call, 1);
  if (call.failed) return NULL;
  bool guarded = bs_descriptors_has(&call.state->guarded, fd);
  return bs_return_call(&call, os_connect(fd, address.data, address.length, guarded));
}

static napi_value bs_shutdown(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), method = bs_int(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_shutdown(fd, method));
}

static napi_value name_of(napi_env env, napi_callback_info info, int (*ask)(int, void *, size_t *)) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  struct bs_frame *frame = call.state->frame;
  size_t length = BS_ADDRESS_ROOM;
  int result = ask(fd, frame->address, &length);
  frame->address_length = (int32_t)length;
  return bs_return_call(&call, result);
}

static napi_value bs_local_address(napi_env env, napi_callback_info info) {
  return name_of(env, info, os_local_address);
}

static napi_value bs_peer_address(napi_env env, napi_callback_info info) { return name_of(env, info, os_peer_address); }

static napi_value bs_get_nonblocking(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, remember_mode(call.state, fd, os_get_nonblocking(fd)));
}

static napi_value bs_set_nonblocking(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), on = bs_int(&call, 1);
  if (call.failed) return NULL;
  int result = os_set_nonblocking(fd, on != 0);
  if (result >= 0) remember_mode(call.state, fd, on != 0);
  return bs_return_call(&call, result);
}

static napi_value bs_ignore_sigpipe(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  return bs_return_call(&call, os_ignore_sigpipe());
}

const struct bs_export bs_socket_exports[] = {
    {"ignoreSigpipe", bs_ignore_sigpipe},
    {"socket", bs_socket},
    {"socketPair", bs_socketpair},
    {"close", bs_close},
    {"duplicate", bs_duplicate},
    {"own", bs_own_descriptor},
    {"disown", bs_disown},
    {"nextOwned", bs_next_owned},
    {"bind", bs_bind},
    {"listen", bs_listen},
    {"accept", bs_accept},
    {"connect", bs_connect},
    {"shutdown", bs_shutdown},
    {"localAddress", bs_local_address},
    {"peerAddress", bs_peer_address},
    {"getNonblocking", bs_get_nonblocking},
    {"setNonblocking", bs_set_nonblocking},
    {NULL, NULL},
};
