/* What the files of the reactor share: its places, and what is done with one. */
#ifndef BERKELEY_REACTOR_PLACE_H
#define BERKELEY_REACTOR_PLACE_H

#include <stdbool.h>

#include "napi_util.h"
#include "poller.h"
#include "reactor.h"

#define BS_INDEX_BITS 20
#define BS_INDEX_MASK ((1u << BS_INDEX_BITS) - 1)
#define BS_NOWHERE (-1)

/* What is known of a place. */
enum {
  BS_READABLE = 1, /* a receive may find something */
  BS_HUNG = 2,     /* an end, an error or an urgent byte was told of: there may be no further edge */
  BS_PAUSED = 4,   /* JavaScript wants nothing more for now */
  BS_ENDED = 8,    /* the end or the error was recorded: nothing is received any more */
  BS_AWAITS_ROOM = 16,
  BS_ROOM = 32, /* it became writable */
  BS_QUEUED = 64,
  BS_REGISTERED = 128,
  BS_UNDER_WAY = 256, /* connecting */
  BS_LINGERING = 512, /* close(2) would wait for the peer */
  BS_TROUBLE = 1024   /* an error or a hang-up was told of, and not yet looked at */
};

struct bs_forwarding;

struct bs_place {
  int fd; /* -1 when free */
  uint32_t token;
  int32_t next;        /* in the queue, or among the free */
  int32_t first, last; /* its operations, in a flush */
  uint16_t flags;
  uint8_t kind;
  uint8_t accepts;  /* of a listener: what the accepted are */
  uint8_t interest; /* what the poller was last asked for */
  uint16_t group;   /* its row */
  struct bs_forwarding *forwarding;
};

struct bs_reactor {
  struct bs_reactor *next;
  int number; /* what JavaScript calls it by */
  struct bs_state *state;
  const struct bs_poller_backend *backend;
  struct bs_poller *poller;
  napi_ref arrays[3];
  bool busy;

  /* Of this crossing. */
  napi_env env;
  napi_value hook; /* asked for every system call when faults are ordered, else NULL */
  struct bs_bytes slab;
  struct bs_bytes room;
  struct bs_reactor_control *control;
  double *counters;
  size_t rows;
  size_t used; /* of the slab */
  int records;

  struct bs_place *places;
  int32_t count;
  int32_t capacity;
  int32_t free;
  int32_t head, tail; /* the queue of those with something to do */
  int32_t queued;
  int32_t fresh[BS_RECORDS]; /* accepted and not yet registered with the poller */
  int32_t fresh_count;
  int32_t chain[BS_OPERATIONS]; /* the next operation of the same place */
  double turns;
  double *last_turn; /* by row: the last turn with a record */
  double *batch;     /* by row: its records in that turn */
  int32_t *allowed;  /* by row: how many more may be accepted */
};

/* What the hook is asked for. */
enum bs_asked {
  BS_ASK_RECEIVE,
  BS_ASK_SEND_SLAB,
  BS_ASK_SEND_ROOM,
  BS_ASK_ACCEPT,
  BS_ASK_FILL,
  BS_ASK_EMPTY,
  BS_ASK_RECEIVE_WHOLE
};

/* The system calls, or what the hook says in their place. */
int bs_reactor_ask(struct bs_reactor *reactor, enum bs_asked what, int fd, size_t first, size_t second);

double *bs_reactor_row(const struct bs_reactor *reactor, const struct bs_place *place);
struct bs_place *bs_reactor_find(const struct bs_reactor *reactor, int32_t token);
void bs_reactor_record(struct bs_reactor *reactor, const struct bs_place *place, int kind, int first, int second);
void bs_reactor_enqueue(struct bs_reactor *reactor, struct bs_place *place);
/* Asks the poller for what is now wanted of a place: 0 or -errno. */
int bs_reactor_settle(const struct bs_reactor *reactor, struct bs_place *place);

/* Moves bytes between two places until it would block; asks to be called again when its share is used up. */
void bs_forwarding_serve(struct bs_reactor *reactor, struct bs_place *place);
/* Joins two places. */
int bs_forwarding_begin(struct bs_reactor *reactor, struct bs_place *a, struct bs_place *b);
/* Parts them: what is still in the pipes is lost. */
void bs_forwarding_end(struct bs_forwarding *forwarding);

#endif
