/* The reactor's turn: operations, readiness, receives. reactor.h is its contract. */
#include "reactor.h"

#include <stdlib.h>
#include <string.h>

#include "loop.h"
#include "os.h"
#include "reactor_place.h"
#include "sockets.h"

#define BATCH 256  /* events of one collect */
#define GATHER 64  /* pieces of one send */
#define SCANT 4096 /* with less room than this a receive waits for the next turn */

static void count_call(const struct bs_reactor *reactor) { reactor->state->frame->calls += 1; }

int bs_reactor_ask(struct bs_reactor *reactor, enum bs_asked what, int fd, size_t first, size_t second) {
  const double numbers[] = {what, fd, (double)first, (double)second};
  napi_value given[4], undefined, answer;
  int32_t result;
  for (int index = 0; index < 4; index++)
    if (napi_create_double(reactor->env, numbers[index], &given[index]) != napi_ok) return -ECANCELED;
  if (napi_get_undefined(reactor->env, &undefined) != napi_ok ||
      napi_call_function(reactor->env, undefined, reactor->hook, 4, given, &answer) != napi_ok ||
      napi_get_value_int32(reactor->env, answer, &result) != napi_ok)
    return -ECANCELED;
  return result;
}

double *bs_reactor_row(const struct bs_reactor *reactor, const struct bs_place *place) {
  return reactor->counters + (size_t)place->group * BS_COUNTERS;
}

struct bs_place *bs_reactor_find(const struct bs_reactor *reactor, int32_t token) {
  int32_t index = token & (int32_t)BS_INDEX_MASK;
  if (token <= 0 || index >= reactor->count) return NULL;
  struct bs_place *place = &reactor->places[index];
  return place->fd >= 0 && place->token == (uint32_t)token ? place : NULL;
}

void bs_reactor_record(struct bs_reactor *reactor, const struct bs_place *place, int kind, int first, int second) {
  double *row = bs_reactor_row(reactor, place);
  if (reactor->last_turn[place->group] != reactor->turns) {
    reactor->last_turn[place->group] = reactor->turns;
    reactor->batch[place->group] = 0;
    row[BS_COUNT_WAKE_UPS] += 1;
  }
  double batch = reactor->batch[place->group] += 1;
  if (batch > row[BS_COUNT_LARGEST_BATCH]) row[BS_COUNT_LARGEST_BATCH] = batch;
  reactor->control->record[reactor->records++] = (struct bs_record){(int32_t)place->token, kind, first, second};
}

void bs_reactor_enqueue(struct bs_reactor *reactor, struct bs_place *place) {
  if (place->flags & BS_QUEUED) return;
  int32_t index = (int32_t)(place - reactor->places);
  place->flags |= BS_QUEUED;
  place->next = BS_NOWHERE;
  if (reactor->tail == BS_NOWHERE)
    reactor->head = index;
  else
    reactor->places[reactor->tail].next = index;
  reactor->tail = index;
  reactor->queued += 1;
}

static void release(struct bs_reactor *reactor, struct bs_place *place) {
  place->fd = -1;
  place->forwarding = NULL;
  /* One in the queue becomes free when its turn comes. */
  if (place->flags & BS_QUEUED) return;
  place->next = reactor->free;
  reactor->free = (int32_t)(place - reactor->places);
}

static struct bs_place *dequeue(struct bs_reactor *reactor) {
  struct bs_place *place = &reactor->places[reactor->head];
  reactor->head = place->next;
  if (reactor->head == BS_NOWHERE) reactor->tail = BS_NOWHERE;
  reactor->queued -= 1;
  place->flags &= (uint16_t)~BS_QUEUED;
  if (place->fd >= 0) return place;
  release(reactor, place);
  return NULL;
}

