/* Socket options, as bytes: their meaning is TypeScript's. */
#include "napi_util.h"
#include "os.h"

/* The length must lie within the array. */
static struct bs_bytes value_of(struct bs_call *call) {
  struct bs_bytes value = bs_bytes(call, 3);
  int length = bs_int(call, 4);
  if (!call->failed && (length < 0 || (size_t)length > value.length)) {
    call->failed = true;
    napi_throw_range_error(call->env, "ERR_OUT_OF_RANGE", "length must lie within the array");
  }
  value.length = call->failed ? 0 : (size_t)length;
  return value;
}

/* Returns the length the kernel reports, which may exceed the room. */
static napi_value bs_get_option(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), level = bs_int(&call, 1), id = bs_int(&call, 2);
  struct bs_bytes value = value_of(&call);
  if (call.failed) return NULL;
  size_t length = value.length;
  int result = os_get_option(fd, level, id, value.data, &length);
  return bs_return_call(&call, result < 0 ? result : (int)length);
}

static napi_value bs_set_option(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), level = bs_int(&call, 1), id = bs_int(&call, 2);
  struct bs_bytes value = value_of(&call);
  if (call.failed) return NULL;
  /* An option without a value, as TIPC has, wants no pointer either. */
  const void *data = value.length == 0 ? NULL : value.data;
  return bs_return_call(&call, os_set_option(fd, level, id, data, value.length));
}

const struct bs_export bs_option_exports[] = {
    {"getOption", bs_get_option},
    {"setOption", bs_set_option},
    {NULL, NULL},
};
