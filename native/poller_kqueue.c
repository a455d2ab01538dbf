/* The poller on kqueue(2). poller.h is its contract. */
#include "poller.h"

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__DragonFly__)

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/event.h> /* needs the one before it */
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

#include "os.h"

/*
 * As in poller_epoll.c: `inner` holds the sockets, and the waker's thread sleeps in `outer`, which holds
 * `inner` in a way that reports once for each time it is enabled.
 */
struct bs_poller {
  int inner;
  int outer;
};

#define STOP 1

static const struct timespec at_once = {0};

static int queue(void) {
  int fd = kqueue();
  if (fd < 0) return -errno;
  int result = os_close_on_exec(fd);
  if (result < 0) os_close(fd);
  return result < 0 ? result : fd;
}

/* One change of a queue. */
static int tell(int queue_fd, uintptr_t ident, int filter, int flags, unsigned fflags) {
  struct kevent change;
  EV_SET(&change, ident, (int16_t)filter, (uint16_t)flags, fflags, 0, NULL);
  return kevent(queue_fd, &change, 1, NULL, 0, &at_once) < 0 ? -errno : 0;
}

static void destroy(struct bs_poller *poller) {
  if (poller->inner >= 0) os_close(poller->inner);
  if (poller->outer >= 0) os_close(poller->outer);
  free(poller);
}

static int create(struct bs_poller **out) {
  struct bs_poller *poller = calloc(1, sizeof *poller);
  if (poller == NULL) return -ENOMEM;
  poller->inner = queue();
  poller->outer = queue();
  int result = poller->inner < 0 ? poller->inner : poller->outer < 0 ? poller->outer : 0;
  if (result >= 0) result = tell(poller->outer, STOP, EVFILT_USER, EV_ADD | EV_CLEAR, 0);
  if (result >= 0)
    result = tell(poller->outer, (uintptr_t)poller->inner, EVFILT_READ, EV_ADD | EV_DISPATCH | EV_DISABLE, 0);
  if (result < 0) {
    destroy(poller);
    return result;
  }
  *out = poller;
  return 0;
}

/*
 * A descriptor is in the queue once for each filter, so every interest says of each filter whether it is
 * there. Errors and the end of the stream come with the read filter; where nobody reads, it stays with a
 * mark so high that no data reach it. Not for a level, which would report an end for ever.
 */
static int set(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest, bool present) {
  struct kevent changes[3];
  bool level = (interest & BS_LEVEL) != 0;
  bool reads = (interest & BS_READ) != 0;
  int add = EV_ADD | EV_RECEIPT | (level ? 0 : EV_CLEAR);
  int drop = EV_DELETE | EV_RECEIPT;
  bool wanted[3] = {present && (reads || !level), present && (interest & BS_WRITE), present && reads && !level};
  uintptr_t ident = (uintptr_t)fd;
  void *data = (void *)(uintptr_t)token;
  int count = 2;
  EV_SET(&changes[0], ident, EVFILT_READ, (uint16_t)(wanted[0] ? add : drop), reads ? 0 : NOTE_LOWAT,
         reads ? 0 : INT_MAX, data);
  EV_SET(&changes[1], ident, EVFILT_WRITE, (uint16_t)(wanted[1] ? add : drop), 0, 0, data);
#ifdef NOTE_OOB
  EV_SET(&changes[2], ident, EVFILT_EXCEPT, (uint16_t)(wanted[2] ? add : drop), NOTE_OOB, 0, data);
  count = 3;
#endif
  /* With EV_RECEIPT each change is answered, and no event is taken. */
  if (kevent(poller->inner, changes, count, changes, count, &at_once) < 0) return -errno;
  /* What is to go may not have been there, and not everything has urgent data. */
  for (int index = 0; index < 2; index++)
    if (wanted[index] && changes[index].data != 0) return -(int)changes[index].data;
  return 0;
}

static int add(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest) {
  return set(poller, fd, token, interest, true);
}

static int remove_descriptor(struct bs_poller *poller, int fd) { return set(poller, fd, 0, 0, false); }

static uint32_t ready_bits(const struct kevent *event) {
  bool end = (event->flags & EV_EOF) != 0;
  uint32_t error = (event->flags & EV_ERROR) || (end && event->fflags != 0) ? BS_ERROR : 0u;
  if (event->filter == EVFILT_READ) return error | BS_READ | (end ? BS_READ_HANG_UP : 0u);
  if (event->filter == EVFILT_WRITE) return error | BS_WRITE;
  return error | BS_PRIORITY;
}

#define BATCH 256

static int collect(struct bs_poller *poller, struct bs_event *out, size_t room) {
  struct kevent events[BATCH];
  int count = kevent(poller->inner, NULL, 0, events, room < BATCH ? (int)room : BATCH, &at_once);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < count; index++)
    out[index] = (struct bs_event){(uint32_t)(uintptr_t)events[index].udata, ready_bits(&events[index])};
  return count;
}

/* Added anew, because only that makes every kernel look at once whether something is there already. */
static int arm(struct bs_poller *poller) {
  return tell(poller->outer, (uintptr_t)poller->inner, EVFILT_READ, EV_ADD | EV_ENABLE | EV_DISPATCH, 0);
}

static int block(struct bs_poller *poller) {
  for (;;) {
    struct kevent events[2];
    int count = kevent(poller->outer, NULL, 0, events, 2, NULL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return 0;
    for (int index = 0; index < count; index++)
      if (events[index].filter == EVFILT_USER) return 0;
    if (count > 0) return 1;
  }
}

static void stop(struct bs_poller *poller) { tell(poller->outer, STOP, EVFILT_USER, 0, NOTE_TRIGGER); }

static int descriptor(const struct bs_poller *poller) { return poller->inner; }

static const struct bs_poller_backend backend = {
    .name = "kqueue",
    .lasting = true,
    .create = create,
    .destroy = destroy,
    .add = add,
    .change = add,
    .remove = remove_descriptor,
    .collect = collect,
    .arm = arm,
    .block = block,
    .stop = stop,
    .descriptor = descriptor,
};

const struct bs_poller_backend *const bs_poller_kqueue = &backend;

#else

const struct bs_poller_backend *const bs_poller_kqueue = NULL;

#endif