/* The token of a new place, or -errno. Places may move. */
static int occupy(struct bs_reactor *reactor, int fd, int kind, int group) {
  if (reactor->free == BS_NOWHERE && reactor->count == reactor->capacity) {
    if (reactor->capacity > (int32_t)BS_INDEX_MASK / 2) return -EMFILE;
    int32_t capacity = reactor->capacity ? 2 * reactor->capacity : 64;
    struct bs_place *places = realloc(reactor->places, (size_t)capacity * sizeof *places);
    if (places == NULL) return -ENOMEM;
    reactor->places = places;
    reactor->capacity = capacity;
  }
  int32_t index = reactor->free;
  uint32_t generation = 0;
  if (index == BS_NOWHERE)
    index = reactor->count++;
  else {
    generation = reactor->places[index].token >> BS_INDEX_BITS;
    reactor->free = reactor->places[index].next;
  }
  /* From 1 to 0x7ff, so that a token is never 0 nor negative. */
  generation = generation % 0x7ff + 1;
  reactor->places[index] = (struct bs_place){
      .fd = fd,
      .token = generation << BS_INDEX_BITS | (uint32_t)index,
      .next = BS_NOWHERE,
      .first = BS_NOWHERE,
      .last = BS_NOWHERE,
      .kind = (uint8_t)kind,
      .group = (uint16_t)group,
  };
  return (int)reactor->places[index].token;
}

static uint32_t wanted_of(const struct bs_reactor *reactor, const struct bs_place *place) {
  unsigned flags = place->flags;
  if (flags & BS_UNDER_WAY) return BS_WRITE;
  if (reactor->backend->lasting) {
    if (place->forwarding != NULL) return BS_READ | BS_WRITE;
    return BS_READ | (flags & BS_AWAITS_ROOM ? BS_WRITE : 0u);
  }
  /* A poller that forgets what it told of is asked only for what is news. */
  if (place->forwarding != NULL) return (flags & BS_READABLE ? 0u : BS_READ) | (flags & BS_ROOM ? 0u : BS_WRITE);
  return (flags & (BS_READABLE | BS_PAUSED | BS_ENDED) ? 0u : BS_READ) | (flags & BS_AWAITS_ROOM ? BS_WRITE : 0u);
}

int bs_reactor_settle(const struct bs_reactor *reactor, struct bs_place *place) {
  uint32_t wanted = wanted_of(reactor, place);
  if ((place->flags & BS_REGISTERED) && wanted == place->interest) return 0;
  const struct bs_poller_backend *backend = reactor->backend;
  int result;
  count_call(reactor);
  if (place->flags & BS_REGISTERED)
    result = backend->change(reactor->poller, place->fd, place->token, wanted);
  else {
    result = backend->add(reactor->poller, place->fd, place->token, wanted);
    /* The number was another's, which was closed behind our back, and a duplicate keeps it in the set. */
    if (result == -EEXIST) result = backend->change(reactor->poller, place->fd, place->token, wanted | BS_FRESH);
  }
  if (result < 0) return result;
  place->flags |= BS_REGISTERED;
  place->interest = (uint8_t)wanted;
  return 0;
}

static void forget(struct bs_reactor *reactor, struct bs_place *place) {
  if (place->forwarding != NULL) bs_forwarding_end(place->forwarding);
  if (place->flags & BS_REGISTERED) {
    count_call(reactor);
    reactor->backend->remove(reactor->poller, place->fd);
  }
}

