/*
 * The contract of a poller: which of many sockets are ready, told in batches.
 *
 * A poller watches descriptors, each under a token of its owner's choosing, for an interest: BS_READ,
 * BS_WRITE or both, and nothing for errors alone (hang-ups and errors are always told). Two calls
 * look at it:
 *
 *   collect  (the JavaScript thread) gives what is ready now and never waits;
 *   block    (a waker's thread) waits until something is ready. It returns at once or not at all:
 *            it reports only after `arm`, once for each, and `stop` makes it return for good.
 *
 * Edges. With BS_LEVEL in its interest a descriptor is told of at every collect while it is ready.
 * Without, it is told of when it becomes ready; whoever was told must go on until the call would block.
 * A poller whose `lasting` is false forgets an interest once it has told of it, and must be asked again;
 * one whose `lasting` is true keeps it. That, and speed, is all that differs between the backends.
 *
 * Removal comes before close(2): a duplicate keeps the open file description alive, and epoll would go
 * on telling of a number that is gone. A token carries its owner's generation, because events may have
 * been collected before the removal.
 *
 * One collect may tell of a descriptor twice, of its sides apart.
 *
 * All functions give >= 0 or -errno. Only `block` may be called from another thread, by one at a time.
 */
#ifndef BERKELEY_POLLER_H
#define BERKELEY_POLLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  BS_READ = 1,
  BS_WRITE = 2,
  BS_PRIORITY = 4,
  BS_HANG_UP = 8,       /* both directions are closed */
  BS_ERROR = 16,        /* an error is pending */
  BS_READ_HANG_UP = 32, /* the peer sends no more */
  BS_LEVEL = 64,        /* in an interest only */
  BS_FRESH = 128        /* in an interest only: somebody new waits, so lasting conditions are told again */
};

struct bs_event {
  uint32_t token;
  uint32_t ready;
};

struct bs_poller;

struct bs_poller_backend {
  const char *name;
  bool lasting;
  int (*create)(struct bs_poller **out);
  void (*destroy)(struct bs_poller *);
  int (*add)(struct bs_poller *, int fd, uint32_t token, uint32_t interest);
  int (*change)(struct bs_poller *, int fd, uint32_t token, uint32_t interest);
  int (*remove)(struct bs_poller *, int fd);
  int (*collect)(struct bs_poller *, struct bs_event *out, size_t room);
  int (*arm)(struct bs_poller *);
  int (*block)(struct bs_poller *); /* 1: something is ready; 0: stopped */
  void (*stop)(struct bs_poller *);
  /* A descriptor that is readable while something is ready, or -1 where there is none. */
  int (*descriptor)(const struct bs_poller *);
};

/* NULL where the platform has none. */
extern const struct bs_poller_backend *const bs_poller_epoll;
extern const struct bs_poller_backend *const bs_poller_kqueue;
extern const struct bs_poller_backend bs_poller_poll;

#endif
