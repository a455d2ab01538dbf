/* Forwarding between two connections: splice(2) through a pipe each way, so that no byte is ever seen here. */
#include <stdlib.h>

#include "os.h"
#include "reactor_place.h"
#include "sockets.h"

/* One way. Bytes are taken only into an empty pipe: then -EAGAIN means that the source has none, and never that
 * the pipe is full. */
struct way {
  int32_t from, to; /* tokens */
  int pipe[2];
  size_t held; /* in the pipe */
  bool ended;  /* the source has */
  bool done;   /* and its end was passed on */
};

struct bs_forwarding {
  struct bs_reactor *reactor;
  struct way ways[2];
};

#define PIPE_ROOM (1 << 20)

static void close_pipe(const struct way *way) {
  if (way->pipe[0] >= 0) os_close(way->pipe[0]);
  if (way->pipe[1] >= 0) os_close(way->pipe[1]);
}

void bs_forwarding_end(struct bs_forwarding *forwarding) {
  for (int index = 0; index < 2; index++) {
    close_pipe(&forwarding->ways[index]);
    struct bs_place *place = bs_reactor_find(forwarding->reactor, forwarding->ways[index].from);
    if (place != NULL) place->forwarding = NULL;
  }
  free(forwarding);
}

int bs_forwarding_begin(struct bs_reactor *reactor, struct bs_place *a, struct bs_place *b) {
  struct bs_forwarding *forwarding = calloc(1, sizeof *forwarding);
  if (forwarding == NULL) return -ENOMEM;
  forwarding->reactor = reactor;
  struct bs_place *const ends[] = {a, b};
  int result = 0;
  for (int index = 0; index < 2; index++) {
    struct way *way = &forwarding->ways[index];
    way->from = (int32_t)ends[index]->token;
    way->to = (int32_t)ends[1 - index]->token;
    way->ended = (ends[index]->flags & BS_ENDED) != 0;
    way->pipe[0] = way->pipe[1] = -1;
    if (result == 0) result = os_pipe(way->pipe, PIPE_ROOM);
  }
  if (result < 0) {
    for (int index = 0; index < 2; index++) close_pipe(&forwarding->ways[index]);
    free(forwarding);
    return result;
  }
  for (int index = 0; index < 2; index++) {
    struct bs_place *place = ends[index];
    place->forwarding = forwarding;
    place->flags &= (uint16_t) ~(BS_PAUSED | BS_AWAITS_ROOM);
    place->flags |= BS_READABLE | BS_ROOM;
    bs_reactor_enqueue(reactor, place);
    if (result == 0) result = bs_reactor_settle(reactor, place);
  }
  if (result < 0) bs_forwarding_end(forwarding);
  return result;
}

static int fill(struct bs_reactor *reactor, const struct bs_place *from, const struct way *way, size_t most) {
  reactor->state->frame->calls += 1;
  if (reactor->hook != NULL) return bs_reactor_ask(reactor, BS_ASK_FILL, from->fd, (size_t)way->pipe[1], most);
  return os_receive_pipe(from->fd, way->pipe[1], most);
}

static int empty(struct bs_reactor *reactor, const struct bs_place *to, const struct way *way) {
  reactor->state->frame->calls += 1;
  if (reactor->hook != NULL) return bs_reactor_ask(reactor, BS_ASK_EMPTY, to->fd, (size_t)way->pipe[0], way->held);
  return os_send_pipe(to->fd, way->pipe[0], way->held, false);
}

/* 0, or -errno. `moved` is of the turn's share. */
static int pump(struct bs_reactor *reactor, struct way *way, size_t *moved) {
  struct bs_place *from = bs_reactor_find(reactor, way->from), *to = bs_reactor_find(reactor, way->to);
  if (from == NULL || to == NULL) return -ECANCELED;
  size_t share = reactor->control->share > 0 ? (size_t)reactor->control->share : PIPE_ROOM;
  while (!way->done) {
    if (way->held == 0 && !way->ended) {
      if (!(from->flags & BS_READABLE)) return 0;
      if (*moved >= share) {
        bs_reactor_enqueue(reactor, from);
        return 0;
      }
      int result = fill(reactor, from, way, PIPE_ROOM);
      if (result == -EINTR) continue;
      if (result == -EAGAIN) {
        from->flags &= (uint16_t)~BS_READABLE;
        return 0;
      }
      if (result < 0) return result;
      way->held = (size_t)result;
      way->ended = result == 0;
      bs_reactor_row(reactor, from)[BS_COUNT_FORWARDED] += result;
    }
    if (way->held > 0) {
      if (!(to->flags & BS_ROOM)) return 0;
      int result = empty(reactor, to, way);
      if (result == -EINTR) continue;
      if (result == -EAGAIN) {
        to->flags &= (uint16_t)~BS_ROOM;
        return 0;
      }
      if (result < 0) return result;
      way->held -= (size_t)result;
      *moved += (size_t)result;
      continue;
    }
    if (way->ended) {
      way->done = true;
      os_shutdown(to->fd, SHUT_WR);
    }
  }
  return 0;
}

void bs_forwarding_serve(struct bs_reactor *reactor, struct bs_place *place) {
  struct bs_forwarding *forwarding = place->forwarding;
  int result = 0;
  size_t moved = 0;
  place->flags &= (uint16_t)~BS_TROUBLE;
  for (int index = 0; index < 2 && result >= 0; index++) result = pump(reactor, &forwarding->ways[index], &moved);
  struct bs_place *const first = bs_reactor_find(reactor, forwarding->ways[0].from);
  struct bs_place *const second = bs_reactor_find(reactor, forwarding->ways[1].from);
  if (result < 0 || (forwarding->ways[0].done && forwarding->ways[1].done)) {
    /* Of either end, whichever was served: JavaScript knows of what it is an end. */
    bs_forwarding_end(forwarding);
    place->flags |= BS_ENDED;
    bs_reactor_record(reactor, place, BS_FORWARDED, -result, 0);
    return;
  }
  if (reactor->backend->lasting || first == NULL || second == NULL) return;
  bs_reactor_settle(reactor, first);
  bs_reactor_settle(reactor, second);
}
