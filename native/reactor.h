/*
 * The reactor: readiness, receives, sends, accepts and closes of many stream connections, in one crossing a
 * wake-up. It sits on a loop (loop.h), which has the poller and the waker.
 *
 * Memory. Three arrays, all JavaScript's, all given when the reactor is made:
 *
 *   slab      what is received, seen by users;
 *   counters  rows of numbers, one for each group of connections, seen by users;
 *   control   struct bs_reactor_control, then the room for what is written: seen by nobody else.
 *
 * They are looked up anew at each crossing, so that one that was taken away is -EFAULT and nothing worse.
 *
 * A turn. reactorTurn carries out the operations that JavaScript has laid down, in their order for each
 * connection; then, unless it was told to stop there or something was left over, it collects what is ready,
 * receives and accepts, and lays down a record for each thing that happened. A connection has at most one
 * record of data a turn: so whoever pauses it in a handler is told nothing more, and a fast one does not
 * starve the others. What is left over of an operation stays in its place, for JavaScript to keep: the slab is
 * not received into before it has.
 *
 * Identity. A token is a place's index and its generation; operations with an old token are passed over.
 *
 * C decides nothing here: how much is received at once, how many may be accepted, what becomes of a failure
 * and of what was left over, all that comes from JavaScript or goes to it.
 */
#ifndef BERKELEY_REACTOR_H
#define BERKELEY_REACTOR_H

#include <stdint.h>

#include "state.h"

enum {
  BS_OPERATIONS = 2048,
  BS_RECORDS = 1024,
  BS_COUNTERS = 16 /* numbers in a row */
};

/* What a place is. */
enum bs_place_kind { BS_LISTENER = 1, BS_STREAM, BS_PACKETS, BS_TCP };

/* Flags of reactorAdd. */
enum { BS_CONNECTING = 1, BS_LINGERS = 2 };

enum bs_operation_kind {
  BS_SEND_SLAB = 1, /* offset and length, of the slab */
  BS_SEND_ROOM,     /* offset and length, of the room for what is written */
  BS_SHUTDOWN,      /* no more is sent */
  BS_CLOSE,         /* behind all sends; at once where `length` is not 0 */
  BS_RESET,         /* closes, and the peer is told of it as of an error */
  BS_PAUSE,         /* receives no more */
  BS_RESUME,        /* receives again; of a listener: tries again */
  BS_ALLOW,         /* so many more may be accepted by a listener and its group; INT32_MAX: any number */
  BS_AWAIT_ROOM,    /* tells when it is writable */
  BS_FAILED         /* out: the error number is in `offset` */
};

struct bs_operation {
  int32_t token; /* out: 0 when it is done */
  int32_t kind;
  int32_t offset;
  int32_t length;
};

enum bs_record_kind {
  BS_OPENED = 1, /* first: the listener's token, or 0 for one that connected; second: the descriptor */
  BS_DATA,       /* offset and length */
  BS_END,
  BS_WRITABLE,
  BS_BROKEN,        /* first: the error number; second: 1 when it was an attempt to connect */
  BS_ACCEPT_FAILED, /* first: the error number */
  BS_FORWARDED      /* a forwarding has ended; first: the error number or 0 */
};

struct bs_record {
  int32_t token;
  int32_t kind;
  int32_t first;
  int32_t second;
};

/* The numbers of a row. */
enum bs_counter {
  BS_COUNT_OPENED,
  BS_COUNT_CLOSED,
  BS_COUNT_RECEIVED,
  BS_COUNT_BYTES_RECEIVED,
  BS_COUNT_SENT,
  BS_COUNT_BYTES_SENT,
  BS_COUNT_WAKE_UPS,
  BS_COUNT_LARGEST_BATCH,
  BS_COUNT_WOULD_BLOCK,
  BS_COUNT_ACCEPT_FAILED,
  BS_COUNT_FORWARDED
};

struct bs_reactor_control {
  int32_t operations; /* in: how many there are */
  int32_t unfinished; /* out: how many of them were left over */
  int32_t left;       /* out: whether there is work that no readiness will tell of */
  int32_t piece;      /* in: the most that one receive is asked for */
  int32_t share;      /* in: the most that a forwarding moves in a turn */
  int32_t reserved;
  struct bs_operation operation[BS_OPERATIONS];
  struct bs_record record[BS_RECORDS];
};

/* Frees all reactors when the environment ends; before the loops, on whose pollers they are. */
void bs_reactors_destroy(struct bs_state *state);

#endif
