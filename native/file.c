/* Files as what is sent. Offsets and counts are doubles, exact up to 2^53. */
#include "napi_util.h"
#include "os.h"

/* Any negative offset is the file's own position. */
#define LOWEST_OFFSET (-1)

static napi_value bs_send_file(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), file = bs_int(&call, 1);
  int64_t offset = bs_wide(&call, 2, LOWEST_OFFSET), count = bs_wide(&call, 3, 0);
  if (call.failed) return NULL;
  bool guarded = bs_descriptors_has(&call.state->guarded, fd);
  return bs_return_call(&call, os_send_file(fd, file, offset, count > INT32_MAX ? INT32_MAX : (size_t)count, guarded));
}

static napi_value bs_send_pipe(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), source = bs_int(&call, 1);
  int64_t count = bs_wide(&call, 2, 0);
  if (call.failed) return NULL;
  bool guarded = bs_descriptors_has(&call.state->guarded, fd);
  return bs_return_call(&call, os_send_pipe(fd, source, count > INT32_MAX ? INT32_MAX : (size_t)count, guarded));
}

static napi_value bs_receive_pipe(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), target = bs_int(&call, 1);
  int64_t count = bs_wide(&call, 2, 0);
  if (call.failed) return NULL;
  return bs_return_call(&call, os_receive_pipe(fd, target, count > INT32_MAX ? INT32_MAX : (size_t)count));
}

/* The first `length` bytes of the array are read into. */
static napi_value bs_read_file(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int file = bs_int(&call, 0);
  struct bs_bytes data = bs_bytes(&call, 1);
  int64_t length = bs_wide(&call, 2, 0), offset = bs_wide(&call, 3, 0);
  if (call.failed) return NULL;
  if ((uint64_t)length > data.length) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "length must lie within the array");
    return NULL;
  }
  return bs_return_call(&call, os_read_file(file, data.data, (size_t)length, offset));
}

static napi_value bs_move_file(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int file = bs_int(&call, 0);
  int64_t distance = bs_wide(&call, 1, 0);
  if (call.failed) return NULL;
  int64_t result = os_move_file(file, distance);
  call.state->frame->calls += 1;
  return bs_return_wide(&call, result);
}

const struct bs_export bs_file_exports[] = {
    {"sendFile", bs_send_file}, {"sendPipe", bs_send_pipe}, {"receivePipe", bs_receive_pipe},
    {"readFile", bs_read_file}, {"moveFile", bs_move_file}, {NULL, NULL},
};
