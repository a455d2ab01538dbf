/*
 * The only Node-API helpers. A call reads its arguments with bs_begin, bs_int and bs_bytes; the first
 * one that is not what it must be throws a TypeError and marks the call failed, and the readers after
 * it return zero. So a function reads all its arguments, asks `failed` once, and ends with one of the
 * three returns.
 */
#ifndef BERKELEY_NAPI_UTIL_H
#define BERKELEY_NAPI_UTIL_H

#include <stdbool.h>
#include <stdio.h>

#include "state.h"

#define BS_MAX_ARGUMENTS 7

struct bs_call {
  napi_env env;
  struct bs_state *state;
  bool failed;
  napi_value arguments[BS_MAX_ARGUMENTS];
};

struct bs_bytes {
  unsigned char *data;
  size_t length;
};

static inline void bs_refuse(struct bs_call *call, const char *kind, int index) {
  char message[64];
  if (call->failed) return;
  call->failed = true;
  snprintf(message, sizeof message, "native argument %d must be %s", index, kind);
  napi_throw_type_error(call->env, "ERR_INVALID_ARG_TYPE", message);
}

static inline struct bs_call bs_begin(napi_env env, napi_callback_info info) {
  struct bs_call call = {.env = env};
  size_t count = BS_MAX_ARGUMENTS;
  void *data = NULL;
  /* Arguments that were not given read as undefined, and are refused by their readers. */
  if (napi_get_cb_info(env, info, &count, call.arguments, NULL, &data) != napi_ok) call.failed = true;
  call.state = data;
  return call;
}

/* An integer that fits int32_t; anything else, fractions and NaN included, is refused. */
static inline int bs_int(struct bs_call *call, int index) {
  double value;
  if (call->failed) return 0;
  if (napi_get_value_double(call->env, call->arguments[index], &value) != napi_ok || !(value >= INT32_MIN) ||
      !(value <= INT32_MAX) || value != (double)(int32_t)value) {
    bs_refuse(call, "a 32-bit integer", index);
    return 0;
  }
  return (int)value;
}

/* An integer that a double tells exactly, from `low` to 2^53; anything else is refused. */
static inline int64_t bs_wide(struct bs_call *call, int index, int64_t low) {
  double value;
  if (call->failed) return 0;
  if (napi_get_value_double(call->env, call->arguments[index], &value) != napi_ok || !(value >= (double)low) ||
      !(value <= 9007199254740992.0) || value != (double)(int64_t)value) {
    bs_refuse(call, "an integer of at most 2^53", index);
    return 0;
  }
  return (int64_t)value;
}

/* A Uint8Array. The pointer holds until control returns to JavaScript, never longer. */
static inline struct bs_bytes bs_bytes(struct bs_call *call, int index) {
  struct bs_bytes bytes = {0};
  napi_typedarray_type type;
  void *data = NULL;
  if (call->failed) return bytes;
  if (napi_get_typedarray_info(call->env, call->arguments[index], &type, &bytes.length, &data, NULL, NULL) != napi_ok ||
      type != napi_uint8_array) {
    bs_refuse(call, "a Uint8Array", index);
    return (struct bs_bytes){0};
  }
  bytes.data = data;
  return bytes;
}

/* Text as a Uint8Array that ends with its only NUL byte; NULL for an empty array. */
static inline const char *bs_text(struct bs_call *call, int index) {
  struct bs_bytes bytes = bs_bytes(call, index);
  if (call->failed || bytes.length == 0) return NULL;
  for (size_t at = 0; at < bytes.length; at++)
    if ((bytes.data[at] == 0) != (at == bytes.length - 1)) {
      bs_refuse(call, "text that ends with its only NUL", index);
      return NULL;
    }
  return (const char *)bytes.data;
}

/* The one way a number goes back. */
static inline napi_value bs_return(struct bs_call *call, int result) {
  napi_value value = NULL;
  napi_create_int32(call->env, result, &value);
  return value;
}

/* The same, for a number that may be wider. */
static inline napi_value bs_return_wide(struct bs_call *call, int64_t result) {
  napi_value value = NULL;
  napi_create_int64(call->env, result, &value);
  return value;
}

/* The same as bs_return, for what was a system call. */
static inline napi_value bs_return_call(struct bs_call *call, int result) {
  call->state->frame->calls += 1;
  return bs_return(call, result);
}

/* The same, for a call that made a descriptor: it enters the table before JavaScript hears of it. */
int bs_own(struct bs_state *state, int fd);

static inline napi_value bs_return_descriptor(struct bs_call *call, int result) {
  return bs_return_call(call, result < 0 ? result : bs_own(call->state, result));
}

struct bs_export {
  const char *name;
  napi_callback function;
};

/* Each topic's functions, ended by {NULL, NULL}. */
extern const struct bs_export bs_socket_exports[], bs_transfer_exports[], bs_file_exports[], bs_option_exports[],
    bs_resolve_exports[], bs_wait_exports[], bs_job_exports[], bs_loop_exports[], bs_message_exports[],
    bs_datagram_exports[], bs_reactor_exports[];

/* Every constant that the headers have: its names one behind the other, an empty one last, and its numbers. */
extern const char bs_constant_names[];
extern const int32_t bs_constant_values[];

struct bs_field {
  const char *name; /* "struct" or "struct.member" */
  int32_t offset;
  int32_t width;
};
extern const struct bs_field bs_layout[];

#endif
