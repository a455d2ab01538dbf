/*
 * The poller on poll(2), for systems that have nothing better, and forced in CI. poller.h is its contract.
 *
 * The set is the JavaScript thread's; the waker's thread polls a copy of it, taken when it is armed and
 * again whenever the set changes, which a byte in a socket pair tells it.
 */
#include "poller.h"

#include <stdlib.h>
#include <string.h>

#include "os.h"
#include "sockets.h"

#ifndef POLLRDHUP
#define POLLRDHUP 0
#endif

/* What poll(2)'s hang-up is here, which it tells unasked. Winsock says it of a peer that sends no more, too: whoever
 * reads finds out which of the two it was. */
#ifdef _WIN32
#define HANG_UP (BS_READ | BS_READ_HANG_UP)
#else
#define HANG_UP BS_HANG_UP
#endif

struct member {
  int fd;
  uint32_t token;
  uint32_t interest; /* what is still to be told */
  uint32_t told;     /* of the lasting conditions, those told since the last change */
};

/* No call that is waited for may ever end these: they are told once. An urgent byte stays until it is read past. */
#define LASTING (BS_HANG_UP | BS_ERROR | BS_READ_HANG_UP | BS_PRIORITY)

struct bs_poller {
  struct os_lock *lock; /* over all below but `collected` */
  struct member *members;
  size_t count;
  size_t capacity;
  bool armed;
  bool stopped;
  int tell, told;           /* the socket pair */
  struct pollfd *collected; /* collect's room, as large as `members` */
  size_t collected_capacity;
  size_t next; /* where the next collect begins, so that none starves */
};

static short poll_events(const struct member *member) {
  short events = 0;
  if (member->interest & BS_READ) events |= POLLIN;
  if (member->interest & BS_WRITE) events |= POLLOUT;
  if (member->interest & BS_LEVEL) {
    /* No urgent byte, which no receive takes away, and no end of a stream in which nobody is interested. */
    if (member->interest & BS_READ) events |= POLLRDHUP;
    return events;
  }
  if ((member->interest & BS_READ) && !(member->told & BS_PRIORITY)) events |= POLLPRI;
  if (!(member->told & BS_READ_HANG_UP)) events |= POLLRDHUP;
  return events;
}

/* poll(2) tells of hang-ups and errors unasked, however often. A member of which nothing else is wanted is
 * left out when that has been told: this is what poll ignores. */
static int poll_descriptor(const struct member *member) {
  bool wanted = (member->interest & (BS_READ | BS_WRITE | BS_LEVEL)) != 0;
  return wanted || !(member->told & (HANG_UP | BS_ERROR)) ? member->fd : -1;
}

/* How long members are left out of which only what was told is to be told, in milliseconds. */
#define QUIET 20

/* What there is to tell a member's owner. */
static uint32_t news(const struct member *member, short revents) {
  uint32_t ready = (revents & POLLIN ? BS_READ : 0u) | (revents & POLLOUT ? BS_WRITE : 0u) |
                   (revents & POLLPRI ? BS_PRIORITY : 0u) | (revents & POLLHUP ? HANG_UP : 0u) |
                   (revents & (POLLERR | POLLNVAL) ? BS_ERROR : 0u) | (revents & POLLRDHUP ? BS_READ_HANG_UP : 0u);
  if (member->interest & BS_LEVEL) return ready;
  uint32_t lasting = ready & LASTING & ~member->told;
  uint32_t transient = ready & member->interest & (BS_READ | BS_WRITE);
  /* Whoever hears of the one is told of the other. */
  return lasting | transient ? ready : 0;
}

static void tell_thread(struct bs_poller *poller) { os_send(poller->tell, "!", 1, 0, NULL, 0, false); }

static void destroy(struct bs_poller *poller) {
  os_close(poller->tell);
  os_close(poller->told);
  os_lock_free(poller->lock);
  free(poller->members);
  free(poller->collected);
  free(poller);
}

static int create(struct bs_poller **out) {
  struct bs_poller *poller = calloc(1, sizeof *poller);
  if (poller == NULL) return -ENOMEM;
  int pair[2];
  poller->lock = os_lock_create();
  int result = poller->lock == NULL ? -ENOMEM : os_signal_pair(pair);
  if (result < 0) {
    if (poller->lock != NULL) os_lock_free(poller->lock);
    free(poller);
    return result;
  }
  poller->tell = pair[0];
  poller->told = pair[1];
  *out = poller;
  return 0;
}

static struct member *find(struct bs_poller *poller, int fd) {
  for (size_t index = 0; index < poller->count; index++)
    if (poller->members[index].fd == fd) return &poller->members[index];
  return NULL;
}

static int set(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest, bool fresh) {
  os_lock_enter(poller->lock);
  struct member *member = find(poller, fd);
  int result = 0;
  if (fresh && member != NULL) result = -EEXIST;
  if (!fresh && member == NULL) result = -ENOENT;
  if (result == 0 && fresh) {
    if (poller->count == poller->capacity) {
      size_t capacity = poller->capacity ? 2 * poller->capacity : 16;
      struct member *members = realloc(poller->members, capacity * sizeof *members);
      if (members == NULL)
        result = -ENOMEM;
      else {
        poller->members = members;
        poller->capacity = capacity;
      }
    }
    if (result == 0) member = &poller->members[poller->count++];
  }
  if (result == 0) {
    bool forget = fresh || (interest & BS_FRESH) != 0;
    *member = (struct member){fd, token, interest, forget ? 0 : member->told};
  }
  bool tell = poller->armed;
  os_lock_leave(poller->lock);
  if (result == 0 && tell) tell_thread(poller);
  return result;
}

