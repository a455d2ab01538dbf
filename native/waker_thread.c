/* The waker with a thread of its own. waker.h is its contract. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "waker.h"

struct bs_waker {
  napi_env env;
  const struct bs_poller_backend *backend;
  struct bs_poller *poller;
  napi_threadsafe_function function;
  pthread_t thread;
  bool running;
};

/* The thread's whole work: sleep in the poller, say so. */
static void *run(void *given) {
  struct bs_waker *waker = given;
  while (waker->backend->block(waker->poller))
    if (napi_call_threadsafe_function(waker->function, NULL, napi_tsfn_nonblocking) == napi_closing) break;
  return NULL;
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
  if (!waker->running) return;
  waker->running = false;
  waker->backend->stop(waker->poller);
  pthread_join(waker->thread, NULL);
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
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&waker->thread, NULL, run, waker);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  waker->running = error == 0;
  if (error == 0 && napi_add_env_cleanup_hook(env, at_end, waker) != napi_ok) error = ENOMEM;
  if (error != 0) {
    join(waker);
    napi_release_threadsafe_function(waker->function, napi_tsfn_abort);
    free(waker);
    return -error;
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
