/*
 * Messages: data in one piece or several, and control data beside it. As with the other transfers the
 * integers travel in the frame: `offset` and `length` are a range of all pieces laid end to end, and
 * `control_length` is the part of the control array that counts.
 *
 * What is in the control data is TypeScript's business, but for descriptors: those that arrive enter the
 * table here, before JavaScript hears of them.
 */
#include "napi_util.h"
#include "os.h"
#include "sockets.h"

/* As many as the kernels known here take in one call (IOV_MAX). */
#define MOST_PIECES 1024

struct pieces {
  struct os_piece list[MOST_PIECES];
  size_t count;
};

static void refuse_range(struct bs_call *call, const char *message) {
  if (call->failed) return;
  call->failed = true;
  napi_throw_range_error(call->env, "ERR_OUT_OF_RANGE", message);
}

static void append(struct pieces *pieces, void *data, size_t length) {
  pieces->list[pieces->count++] = (struct os_piece){.data = data, .length = length};
}

/* The elements of an array, all of them before any is looked into: fetching one may run JavaScript, and
 * that could take away the memory of another. */
static void read_array(struct bs_call *call, napi_value array, struct pieces *pieces) {
  napi_value elements[MOST_PIECES];
  uint32_t count;
  if (napi_get_array_length(call->env, array, &count) != napi_ok) {
    bs_refuse(call, "an array of Uint8Arrays", 0);
    return;
  }
  if (count > MOST_PIECES) {
    refuse_range(call, "an array of pieces must have at most 1024");
    return;
  }
  for (uint32_t index = 0; index < count; index++)
    if (napi_get_element(call->env, array, index, &elements[index]) != napi_ok) {
      call->failed = true; /* by an exception of its own */
      return;
    }
  for (uint32_t index = 0; index < count; index++) {
    napi_typedarray_type type;
    size_t length;
    void *data = NULL;
    if (napi_get_typedarray_info(call->env, elements[index], &type, &length, &data, NULL, NULL) != napi_ok ||
        type != napi_uint8_array) {
      bs_refuse(call, "an array of Uint8Arrays", 0);
      return;
    }
    append(pieces, data, length);
  }
}

/* Cuts the pieces to the frame's range. */
static void cut(struct bs_call *call, struct pieces *pieces) {
  double total = 0;
  for (size_t index = 0; index < pieces->count; index++) total += (double)pieces->list[index].length;
  double skip = call->state->frame->offset, left = call->state->frame->length;
  /* Written so that NaN fails too. */
  if (!(skip >= 0 && left >= 0 && skip <= total && left <= total - skip)) {
    refuse_range(call, "offset and length must lie within the data");
    return;
  }
  for (size_t index = 0; index < pieces->count; index++) {
    struct os_piece *piece = &pieces->list[index];
    double skipped = skip < (double)piece->length ? skip : (double)piece->length;
    double kept = (double)piece->length - skipped < left ? (double)piece->length - skipped : left;
    skip -= skipped;
    left -= kept;
    if (piece->data != NULL) piece->data = (unsigned char *)piece->data + (size_t)skipped;
    piece->length = (size_t)kept;
  }
}

/* The data, argument 0: a Uint8Array or an array of them. */
static void read_pieces(struct bs_call *call, struct pieces *pieces) {
  napi_typedarray_type type;
  size_t length;
  void *data = NULL;
  bool is_array = false;
  pieces->count = 0;
  if (call->failed) return;
  /* Most messages are of one piece: it is asked for first. */
  if (napi_get_typedarray_info(call->env, call->arguments[0], &type, &length, &data, NULL, NULL) == napi_ok &&
      type == napi_uint8_array)
    append(pieces, data, length);
  else if (napi_is_array(call->env, call->arguments[0], &is_array) == napi_ok && is_array)
    read_array(call, call->arguments[0], pieces);
  else
    bs_refuse(call, "a Uint8Array or an array of them", 0);
  if (!call->failed) cut(call, pieces);
}

/* The control data, argument 1, as far as it counts. */
static struct bs_bytes read_control(struct bs_call *call) {
  struct bs_bytes control = bs_bytes(call, 1);
  int32_t length = call->state->frame->control_length;
  if (call->failed) return control;
  if (length < 0 || (size_t)length > control.length) {
    refuse_range(call, "the control data's length must lie within its array");
    return (struct bs_bytes){0};
  }
  control.length = (size_t)length;
  return control;
}

static napi_value end(struct bs_call *call, int result) {
  struct bs_frame *frame = call->state->frame;
  frame->calls += 1;
  frame->result = result;
  return NULL;
}

static napi_value bs_send_message(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct pieces pieces;
  /* First: reading an array may run JavaScript, and pointers hold only while none runs. */
  read_pieces(&call, &pieces);
  struct bs_bytes control = read_control(&call), address = bs_bytes(&call, 2);
  if (call.failed) return NULL;
  const struct bs_frame *frame = call.state->frame;
  struct os_message message = {
      .address = address.data,
      .address_length = address.length,
      .control = control.data,
      .control_length = control.length,
  };
  return end(&call, os_send_message(frame->fd, pieces.list, pieces.count, frame->flags, &message,
                                    bs_descriptors_has(&call.state->guarded, frame->fd)));
}

/* Enters what arrived into the table: 0, or -errno when one could not be; then none is open any more. */
static int own_received(struct bs_state *state, const struct os_message *message) {
  struct os_cursor cursor = {0};
  size_t owned = 0;
  int fd, error = 0;
  while (error == 0 && (fd = os_next_received(message, &cursor)) >= 0) {
    if (bs_own(state, fd) < 0)
      error = -ENOMEM; /* and fd is closed */
    else
      owned++;
  }
  if (error == 0) return 0;
  while ((fd = os_next_received(message, &cursor)) >= 0) os_close(fd);
  for (cursor = (struct os_cursor){0}; owned > 0; owned--) {
    fd = os_next_received(message, &cursor);
    bs_descriptors_remove(&state->owned, fd);
    os_close(fd);
  }
  return error;
}

static napi_value bs_receive_message(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct pieces pieces;
  read_pieces(&call, &pieces);
  struct bs_bytes control = read_control(&call);
  if (call.failed) return NULL;
  struct bs_frame *frame = call.state->frame;
  struct os_message message = {
      .address = frame->address,
      .address_length = BS_ADDRESS_ROOM,
      .control = control.data,
      .control_length = control.length,
  };
  int result = os_receive_message(frame->fd, pieces.list, pieces.count, frame->flags, &message,
                                  bs_descriptors_has(&call.state->guarded, frame->fd));
  if (result >= 0) {
    int error = own_received(call.state, &message);
    if (error < 0) result = error;
  }
  if (result >= 0) {
    frame->address_length = (int32_t)message.address_length;
    frame->control_length = (int32_t)message.control_length;
    frame->message_flags = message.flags;
  }
  return end(&call, result);
}

const struct bs_export bs_message_exports[] = {
    {"sendMessage", bs_send_message},
    {"receiveMessage", bs_receive_message},
    {NULL, NULL},
};
