/*
 * Many datagrams in one crossing. Their data lies in slabs; what belongs to them besides lies in one array, the
 * notes: a table of rows first, then addresses and control data. Numbers of a row are int32s of the machine's order.
 */
#include <string.h>

#include "napi_util.h"
#include "os.h"
#include "sockets.h"

/* A row of a receive, all out: the datagram's length, which may exceed its room; and of its notes. */
struct received_row {
  int32_t length, address_length, control_length, flags;
};

/* A row of a send, all in: which slab (0 or 1) and where in it; and where in the notes. */
struct sent_row {
  int32_t slab, offset, length;
  int32_t address, address_length;
  int32_t control, control_length;
  int32_t reserved;
};

static napi_value refuse(struct bs_call *call, const char *message) {
  if (!call->failed) napi_throw_range_error(call->env, "ERR_OUT_OF_RANGE", message);
  return NULL;
}

static bool within(int32_t offset, int32_t length, size_t room) {
  return offset >= 0 && length >= 0 && (size_t)offset <= room && (size_t)length <= room - (size_t)offset;
}

/* Descriptors have no place in a batch: whoever wants them takes messages one by one. */
static void close_received(const struct os_message *message) {
  struct os_cursor cursor = {0};
  for (int fd; (fd = os_next_received(message, &cursor)) >= 0;) os_close(fd);
}

/* fd, number of datagrams, the room of each, the room of each one's control data, slab, notes. The notes are the rows,
 * then as many addresses of BS_DATAGRAM_ADDRESS bytes, then as many pieces of control data. */
static napi_value receive_datagrams(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), count = bs_int(&call, 1), size = bs_int(&call, 2), control_size = bs_int(&call, 3);
  struct bs_bytes slab = bs_bytes(&call, 4), notes = bs_bytes(&call, 5);
  if (call.failed) return NULL;
  if (count < 1 || count > OS_MOST_DATAGRAMS || size < 1 || control_size < 0)
    return refuse(&call, "a batch has 1 to 128 datagrams of some room");
  size_t row = sizeof(struct received_row) + BS_DATAGRAM_ADDRESS + (size_t)control_size;
  if ((size_t)size > slab.length / (size_t)count || row > notes.length / (size_t)count)
    return refuse(&call, "a batch must have room for its datagrams");
  struct os_datagram list[OS_MOST_DATAGRAMS];
  unsigned char *addresses = notes.data + (size_t)count * sizeof(struct received_row);
  unsigned char *control = addresses + (size_t)count * BS_DATAGRAM_ADDRESS;
  for (int index = 0; index < count; index++)
    list[index] = (struct os_datagram){
        .data = slab.data + (size_t)index * (size_t)size,
        .length = (size_t)size,
        .message = {.address = addresses + (size_t)index * BS_DATAGRAM_ADDRESS,
                    .address_length = BS_DATAGRAM_ADDRESS,
                    .control = control + (size_t)index * (size_t)control_size,
                    .control_length = (size_t)control_size},
    };
  int result = os_receive_datagrams(fd, list, (size_t)count, bs_descriptors_has(&call.state->guarded, fd));
  for (int index = 0; index < result; index++) {
    const struct os_message *message = &list[index].message;
    if (message->control_length > 0) close_received(message);
    struct received_row told = {
        .length = (int32_t)list[index].length,
        .address_length = (int32_t)message->address_length,
        .control_length = (int32_t)message->control_length,
        .flags = message->flags,
    };
    memcpy(notes.data + (size_t)index * sizeof told, &told, sizeof told);
  }
  return bs_return_call(&call, result);
}

/* fd, the first row, the number of rows, flags, the two slabs, notes. */
static napi_value send_datagrams(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0), first = bs_int(&call, 1), count = bs_int(&call, 2), flags = bs_int(&call, 3);
  struct bs_bytes slabs[] = {bs_bytes(&call, 4), bs_bytes(&call, 5)}, notes = bs_bytes(&call, 6);
  if (call.failed) return NULL;
  if (first < 0 || count < 1 || count > OS_MOST_DATAGRAMS ||
      (size_t)first + (size_t)count > notes.length / sizeof(struct sent_row))
    return refuse(&call, "a batch has 1 to 128 rows of its table");
  struct os_datagram list[OS_MOST_DATAGRAMS];
  for (int index = 0; index < count; index++) {
    struct sent_row row;
    memcpy(&row, notes.data + ((size_t)first + (size_t)index) * sizeof row, sizeof row);
    if (row.slab < 0 || row.slab > 1 || !within(row.offset, row.length, slabs[row.slab].length) ||
        !within(row.address, row.address_length, notes.length) ||
        !within(row.control, row.control_length, notes.length))
      return refuse(&call, "a row must lie within its arrays");
    list[index] = (struct os_datagram){
        .data = slabs[row.slab].data + row.offset,
        .length = (size_t)row.length,
        .message = {.address = notes.data + row.address,
                    .address_length = (size_t)row.address_length,
                    .control = notes.data + row.control,
                    .control_length = (size_t)row.control_length},
    };
  }
  return bs_return_call(
      &call, os_send_datagrams(fd, list, (size_t)count, flags, bs_descriptors_has(&call.state->guarded, fd)));
}

const struct bs_export bs_datagram_exports[] = {
    {"receiveDatagrams", receive_datagrams},
    {"sendDatagrams", send_datagrams},
    {NULL, NULL},
};
