/* Waiting: poll(2) over an array of struct pollfd that TypeScript encoded. */
#include "napi_util.h"
#include "os.h"

/* One call never holds the thread longer than this; whoever waits longer comes back through
 * JavaScript, where a runtime that is ending the environment can stop it. */
#define LONGEST_SLICE 100

static napi_value bs_poll(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes entries = bs_bytes(&call, 0);
  int timeout = bs_int(&call, 1);
  if (call.failed) return NULL;
  if (timeout < 0 || timeout > LONGEST_SLICE) timeout = LONGEST_SLICE;
  return bs_return_call(&call, os_poll(entries.data, entries.length, timeout));
}

const struct bs_export bs_wait_exports[] = {{"poll", bs_poll}, {NULL, NULL}};
