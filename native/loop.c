#include "loop.h"

#include <stdlib.h>
#include <string.h>

#include "napi_util.h"
#include "poller.h"
#include "sockets.h"
#include "waker.h"

struct bs_loop {
  struct bs_loop *next;
  int number; /* what JavaScript calls it by */
  const struct bs_poller_backend *backend;
  struct bs_poller *poller;
  const struct bs_waker_kind *kind;
  struct bs_waker *waker;
};

static struct bs_loop *find(const struct bs_state *state, int number) {
  struct bs_loop *loop = state->loops;
  while (loop != NULL && loop->number != number) loop = loop->next;
  return loop;
}

struct bs_poller *bs_loop_poller(const struct bs_state *state, int number, const struct bs_poller_backend **backend) {
  const struct bs_loop *loop = find(state, number);
  if (loop == NULL) return NULL;
  *backend = loop->backend;
  return loop->poller;
}

/* (lasting): a loop on the best poller, or where `lasting` is 0 on poll(2). Its number. */
static napi_value loop_create(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int lasting = bs_int(&call, 0);
  if (call.failed) return NULL;
  struct bs_loop *loop = calloc(1, sizeof *loop);
  if (loop == NULL) return bs_return(&call, -ENOMEM);
  const struct bs_poller_backend *best = bs_poller_epoll != NULL ? bs_poller_epoll : bs_poller_kqueue;
  loop->backend = lasting && best != NULL ? best : &bs_poller_poll;
  int result = loop->backend->create(&loop->poller);
  if (result < 0) {
    free(loop);
    return bs_return_call(&call, result);
  }
  loop->number = call.state->loops == NULL ? 0 : call.state->loops->number + 1;
  loop->next = call.state->loops;
  call.state->loops = loop;
  return bs_return_call(&call, loop->number);
}

/* (loop): whether its poller keeps interests, 1 or 0. */
static napi_value loop_lasting(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  if (call.failed) return NULL;
  return bs_return(&call, loop == NULL ? -EBADF : loop->backend->lasting);
}

/* (loop, callback, uv): starts the waker; libuv's where `uv` is not 0 and it can be had. 1 for libuv's. */
static napi_value loop_start(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  int uv = bs_int(&call, 2);
  napi_valuetype type;
  if (call.failed) return NULL;
  if (napi_typeof(env, call.arguments[1], &type) != napi_ok || type != napi_function) {
    bs_refuse(&call, "a function", 1);
    return NULL;
  }
  if (loop == NULL || loop->waker != NULL) return bs_return(&call, -EBADF);
  int result = -ENOTSUP;
  if (uv) {
    loop->kind = &bs_waker_uv;
    result = loop->kind->start(env, loop->backend, loop->poller, call.arguments[1], &loop->waker);
  }
  if (result == -ENOTSUP) {
    loop->kind = &bs_waker_thread;
    result = loop->kind->start(env, loop->backend, loop->poller, call.arguments[1], &loop->waker);
  }
  return bs_return(&call, result < 0 ? result : loop->kind == &bs_waker_uv);
}

static napi_value set_interest(napi_env env, napi_callback_info info, bool fresh) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  int fd = bs_int(&call, 1), token = bs_int(&call, 2), interest = bs_int(&call, 3);
  if (call.failed) return NULL;
  if (loop == NULL) return bs_return(&call, -EBADF);
  int (*set)(struct bs_poller *, int, uint32_t, uint32_t) = fresh ? loop->backend->add : loop->backend->change;
  return bs_return_call(&call, set(loop->poller, fd, (uint32_t)token, (uint32_t)interest));
}

/* (loop, fd, token, interest) */
static napi_value loop_add(napi_env env, napi_callback_info info) { return set_interest(env, info, true); }

/* (loop, fd, token, interest) */
static napi_value loop_change(napi_env env, napi_callback_info info) { return set_interest(env, info, false); }

/* (loop, fd) */
static napi_value loop_remove(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  int fd = bs_int(&call, 1);
  if (call.failed) return NULL;
  return bs_return_call(&call, loop == NULL ? -EBADF : loop->backend->remove(loop->poller, fd));
}

/* (loop, events): fills the array with (token, ready) pairs of uint32; the number of pairs. */
static napi_value loop_collect(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  struct bs_bytes bytes = bs_bytes(&call, 1);
  if (call.failed) return NULL;
  if (loop == NULL) return bs_return(&call, -EBADF);
  struct bs_event events[256];
  size_t room = bytes.length / sizeof *events;
  if (room > sizeof events / sizeof *events) room = sizeof events / sizeof *events;
  int count = room == 0 ? 0 : loop->backend->collect(loop->poller, events, room);
  if (count > 0) memcpy(bytes.data, events, (size_t)count * sizeof *events);
  return bs_return_call(&call, count);
}

/* (loop) */
static napi_value loop_arm(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  if (call.failed) return NULL;
  return bs_return(&call, loop == NULL || loop->waker == NULL ? -EBADF : loop->kind->arm(loop->waker));
}

/* (loop, on) */
static napi_value loop_reference(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  const struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  int on = bs_int(&call, 1);
  if (call.failed) return NULL;
  return bs_return(&call, loop == NULL || loop->waker == NULL ? -EBADF : loop->kind->reference(loop->waker, on != 0));
}

/* (loop) */
static napi_value loop_close(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_loop *loop = find(call.state, bs_int(&call, 0));
  if (call.failed) return NULL;
  if (loop == NULL) return bs_return(&call, -EBADF);
  struct bs_loop **link = &call.state->loops;
  while (*link != loop) link = &(*link)->next;
  *link = loop->next;
  if (loop->waker != NULL) loop->kind->stop(loop->waker);
  loop->backend->destroy(loop->poller);
  free(loop);
  return bs_return_call(&call, 0);
}

void bs_loops_destroy(struct bs_state *state) {
  while (state->loops != NULL) {
    struct bs_loop *loop = state->loops;
    state->loops = loop->next;
    loop->backend->destroy(loop->poller);
    free(loop);
  }
}

const struct bs_export bs_loop_exports[] = {
    {"loopCreate", loop_create},
    {"loopLasting", loop_lasting},
    {"loopStart", loop_start},
    {"loopAdd", loop_add},
    {"loopChange", loop_change},
    {"loopRemove", loop_remove},
    {"loopCollect", loop_collect},
    {"loopArm", loop_arm},
    {"loopReference", loop_reference},
    {"loopClose", loop_close},
    {NULL, NULL},
};
