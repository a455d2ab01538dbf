/*
 * The waker on libuv's poll of the poller's descriptor. waker.h is its contract.
 *
 * None of libuv is linked: the same binary runs where there is no libuv, and where there are symbols of
 * its names that abort or never fire. TypeScript asks for this kind on Node alone; here the functions
 * are looked up by name when it does.
 */
#include <stdlib.h>

#include "os.h"
#include "sockets.h"
#include "waker.h"

struct uv_loop_s;

/* What of libuv's interface is needed; its handles are opaque, their size is asked for. */
struct libuv {
  int (*loop_of)(napi_env, struct uv_loop_s **); /* napi_get_uv_event_loop */
  size_t (*handle_size)(int);
  int (*poll_init)(struct uv_loop_s *, void *, int);
  int (*poll_start)(void *, int, void (*)(void *, int, int));
  int (*poll_stop)(void *);
  void (*close)(void *, void (*)(void *));
  void (*ref)(void *);
  void (*unref)(void *);
  void (*set_data)(void *, void *);
};

#define UV_POLL 8 /* uv_handle_type: fixed in libuv's ABI since 1.0 */
#define UV_READABLE 1

struct bs_waker {
  napi_env env;
  struct libuv uv;
  napi_ref callback;
  napi_async_context context;
  napi_async_cleanup_hook_handle hook;
  bool ending; /* the environment's end waits for the handle */
  bool closed;
  void *handle;
};

static bool look_up(struct libuv *uv) {
  const struct {
    void **place;
    const char *name;
  } symbols[] = {
      {(void **)&uv->loop_of, "napi_get_uv_event_loop"},
      {(void **)&uv->handle_size, "uv_handle_size"},
      {(void **)&uv->poll_init, "uv_poll_init"},
      {(void **)&uv->poll_start, "uv_poll_start"},
      {(void **)&uv->poll_stop, "uv_poll_stop"},
      {(void **)&uv->close, "uv_close"},
      {(void **)&uv->ref, "uv_ref"},
      {(void **)&uv->unref, "uv_unref"},
      {(void **)&uv->set_data, "uv_handle_set_data"},
  };
  for (size_t index = 0; index < sizeof symbols / sizeof *symbols; index++) {
    *symbols[index].place = os_symbol(symbols[index].name);
    if (*symbols[index].place == NULL) return false;
  }
  return true;
}

static void on_ready(void *handle, int status, int events) {
  (void)status;
  (void)events;
  /* The data is the first member of every libuv handle. */
  struct bs_waker *waker = *(void **)handle;
  napi_handle_scope scope;
  napi_callback_scope turn;
  napi_value callback, receiver;
  if (waker->closed || napi_open_handle_scope(waker->env, &scope) != napi_ok) return;
  if (napi_get_reference_value(waker->env, waker->callback, &callback) == napi_ok && callback != NULL &&
      napi_get_global(waker->env, &receiver) == napi_ok &&
      napi_open_callback_scope(waker->env, receiver, waker->context, &turn) == napi_ok) {
    /* Ticks and promises run when the scope is closed. napi_make_callback would run them too, but under a
     * catch of its own: what a tick throws would be lost, and the runtime's state with it. */
    napi_call_function(waker->env, receiver, callback, 0, NULL, NULL);
    napi_close_callback_scope(waker->env, turn);
  }
  napi_close_handle_scope(waker->env, scope);
}

static void after_close(void *handle) {
  struct bs_waker *waker = *(void **)handle;
  if (waker->ending) napi_remove_async_cleanup_hook(waker->hook);
  free(waker->handle);
  free(waker);
}

static void close_handle(struct bs_waker *waker) {
  if (waker->closed) return;
  waker->closed = true;
  waker->uv.poll_stop(waker->handle);
  waker->uv.close(waker->handle, after_close);
}

static void at_end(napi_async_cleanup_hook_handle hook, void *given) {
  struct bs_waker *waker = given;
  waker->hook = hook;
  waker->ending = true;
  close_handle(waker);
}

static int start(napi_env env, const struct bs_poller_backend *backend, struct bs_poller *poller, napi_value callback,
                 struct bs_waker **out) {
  int fd = backend->descriptor(poller);
  struct bs_waker *waker = calloc(1, sizeof *waker);
  struct uv_loop_s *loop;
  napi_value name;
  if (waker == NULL) return -ENOMEM;
  waker->env = env;
  if (fd < 0 || !look_up(&waker->uv) || waker->uv.loop_of(env, &loop) != napi_ok) {
    free(waker);
    return -ENOTSUP;
  }
  waker->handle = calloc(1, waker->uv.handle_size(UV_POLL));
  if (waker->handle == NULL || napi_create_string_utf8(env, "berkeley-sockets", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_async_init(env, NULL, name, &waker->context) != napi_ok ||
      napi_create_reference(env, callback, 1, &waker->callback) != napi_ok ||
      waker->uv.poll_init(loop, waker->handle, fd) < 0) {
    free(waker->handle);
    free(waker);
    return -ENOTSUP;
  }
  waker->uv.set_data(waker->handle, waker);
  waker->uv.unref(waker->handle);
  waker->uv.poll_start(waker->handle, UV_READABLE, on_ready);
  if (napi_add_async_cleanup_hook(env, at_end, waker, &waker->hook) != napi_ok) {
    close_handle(waker);
    return -ENOTSUP;
  }
  *out = waker;
  return 0;
}

/* libuv's poll is level-triggered and needs no arming. */
static int arm(struct bs_waker *waker) {
  (void)waker;
  return 0;
}

static int reference(struct bs_waker *waker, bool on) {
  (on ? waker->uv.ref : waker->uv.unref)(waker->handle);
  return 0;
}

static void stop(struct bs_waker *waker) {
  napi_delete_reference(waker->env, waker->callback);
  napi_async_destroy(waker->env, waker->context);
  napi_remove_async_cleanup_hook(waker->hook);
  close_handle(waker);
}

const struct bs_waker_kind bs_waker_uv = {start, arm, reference, stop};
