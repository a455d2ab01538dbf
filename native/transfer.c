/*
 * Sending and receiving: the hot calls. Their integers travel in the frame and only the arrays are
 * arguments, which costs about half of reading five arguments one by one. The result stays in the
 * frame too, so these return nothing.
 */
#include "napi_util.h"
#include "os.h"
#include "sockets.h"

/* The range [offset, offset + length) of the array, or a failed call. */
static struct bs_bytes range_of(struct bs_call *call, int index) {
  struct bs_bytes bytes = bs_bytes(call, index);
  const struct bs_frame *frame = call->state->frame;
  if (call->failed) return bytes;
  double offset = frame->offset, length = frame->length, room = (double)bytes.length;
  /* Written so that NaN fails too. */
  if (!(offset >= 0 && length >= 0 && offset <= room && length <= room - offset)) {
    call->failed = true;
    napi_throw_range_error(call->env, "ERR_OUT_OF_RANGE", "offset and length must lie within the array");
    return (struct bs_bytes){0};
  }
  return (struct bs_bytes){bytes.data + (size_t)offset, (size_t)length};
}

static bool guarded(const struct bs_call *call) {
  return bs_descriptors_has(&call->state->guarded, call->state->frame->fd);
}

static napi_value end(struct bs_call *call, int result) {
  struct bs_frame *frame = call->state->frame;
  frame->calls += 1;
  frame->result = result;
  return NULL;
}

static napi_value bs_send(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes data = range_of(&call, 0);
  if (call.failed) return NULL;
  const struct bs_frame *frame = call.state->frame;
  return end(&call, os_send(frame->fd, data.data, data.length, frame->flags, NULL, 0, guarded(&call)));
}

static napi_value bs_send_to(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes data = range_of(&call, 0);
  struct bs_bytes address = bs_bytes(&call, 1);
  if (call.failed) return NULL;
  const struct bs_frame *frame = call.state->frame;
  return end(&call,
             os_send(frame->fd, data.data, data.length, frame->flags, address.data, address.length, guarded(&call)));
}

static napi_value bs_receive(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes data = range_of(&call, 0);
  if (call.failed) return NULL;
  const struct bs_frame *frame = call.state->frame;
  return end(&call, os_receive(frame->fd, data.data, data.length, frame->flags, NULL, NULL, guarded(&call)));
}

static napi_value bs_receive_from(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes data = range_of(&call, 0);
  if (call.failed) return NULL;
  struct bs_frame *frame = call.state->frame;
  size_t length = BS_ADDRESS_ROOM;
  int result = os_receive(frame->fd, data.data, data.length, frame->flags, frame->address, &length, guarded(&call));
  if (result >= 0) frame->address_length = (int32_t)length;
  return end(&call, result);
}

const struct bs_export bs_transfer_exports[] = {
    {"send", bs_send}, {"sendTo", bs_send_to}, {"receive", bs_receive}, {"receiveFrom", bs_receive_from}, {NULL, NULL},
};
