/* The waker with a thread of its own. waker.h is its contract. */
#include <stdlib.h>

#include "os.h"
#include "sockets.h"
#include "waker.h"

struct bs_waker {
  napi_env env;
  const struct bs_poller_backend *backend;
  struct bs_poller *poller;
  napi_threadsafe_function function;
  struct os_thread *thread; /* NULL when it does not run */
};

/* The thread's whole work: sleep in the poller, say so. */
static void run(void *given) {
  struct bs_waker *waker = given;
  while (waker->backend->block(waker->poller))
    if (napi_call_threadsafe_function(waker->function, NULL, napi_tsfn_nonblocking) == napi_closing) break;
}

static void call(napi_env env, napi_value callback, void *context, void *data) {
  (void)context;
  (void)data;
  /* Both are NULL when the environment is ending. */
  if (env == NULL || callback == NULL) return;
  napi_value undefined;
  if (napi_get_undefined(env, &undefined) == napi_ok) napi_call_function(env, undefined, callback, 0, NULL, NULL);
}

static void join(struct bs_waker *waker) {
  if (waker->thread == NULL) return;
  waker->backend->stop(waker->poller);
  os_join_thread(waker->thread);
  waker->thread = NULL;
}

static void at_end(void *given) {
  struct bs_waker *waker = given;
  join(waker);
  free(waker); /* the function goes with the environment */
}

static int start(napi_env env, const struct bs_poller_backend *backend, struct bs_poller *poller, napi_value callback,
                 struct bs_waker **out) {
  struct bs_waker *waker = calloc(1, sizeof *waker);
  napi_value name;
  if (waker == NULL) return -ENOMEM;
  waker->env = env;
  waker->backend = backend;
  waker->poller = poller;
  if (napi_create_string_utf8(env, "berkeley-sockets", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, callback, NULL, name, 0, 1, NULL, NULL, waker, call, &waker->function) !=
          napi_ok) {
    free(waker);
    return -ENOMEM;
  }
  napi_unref_threadsafe_function(env, waker->function);
  int result = os_start_thread(run, waker, &waker->thread);
  if (result == 0 && napi_add_env_cleanup_hook(env, at_end, waker) != napi_ok) result = -ENOMEM;
  if (result < 0) {
    join(waker);
    napi_release_threadsafe_function(waker->function, napi_tsfn_abort);
    free(waker);
    return result;
  }
  *out = waker;
  return 0;
}

static int arm(struct bs_waker *waker) { return waker->backend->arm(waker->poller); }

static int reference(struct bs_waker *waker, bool on) {
  napi_status status = on ? napi_ref_threadsafe_function(waker->env, waker->function)
                          : napi_unref_threadsafe_function(waker->env, waker->function);
  return status == napi_ok ? 0 : -EINVAL;
}

static void stop(struct bs_waker *waker) {
  napi_remove_env_cleanup_hook(waker->env, at_end, waker);
  join(waker);
  napi_release_threadsafe_function(waker->function, napi_tsfn_abort);
  free(waker);
}

const struct bs_waker_kind bs_waker_thread = {start, arm, reference, stop};