static void close_place(struct bs_reactor *reactor, struct bs_place *place, bool reset) {
  forget(reactor, place);
  bs_descriptors_remove(&reactor->state->owned, place->fd);
  if (reset) {
    const struct linger none = {.l_onoff = 1};
    os_set_option(place->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    count_call(reactor);
  } else if (place->flags & BS_LINGERING)
    os_forget_linger(place->fd);
  os_close(place->fd);
  count_call(reactor);
  bs_reactor_row(reactor, place)[BS_COUNT_CLOSED] += 1;
  release(reactor, place);
}

/* -- operations -- */

static const struct bs_bytes *region_of(const struct bs_reactor *reactor, int kind) {
  return kind == BS_SEND_SLAB ? &reactor->slab : &reactor->room;
}

static bool within(const struct bs_reactor *reactor, const struct bs_operation *operation) {
  const struct bs_bytes *region = region_of(reactor, operation->kind);
  return operation->offset >= 0 && operation->length >= 0 && (size_t)operation->offset <= region->length &&
         (size_t)operation->length <= region->length - (size_t)operation->offset;
}

static bool sends(const struct bs_operation *operation) {
  return operation->kind == BS_SEND_SLAB || operation->kind == BS_SEND_ROOM;
}

static int send_pieces(struct bs_reactor *reactor, const struct bs_place *place, const struct bs_operation *operation,
                       const struct os_piece *pieces, size_t count) {
  int result;
  do {
    if (reactor->hook != NULL)
      result = bs_reactor_ask(reactor, operation->kind == BS_SEND_SLAB ? BS_ASK_SEND_SLAB : BS_ASK_SEND_ROOM, place->fd,
                              (size_t)operation->offset, pieces->length);
    else if (count == 1)
      result = os_send(place->fd, pieces->data, pieces->length, 0, NULL, 0, false);
    else
      result = os_send_message(place->fd, pieces, count, 0, &(struct os_message){0}, false);
    count_call(reactor);
  } while (result == -EINTR);
  return result;
}

/* Sends an operation and those of its chain that can go with it. Gives the last of them, and in `state` what is
 * to become of the rest: 0, BS_AWAIT_ROOM or BS_FAILED. */
static int send_chain(struct bs_reactor *reactor, struct bs_place *place, int first, int *state) {
  struct bs_operation *operations = reactor->control->operation;
  struct os_piece pieces[GATHER];
  size_t count = 0, total = 0;
  int last = first;
  size_t most = place->kind == BS_PACKETS || reactor->hook != NULL ? 1 : GATHER;
  for (int at = first; at != BS_NOWHERE && count < most; at = reactor->chain[at]) {
    const struct bs_operation *operation = &operations[at];
    if (!sends(operation) || !within(reactor, operation)) break;
    pieces[count].data = region_of(reactor, operation->kind)->data + operation->offset;
    pieces[count++].length = (size_t)operation->length;
    total += (size_t)operation->length;
    last = at;
  }
  int result = count == 0 ? -EFAULT : send_pieces(reactor, place, &operations[first], pieces, count);
  double *row = bs_reactor_row(reactor, place);
  if (result >= 0) {
    row[BS_COUNT_SENT] += 1;
    row[BS_COUNT_BYTES_SENT] += result;
  }
  if (result == -EAGAIN || result == -EWOULDBLOCK || (result >= 0 && (size_t)result < total)) {
    row[BS_COUNT_WOULD_BLOCK] += 1;
    *state = BS_AWAIT_ROOM;
  } else if (result < 0) {
    operations[first] = (struct bs_operation){(int32_t)place->token, BS_FAILED, -result, 0};
    reactor->control->unfinished += 1;
    *state = BS_FAILED;
    if (first == last) return last;
    first = reactor->chain[first];
  }
  size_t left = result < 0 ? 0 : (size_t)result;
  for (int at = first;; at = reactor->chain[at]) {
    struct bs_operation *operation = &operations[at];
    size_t done = left < (size_t)operation->length ? left : (size_t)operation->length;
    left -= done;
    if (done == (size_t)operation->length && (done > 0 || *state == 0))
      operation->token = 0;
    else if (*state == BS_FAILED)
      operation->token = 0;
    else {
      operation->offset += (int32_t)done;
      operation->length -= (int32_t)done;
      reactor->control->unfinished += 1;
    }
    if (at == last) return last;
  }
}

/* What is no send. Whether the place is still there. */
static bool carry_out(struct bs_reactor *reactor, struct bs_place *place, const struct bs_operation *operation) {
  switch (operation->kind) {
  case BS_SHUTDOWN:
    count_call(reactor);
    os_shutdown(place->fd, SHUT_WR); /* of one whose peer is gone it fails, and a record tells */
    return true;
  case BS_CLOSE:
  case BS_RESET:
    close_place(reactor, place, operation->kind == BS_RESET);
    return false;
  case BS_PAUSE:
    place->flags |= BS_PAUSED;
    return true;
  case BS_RESUME:
    place->flags &= (uint16_t)~BS_PAUSED;
    if (place->flags & BS_READABLE) bs_reactor_enqueue(reactor, place);
    break;
  case BS_ALLOW:
    /* Added, because some may have been accepted that JavaScript has not heard of yet. */
    if (operation->length == INT32_MAX)
      reactor->allowed[place->group] = INT32_MAX;
    else if (operation->length > 0 && reactor->allowed[place->group] < INT32_MAX - operation->length)
      reactor->allowed[place->group] += operation->length;
    if (place->flags & BS_READABLE) bs_reactor_enqueue(reactor, place);
    return true;
  case BS_AWAIT_ROOM:
    if (operation->length > 0)
      place->flags |= BS_AWAITS_ROOM;
    else
      place->flags &= (uint16_t) ~(BS_AWAITS_ROOM | BS_ROOM);
    break;
  default:
    return true;
  }
  bs_reactor_settle(reactor, place);
  return true;
}

static void run_chain(struct bs_reactor *reactor, struct bs_place *place, int first) {
  struct bs_operation *operations = reactor->control->operation;
  int state = 0;
  bool there = true;
  for (int at = first; at != BS_NOWHERE; at = reactor->chain[at]) {
    struct bs_operation *operation = &operations[at];
    bool orderly =
        sends(operation) || operation->kind == BS_SHUTDOWN || (operation->kind == BS_CLOSE && operation->length == 0);
    if (!there || (state == BS_FAILED && orderly))
      operation->token = 0;
    else if (state == BS_AWAIT_ROOM && orderly)
      reactor->control->unfinished += 1; /* behind what was left over */
    else if (sends(operation))
      at = send_chain(reactor, place, at, &state);
    else {
      there = carry_out(reactor, place, operation);
      operation->token = 0;
    }
  }
  for (int at = first; !there && at != BS_NOWHERE; at = reactor->chain[at]) {
    if (operations[at].token != 0) reactor->control->unfinished -= 1; /* nobody is left to send it */
    operations[at].token = 0;
  }
  if (!there || state != BS_AWAIT_ROOM) return;
  place->flags |= BS_AWAITS_ROOM;
  bs_reactor_settle(reactor, place);
}

static void flush(struct bs_reactor *reactor) {
  struct bs_reactor_control *control = reactor->control;
  int count = control->operations;
  control->unfinished = 0;
  if (count < 0) count = 0;
  if (count > BS_OPERATIONS) count = BS_OPERATIONS;
  for (int index = 0; index < count; index++) {
    struct bs_operation *operation = &control->operation[index];
    struct bs_place *place = bs_reactor_find(reactor, operation->token);
    reactor->chain[index] = BS_NOWHERE;
    if (place == NULL) {
      operation->token = 0;
      continue;
    }
    if (place->last == BS_NOWHERE)
      place->first = index;
    else
      reactor->chain[place->last] = index;
    place->last = index;
  }
  for (int index = 0; index < count; index++) {
    struct bs_place *place = bs_reactor_find(reactor, control->operation[index].token);
    if (place == NULL || place->first != index) continue;
    place->first = place->last = BS_NOWHERE;
    run_chain(reactor, place, index);
  }
}

/* -- readiness -- */

static int pending_error(const struct bs_reactor *reactor, const struct bs_place *place) {
  int error = 0;
  size_t length = sizeof error;
  count_call(reactor);
  int result = os_get_option(place->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return result < 0 ? -result : error;
}

static void fail(struct bs_reactor *reactor, struct bs_place *place, int error, int connecting) {
  place->flags |= BS_ENDED;
  place->flags &= (uint16_t)~BS_READABLE;
  bs_reactor_record(reactor, place, BS_BROKEN, error, connecting);
}

/* Of what failed before it was accepted, which the next may not have. */
static bool passes(int error) {
  switch (error) {
  case ECONNABORTED:
  case EINTR:
  case EPROTO:
  case EPERM:
  case ENETDOWN:
  case ENOPROTOOPT:
  case EHOSTUNREACH:
  case EOPNOTSUPP:
  case ENETUNREACH:
#ifdef __linux__
  case EHOSTDOWN:
  case ENONET:
#endif
    return true;
  default:
    return false;
  }
}

static void serve_listener(struct bs_reactor *reactor, int32_t index) {
  for (int attempt = 0; attempt < BS_RECORDS; attempt++) {
    struct bs_place *listener = &reactor->places[index];
    if (reactor->allowed[listener->group] <= 0) return; /* until more are allowed */
    if (reactor->records >= BS_RECORDS - 1 || reactor->fresh_count >= BS_RECORDS) break;
    size_t none = 0;
    int fd = reactor->hook != NULL
                 ? bs_reactor_ask(reactor, BS_ASK_ACCEPT, listener->fd, 0, 0)
                 : os_accept(listener->fd, NULL, &none, bs_descriptors_has(&reactor->state->guarded, listener->fd));
    count_call(reactor);
    if (fd == -EAGAIN || fd == -EWOULDBLOCK) {
      listener->flags &= (uint16_t)~BS_READABLE;
      bs_reactor_settle(reactor, listener);
      return;
    }
    if (fd < 0 && passes(-fd)) continue;
    if (fd >= 0) fd = bs_own(reactor->state, fd);
    int token = fd < 0 ? fd : occupy(reactor, fd, listener->accepts, listener->group);
    listener = &reactor->places[index];
    if (token < 0) {
      if (fd >= 0) {
        bs_descriptors_remove(&reactor->state->owned, fd);
        os_close(fd);
      }
      /* Nothing will tell of those that still wait: JavaScript must ask again. */
      bs_reactor_row(reactor, listener)[BS_COUNT_ACCEPT_FAILED] += 1;
      bs_reactor_record(reactor, listener, BS_ACCEPT_FAILED, -token, 0);
      return;
    }
    struct bs_place *made = bs_reactor_find(reactor, token);
    made->flags = listener->flags & BS_LINGERING;
    reactor->fresh[reactor->fresh_count++] = token;
    if (reactor->allowed[listener->group] != INT32_MAX) reactor->allowed[listener->group] -= 1;
    bs_reactor_row(reactor, made)[BS_COUNT_OPENED] += 1;
    bs_reactor_record(reactor, made, BS_OPENED, (int)listener->token, fd);
  }
  bs_reactor_enqueue(reactor, &reactor->places[index]);
}

/* Whether a message of no bytes is in truth the end: only a hang-up tells. */
static bool ended(const struct bs_reactor *reactor, const struct bs_place *place) {
  if (place->kind != BS_PACKETS || (place->flags & BS_HUNG)) return true;
  count_call(reactor);
  return os_hung_up(place->fd);
}

static void receive(struct bs_reactor *reactor, struct bs_place *place) {
  size_t room = reactor->slab.length - reactor->used;
  size_t piece = reactor->control->piece > 0 ? (size_t)reactor->control->piece : SCANT;
  if (piece > room) piece = room;
  int result;
  do {
    result = reactor->hook != NULL
                 ? bs_reactor_ask(reactor, place->kind == BS_PACKETS ? BS_ASK_RECEIVE_WHOLE : BS_ASK_RECEIVE, place->fd,
                                  reactor->used, piece)
                 : os_receive(place->fd, reactor->slab.data + reactor->used, piece,
                              place->kind == BS_PACKETS ? MSG_TRUNC : 0, NULL, NULL, false);
    count_call(reactor);
  } while (result == -EINTR);
  if (result == -EAGAIN || result == -EWOULDBLOCK) {
    place->flags &= (uint16_t)~BS_READABLE;
    return;
  }
  if (result < 0 || (size_t)result > piece) {
    /* What did not fit is lost; nobody is given half a message. */
    fail(reactor, place, result < 0 ? -result : EMSGSIZE, 0);
    return;
  }
  if (result == 0 && ended(reactor, place)) {
    place->flags |= BS_ENDED;
    place->flags &= (uint16_t)~BS_READABLE;
    bs_reactor_record(reactor, place, BS_END, 0, 0);
    return;
  }
  double *row = bs_reactor_row(reactor, place);
  row[BS_COUNT_RECEIVED] += 1;
  row[BS_COUNT_BYTES_RECEIVED] += result;
  bs_reactor_record(reactor, place, BS_DATA, (int)reactor->used, result);
  reactor->used += (size_t)result;
  /* A short read has emptied a TCP stream, unless something lies behind what was read. Elsewhere it may have
   * ended at a message with descriptors. */
  bool short_read = (size_t)result < piece && reactor->hook == NULL; /* an order may cut one short */
  if (place->kind == BS_TCP && short_read && !(place->flags & BS_HUNG))
    place->flags &= (uint16_t)~BS_READABLE;
  else
    bs_reactor_enqueue(reactor, place);
}

static void serve_connection(struct bs_reactor *reactor, struct bs_place *place) {
  unsigned flags = place->flags;
  if (flags & BS_UNDER_WAY) {
    if (!(flags & (BS_ROOM | BS_TROUBLE))) return;
    int error = pending_error(reactor, place);
    place->flags &= (uint16_t) ~(BS_UNDER_WAY | BS_ROOM | BS_TROUBLE);
    if (error != 0) {
      fail(reactor, place, error, 1);
      return;
    }
    bs_reactor_row(reactor, place)[BS_COUNT_OPENED] += 1;
    bs_reactor_record(reactor, place, BS_OPENED, 0, place->fd);
    /* What came with the connection may have been told of already. */
    if (place->flags & BS_READABLE) bs_reactor_enqueue(reactor, place);
    bs_reactor_settle(reactor, place);
    return;
  }
  if ((flags & (BS_AWAITS_ROOM | BS_ROOM)) == (BS_AWAITS_ROOM | BS_ROOM)) {
    place->flags &= (uint16_t)~BS_ROOM;
    bs_reactor_record(reactor, place, BS_WRITABLE, 0, 0);
  }
  if (flags & BS_TROUBLE) {
    place->flags &= (uint16_t)~BS_TROUBLE;
    /* Whoever receives nothing must hear of it all the same. */
    int error = flags & (BS_PAUSED | BS_ENDED) ? pending_error(reactor, place) : 0;
    if (error != 0) {
      fail(reactor, place, error, 0);
      return;
    }
  }
  if ((place->flags & (BS_READABLE | BS_PAUSED | BS_ENDED)) == BS_READABLE) receive(reactor, place);
  /* One that forgets is asked again; what is in the queue needs no asking. */
  if (!reactor->backend->lasting) bs_reactor_settle(reactor, place);
}

static void note(struct bs_reactor *reactor, const struct bs_event *event) {
  struct bs_place *place = bs_reactor_find(reactor, (int32_t)event->token);
  if (place == NULL) return;
  uint32_t ready = event->ready;
  if (!reactor->backend->lasting) place->interest &= (uint8_t) ~(ready & (BS_READ | BS_WRITE));
  if (ready & (BS_HANG_UP | BS_ERROR | BS_READ_HANG_UP | BS_PRIORITY)) place->flags |= BS_HUNG;
  if (ready & (BS_HANG_UP | BS_ERROR)) place->flags |= BS_TROUBLE;
  if (ready & ~(uint32_t)BS_WRITE) place->flags |= BS_READABLE;
  if (ready & (BS_WRITE | BS_HANG_UP | BS_ERROR)) place->flags |= BS_ROOM;
  bs_reactor_enqueue(reactor, place);
}

/* Registers those that were accepted and not closed at once. */
static void register_fresh(struct bs_reactor *reactor) {
  for (int index = 0; index < reactor->fresh_count; index++) {
    struct bs_place *place = bs_reactor_find(reactor, reactor->fresh[index]);
    if (place == NULL) continue;
    int result = bs_reactor_settle(reactor, place);
    if (result < 0 && reactor->records < BS_RECORDS) fail(reactor, place, -result, 0);
  }
  reactor->fresh_count = 0;
}

static int look(struct bs_reactor *reactor) {
  struct bs_event events[BATCH];
  register_fresh(reactor);
  int found = reactor->backend->collect(reactor->poller, events, BATCH);
  count_call(reactor);
  if (found < 0) return found;
  for (int index = 0; index < found; index++) note(reactor, &events[index]);
  for (int32_t left = reactor->queued; left > 0 && reactor->records < BS_RECORDS - 2; left--) {
    size_t room = reactor->slab.length - reactor->used;
    bool whole = reactor->places[reactor->head].kind == BS_PACKETS;
    if (room < SCANT || (whole && reactor->used > 0 && room < (size_t)reactor->control->piece)) break;
    struct bs_place *place = dequeue(reactor);
    if (place == NULL) continue;
    if (place->forwarding != NULL)
      bs_forwarding_serve(reactor, place);
    else if (place->kind == BS_LISTENER)
      serve_listener(reactor, (int32_t)(place - reactor->places));
    else
      serve_connection(reactor, place);
  }
  /* What was accepted is registered by the next look. */
  reactor->control->left = reactor->queued > 0 || reactor->fresh_count > 0 || found == BATCH;
  return reactor->records;
}

/* -- the functions -- */

static struct bs_reactor *find(const struct bs_state *state, int number) {
  struct bs_reactor *reactor = state->reactors;
  while (reactor != NULL && reactor->number != number) reactor = reactor->next;
  return reactor;
}

/* Finds the three arrays where they are now. */
static int begin(struct bs_reactor *reactor, napi_env env) {
  struct bs_bytes found[3];
  for (int index = 0; index < 3; index++) {
    napi_value array;
    napi_typedarray_type type;
    void *data = NULL;
    if (napi_get_reference_value(env, reactor->arrays[index], &array) != napi_ok || array == NULL ||
        napi_get_typedarray_info(env, array, &type, &found[index].length, &data, NULL, NULL) != napi_ok)
      return -EFAULT;
    found[index].data = data;
  }
  size_t head = sizeof(struct bs_reactor_control);
  if (found[0].length < SCANT || found[1].length < reactor->rows * BS_COUNTERS * sizeof(double) ||
      found[2].length < head)
    return -EFAULT;
  reactor->env = env;
  reactor->hook = NULL;
  reactor->slab = found[0];
  reactor->counters = (double *)(void *)found[1].data;
  reactor->control = (struct bs_reactor_control *)(void *)found[2].data;
  reactor->room = (struct bs_bytes){found[2].data + head, found[2].length - head};
  return 0;
}

/* Those of a call: the reactor, ready, or what the call gives instead. */
static struct bs_reactor *enter(struct bs_call *call, int *error) {
  struct bs_reactor *reactor = find(call->state, bs_int(call, 0));
  if (call->failed) return NULL;
  *error = reactor == NULL ? -EBADF : reactor->busy ? -EBUSY : begin(reactor, call->env);
  return *error < 0 ? NULL : reactor;
}

static void free_reactor(struct bs_reactor *reactor) {
  for (int32_t index = 0; index < reactor->count; index++) {
    struct bs_place *place = &reactor->places[index];
    if (place->fd >= 0 && place->forwarding != NULL) bs_forwarding_end(place->forwarding);
  }
  free(reactor->places);
  free(reactor->last_turn);
  free(reactor->batch);
  free(reactor->allowed);
  free(reactor);
}

/* (loop, slab, counters, control): its number. The arrays are kept alive. */
static napi_value reactor_create(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int loop = bs_int(&call, 0);
  struct bs_bytes slab = bs_bytes(&call, 1), counters = bs_bytes(&call, 2), control = bs_bytes(&call, 3);
  if (call.failed) return NULL;
  const struct bs_poller_backend *backend;
  struct bs_poller *poller = bs_loop_poller(call.state, loop, &backend);
  if (poller == NULL) return bs_return(&call, -EBADF);
  size_t rows = counters.length / (BS_COUNTERS * sizeof(double));
  bool aligned = (uintptr_t)counters.data % sizeof(double) == 0 && (uintptr_t)control.data % sizeof(double) == 0;
  if (!aligned || slab.length < SCANT || slab.length > INT32_MAX || rows == 0 || rows > UINT16_MAX ||
      control.length < sizeof(struct bs_reactor_control) || control.length > INT32_MAX)
    return bs_return(&call, -EINVAL);
  struct bs_reactor *reactor = calloc(1, sizeof *reactor);
  if (reactor == NULL) return bs_return(&call, -ENOMEM);
  reactor->last_turn = calloc(rows, sizeof *reactor->last_turn);
  reactor->batch = calloc(rows, sizeof *reactor->batch);
  reactor->allowed = calloc(rows, sizeof *reactor->allowed);
  bool made = reactor->last_turn != NULL && reactor->batch != NULL && reactor->allowed != NULL;
  for (int index = 0; made && index < 3; index++)
    made = napi_create_reference(env, call.arguments[index + 1], 1, &reactor->arrays[index]) == napi_ok;
  if (!made) {
    free_reactor(reactor);
    return bs_return(&call, -ENOMEM);
  }
  reactor->state = call.state;
  reactor->backend = backend;
  reactor->poller = poller;
  reactor->rows = rows;
  reactor->free = reactor->head = reactor->tail = BS_NOWHERE;
  reactor->number = call.state->reactors == NULL ? 0 : call.state->reactors->number + 1;
  reactor->next = call.state->reactors;
  call.state->reactors = reactor;
  return bs_return(&call, reactor->number);
}

/* (reactor, fd, kind, group, flags): the token. Of a listener, `flags` holds above its lowest byte what it
 * accepts. The descriptor stays whose it is. */
static napi_value reactor_add(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int error = 0, fd = bs_int(&call, 1), kind = bs_int(&call, 2), group = bs_int(&call, 3), flags = bs_int(&call, 4);
  struct bs_reactor *reactor = enter(&call, &error);
  if (call.failed) return NULL;
  if (reactor == NULL) return bs_return(&call, error);
  if (fd < 0) return bs_return(&call, -EBADF);
  if (kind < BS_LISTENER || kind > BS_TCP || group < 0 || (size_t)group >= reactor->rows)
    return bs_return(&call, -EINVAL);
  int token = occupy(reactor, fd, kind, group);
  if (token < 0) return bs_return(&call, token);
  struct bs_place *place = bs_reactor_find(reactor, token);
  place->accepts = (uint8_t)(flags >> 8);
  if (kind == BS_LISTENER) reactor->allowed[group] = 0; /* whatever is left of the row's last owner's */
  if (flags & BS_CONNECTING) place->flags |= BS_UNDER_WAY;
  if (flags & BS_LINGERS) place->flags |= BS_LINGERING;
  int result = bs_reactor_settle(reactor, place);
  if (result < 0) release(reactor, place);
  return bs_return(&call, result < 0 ? result : token);
}

/* (reactor, token): forgets a place; its descriptor stays open. */
static napi_value reactor_forget(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int error = 0, token = bs_int(&call, 1);
  struct bs_reactor *reactor = enter(&call, &error);
  if (call.failed) return NULL;
  if (reactor == NULL) return bs_return(&call, error);
  struct bs_place *place = bs_reactor_find(reactor, token);
  if (place == NULL) return bs_return(&call, -ENOENT);
  forget(reactor, place);
  release(reactor, place);
  return bs_return(&call, 0);
}

/* (reactor, token, token): from now on what the one receives is sent by the other. */
static napi_value reactor_forward(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int error = 0, a = bs_int(&call, 1), b = bs_int(&call, 2);
  struct bs_reactor *reactor = enter(&call, &error);
  if (call.failed) return NULL;
  if (reactor == NULL) return bs_return(&call, error);
  struct bs_place *first = bs_reactor_find(reactor, a), *second = bs_reactor_find(reactor, b);
  if (first == NULL || second == NULL || first == second || first->forwarding != NULL || second->forwarding != NULL)
    return bs_return(&call, -EINVAL);
  return bs_return(&call, bs_forwarding_begin(reactor, first, second));
}

/* (reactor, whole, hook): carries out the operations and, where `whole` is not 0, looks what is ready. The
 * number of records. A hook, a function, is asked for each system call; its absence is anything else. */
static napi_value reactor_turn(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int error = 0, whole = bs_int(&call, 1);
  struct bs_reactor *reactor = enter(&call, &error);
  napi_valuetype type;
  if (call.failed) return NULL;
  if (reactor == NULL) return bs_return(&call, error);
  if (napi_typeof(env, call.arguments[2], &type) == napi_ok && type == napi_function) reactor->hook = call.arguments[2];
  reactor->busy = true;
  reactor->turns += 1;
  reactor->used = 0;
  reactor->records = 0;
  reactor->control->left = 1;
  flush(reactor);
  int result = 0;
  if (whole && reactor->control->unfinished == 0)
    result = look(reactor);
  else
    reactor->control->left = reactor->queued > 0 || reactor->fresh_count > 0;
  reactor->busy = false;
  return bs_return(&call, result);
}

/* (reactor) Its descriptors stay open. */
static napi_value reactor_close(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_reactor *reactor = find(call.state, bs_int(&call, 0));
  if (call.failed) return NULL;
  if (reactor == NULL) return bs_return(&call, -EBADF);
  if (reactor->busy) return bs_return(&call, -EBUSY);
  struct bs_reactor **link = &call.state->reactors;
  while (*link != reactor) link = &(*link)->next;
  *link = reactor->next;
  for (int index = 0; index < 3; index++) napi_delete_reference(env, reactor->arrays[index]);
  free_reactor(reactor);
  return bs_return(&call, 0);
}

void bs_reactors_destroy(struct bs_state *state) {
  while (state->reactors != NULL) {
    struct bs_reactor *reactor = state->reactors;
    state->reactors = reactor->next;
    free_reactor(reactor);
  }
}

const struct bs_export bs_reactor_exports[] = {
    {"reactorCreate", reactor_create},
    {"reactorAdd", reactor_add},
    {"reactorForget", reactor_forget},
    {"reactorForward", reactor_forward},
    {"reactorTurn", reactor_turn},
    {"reactorClose", reactor_close},
    {NULL, NULL},
};
