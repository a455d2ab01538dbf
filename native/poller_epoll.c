/* The poller on epoll(7). poller.h is its contract. */
#include "poller.h"

#ifdef __linux__

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "os.h"

/*
 * `inner` holds the sockets. The waker's thread sleeps in `outer`, which holds `inner` one-shot: it
 * reports once, then stays silent until it is armed, so that the thread needs no other way to be told to
 * wait for JavaScript.
 */
struct bs_poller {
  int inner;
  int outer;
  int stop;
};

#define STOP 1u

static uint32_t interest_bits(uint32_t interest) {
  uint32_t bits = 0;
  if (interest & BS_READ) bits |= EPOLLIN | EPOLLRDHUP;
  if (interest & BS_WRITE) bits |= EPOLLOUT;
  /* As levels these would report for ever what no receive takes away: an urgent byte, the end of a stream
   * in which nobody is interested. */
  if (!(interest & BS_LEVEL)) bits |= EPOLLPRI | EPOLLRDHUP | EPOLLET;
  return bits;
}

static uint32_t ready_bits(uint32_t events) {
  return (events & EPOLLIN ? BS_READ : 0u) | (events & EPOLLOUT ? BS_WRITE : 0u) |
         (events & EPOLLPRI ? BS_PRIORITY : 0u) | (events & EPOLLHUP ? BS_HANG_UP : 0u) |
         (events & EPOLLERR ? BS_ERROR : 0u) | (events & EPOLLRDHUP ? BS_READ_HANG_UP : 0u);
}

static int control(int epoll, int operation, int fd, uint32_t bits, uint32_t token) {
  struct epoll_event event = {.events = bits, .data.u32 = token};
  return epoll_ctl(epoll, operation, fd, &event) < 0 ? -errno : 0;
}

static void destroy(struct bs_poller *poller) {
  if (poller->inner >= 0) os_close(poller->inner);
  if (poller->outer >= 0) os_close(poller->outer);
  if (poller->stop >= 0) os_close(poller->stop);
  free(poller);
}

static int create(struct bs_poller **out) {
  struct bs_poller *poller = calloc(1, sizeof *poller);
  if (poller == NULL) return -ENOMEM;
  poller->inner = epoll_create1(EPOLL_CLOEXEC);
  poller->outer = epoll_create1(EPOLL_CLOEXEC);
  poller->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int result = poller->inner < 0 || poller->outer < 0 || poller->stop < 0 ? -errno : 0;
  if (result >= 0) result = control(poller->outer, EPOLL_CTL_ADD, poller->stop, EPOLLIN, STOP);
  if (result >= 0) result = control(poller->outer, EPOLL_CTL_ADD, poller->inner, EPOLLONESHOT, 0);
  if (result < 0) {
    destroy(poller);
    return result;
  }
  *out = poller;
  return 0;
}

static int add(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest) {
  return control(poller->inner, EPOLL_CTL_ADD, fd, interest_bits(interest), token);
}

static int change(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest) {
  return control(poller->inner, EPOLL_CTL_MOD, fd, interest_bits(interest), token);
}

static int remove_descriptor(struct bs_poller *poller, int fd) {
  return control(poller->inner, EPOLL_CTL_DEL, fd, 0, 0);
}

#define BATCH 256

static int collect(struct bs_poller *poller, struct bs_event *out, size_t room) {
  struct epoll_event events[BATCH];
  int count = epoll_wait(poller->inner, events, room < BATCH ? (int)room : BATCH, 0);
  if (count < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < count; index++)
    out[index] = (struct bs_event){events[index].data.u32, ready_bits(events[index].events)};
  return count;
}

static int arm(struct bs_poller *poller) {
  return control(poller->outer, EPOLL_CTL_MOD, poller->inner, EPOLLIN | EPOLLONESHOT, 0);
}

static int block(struct bs_poller *poller) {
  for (;;) {
    struct epoll_event events[2];
    int count = epoll_wait(poller->outer, events, 2, -1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return 0;
    for (int index = 0; index < count; index++)
      if (events[index].data.u32 == STOP) return 0;
    if (count > 0) return 1;
  }
}

static void stop(struct bs_poller *poller) {
  uint64_t one = 1;
  ssize_t written = write(poller->stop, &one, sizeof one);
  (void)written; /* it cannot fail: the counter is far from full */
}

static int descriptor(const struct bs_poller *poller) { return poller->inner; }

static const struct bs_poller_backend backend = {
    .name = "epoll",
    .lasting = true,
    .create = create,
    .destroy = destroy,
    .add = add,
    .change = change,
    .remove = remove_descriptor,
    .collect = collect,
    .arm = arm,
    .block = block,
    .stop = stop,
    .descriptor = descriptor,
};

const struct bs_poller_backend *const bs_poller_epoll = &backend;

#else

const struct bs_poller_backend *const bs_poller_epoll = NULL;

#endif
