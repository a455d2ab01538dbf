/*
 * How readiness reaches the runtime's loop: one call of one JavaScript function a wake-up, which then
 * collects from the poller itself.
 *
 * Life. A waker starts and stops on the JavaScript thread. When the environment ends first, its own
 * clean-up hook stops it: hooks run in reverse order of their making, and a waker's is made after its
 * threadsafe function (or its libuv handle), so the function is alive while the thread is. After that
 * nothing of it is called again.
 *
 * Referenced, a waker keeps the process alive; it starts unreferenced.
 */
#ifndef BERKELEY_WAKER_H
#define BERKELEY_WAKER_H

#include <stdbool.h>

#include "napi_host.h"
#include "poller.h"

struct bs_waker;

struct bs_waker_kind {
  /* -ENOTSUP where this kind cannot work, and another must do. */
  int (*start)(napi_env env, const struct bs_poller_backend *backend, struct bs_poller *poller, napi_value callback,
               struct bs_waker **out);
  /* Asks for one call when something is ready. Called after a collect that found nothing. */
  int (*arm)(struct bs_waker *);
  int (*reference)(struct bs_waker *, bool on);
  /* Ends it: no call comes after. The poller may be destroyed then. */
  void (*stop)(struct bs_waker *);
};

/* A thread of ours: everywhere. */
extern const struct bs_waker_kind bs_waker_thread;
/* libuv's own poll, found at run time: Node alone, and only for a poller that has a descriptor. */
extern const struct bs_waker_kind bs_waker_uv;

#endif