static int add(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest) {
  return set(poller, fd, token, interest, true);
}

static int change(struct bs_poller *poller, int fd, uint32_t token, uint32_t interest) {
  return set(poller, fd, token, interest, false);
}

static int remove_descriptor(struct bs_poller *poller, int fd) {
  os_lock_enter(poller->lock);
  struct member *member = find(poller, fd);
  if (member != NULL) *member = poller->members[--poller->count];
  bool tell = poller->armed;
  os_lock_leave(poller->lock);
  if (member != NULL && tell) tell_thread(poller);
  return member == NULL ? -ENOENT : 0;
}

static int collect(struct bs_poller *poller, struct bs_event *out, size_t room) {
  if (poller->collected_capacity < poller->count) {
    struct pollfd *collected = realloc(poller->collected, poller->capacity * sizeof *collected);
    if (collected == NULL) return -ENOMEM;
    poller->collected = collected;
    poller->collected_capacity = poller->capacity;
  }
  for (size_t index = 0; index < poller->count; index++)
    poller->collected[index] = (struct pollfd){poller->members[index].fd, poll_events(&poller->members[index]), 0};
  int result = os_poll(poller->collected, poller->count * sizeof *poller->collected, 0);
  if (result < 0) return result == -EINTR ? 0 : result;
  size_t found = 0;
  size_t start = poller->count > 0 ? poller->next % poller->count : 0;
  os_lock_enter(poller->lock);
  for (size_t step = 0; step < poller->count && found < room; step++) {
    size_t index = (start + step) % poller->count;
    struct member *member = &poller->members[index];
    uint32_t ready = news(member, poller->collected[index].revents);
    if (ready == 0) continue;
    out[found++] = (struct bs_event){member->token, ready};
    poller->next = index + 1;
    if (member->interest & BS_LEVEL) continue;
    member->told |= ready & LASTING;
    member->interest &= ~(ready & (BS_READ | BS_WRITE));
  }
  os_lock_leave(poller->lock);
  return (int)found;
}

static int arm(struct bs_poller *poller) {
  os_lock_enter(poller->lock);
  poller->armed = true;
  os_lock_leave(poller->lock);
  tell_thread(poller);
  return 0;
}

/* A copy of the set, with the socket pair first. */
static struct pollfd *copy_set(struct bs_poller *poller, size_t *count, struct member **members) {
  size_t length = poller->armed ? poller->count : 0;
  struct pollfd *set = malloc((length + 1) * sizeof *set);
  *members = malloc((length + 1) * sizeof **members);
  if (set == NULL || *members == NULL) {
    free(set);
    free(*members);
    return NULL;
  }
  set[0] = (struct pollfd){poller->told, POLLIN, 0};
  for (size_t index = 0; index < length; index++) {
    (*members)[index] = poller->members[index];
    const struct member *member = &poller->members[index];
    set[index + 1] = (struct pollfd){poll_descriptor(member), poll_events(member), 0};
  }
  *count = length;
  return set;
}

static bool has_news(const struct pollfd *set, size_t count, const struct member *members) {
  for (size_t index = 0; index < count; index++)
    if (news(&members[index], set[index + 1].revents) != 0) return true;
  return false;
}

/* Leaves out those of which there is something, but nothing new: whether there are any. */
static bool mute(struct pollfd *set, size_t count) {
  bool any = false;
  for (size_t index = 1; index <= count; index++) {
    if (set[index].revents == 0) continue;
    set[index].fd = -1;
    set[index].revents = 0;
    any = true;
  }
  return any;
}

static int block(struct bs_poller *poller) {
  for (;;) {
    size_t count;
    struct member *members;
    os_lock_enter(poller->lock);
    bool stopped = poller->stopped;
    struct pollfd *set = stopped ? NULL : copy_set(poller, &count, &members);
    os_lock_leave(poller->lock);
    if (set == NULL) return 0;
    os_poll(set, (count + 1) * sizeof *set, -1);
    bool ready = has_news(set, count, members);
    if (!ready && set[0].revents == 0 && mute(set, count)) {
      os_poll(set, (count + 1) * sizeof *set, QUIET);
      ready = has_news(set, count, members);
    }
    if (set[0].revents != 0) {
      char told[64];
      while (os_receive(poller->told, told, sizeof told, 0, NULL, NULL, false) > 0) continue;
    }
    free(set);
    free(members);
    if (!ready) continue;
    os_lock_enter(poller->lock);
    /* What was ready may have been removed meanwhile; one needless report does no harm. */
    poller->armed = false;
    os_lock_leave(poller->lock);
    return 1;
  }
}

static void stop(struct bs_poller *poller) {
  os_lock_enter(poller->lock);
  poller->stopped = true;
  os_lock_leave(poller->lock);
  tell_thread(poller);
}

static int descriptor(const struct bs_poller *poller) {
  (void)poller;
  return -1;
}

const struct bs_poller_backend bs_poller_poll = {
    .name = "poll",
    .lasting = false,
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
