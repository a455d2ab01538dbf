/* The yardstick among servers of messages, in plain C, in the shape of the reactor. Edge-triggered; in a turn each
   connection that is ready is received from once, into one slab; when all have been, what came is sent back from
   there. A short read has emptied a stream, unless its end was told of. What the kernel does not take is kept, and
   sent when there is room. Out: "ready PORT"; it ends when its input does. */
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>

#include "serve.h"

enum { SLAB = 1 << 20, PIECE = 1 << 18, SCANT = 4096, BATCH = 256, MOST = 1024, SEND = MSG_DONTWAIT | MSG_NOSIGNAL };
enum { HUNG = EPOLLRDHUP | EPOLLHUP | EPOLLERR };

struct connection {
  int fd;
  int hung;                  /* there may be no further edge */
  int queued;                /* among those that may have more */
  char *kept;                /* what could not be sent */
  size_t from, to, capacity; /* of that */
  struct connection *next;
};

static char slab[SLAB];
static size_t used;
static struct answer {
  struct connection *connection;
  size_t offset, length;
} answers[MOST];
static int count_of_answers, epoll;
static struct connection *first, **last = &first;

static void enqueue(struct connection *connection) {
  if (connection->queued) return;
  connection->queued = 1;
  connection->next = NULL;
  *last = connection;
  last = &connection->next;
}

static void await(struct connection *connection, uint32_t more) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET | more, .data.ptr = connection};
  check(epoll_ctl(epoll, EPOLL_CTL_MOD, connection->fd, &event) == 0, "epoll_ctl");
}

static void keep(struct connection *connection, const char *bytes, size_t length) {
  if (connection->from == connection->to) connection->from = connection->to = 0;
  if (connection->to + length > connection->capacity) {
    connection->capacity = 2 * (connection->to + length);
    connection->kept = realloc(connection->kept, connection->capacity);
    check(connection->kept != NULL, "realloc");
  }
  memcpy(connection->kept + connection->to, bytes, length);
  connection->to += length;
}

/* How much of it was sent; all of it, where the peer is gone: the next receive tells of that. */
static size_t sent(int fd, const char *bytes, size_t length) {
  ssize_t count = send(fd, bytes, length, SEND);
  if (count >= 0) return (size_t)count;
  check(errno == EAGAIN || errno == ECONNRESET || errno == EPIPE, "send");
  return errno == EAGAIN ? 0 : length;
}

static void send_kept(struct connection *connection) {
  size_t length = connection->to - connection->from;
  connection->from += sent(connection->fd, connection->kept + connection->from, length);
  if (connection->from == connection->to) await(connection, 0);
}

static void flush(void) {
  for (int index = 0; index < count_of_answers; index++) {
    struct connection *connection = answers[index].connection;
    const char *bytes = slab + answers[index].offset;
    size_t length = answers[index].length, done = 0;
    int behind = connection->from < connection->to;
    if (!behind) done = sent(connection->fd, bytes, length);
    if (done == length) continue;
    keep(connection, bytes + done, length - done);
    if (!behind) await(connection, EPOLLOUT);
  }
  count_of_answers = 0;
  used = 0;
}

static void end(struct connection *connection) {
  close(connection->fd);
  free(connection->kept);
  free(connection);
}

static void receive(struct connection *connection) {
  size_t piece = SLAB - used < PIECE ? SLAB - used : PIECE;
  if (piece < SCANT || count_of_answers == MOST) {
    enqueue(connection);
    return;
  }
  ssize_t count = recv(connection->fd, slab + used, piece, MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) {
    end(connection);
    return;
  }
  answers[count_of_answers++] = (struct answer){connection, used, (size_t)count};
  used += (size_t)count;
  if ((size_t)count == piece || connection->hung) enqueue(connection);
}

/* Those that were left over when the last turn ended. */
static void receive_queued(void) {
  struct connection *next = first;
  first = NULL;
  last = &first;
  while (next != NULL) {
    struct connection *connection = next;
    next = connection->next;
    connection->queued = 0;
    receive(connection);
  }
}

static void accept_all(int listener) {
  for (;;) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int fd = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && errno == EAGAIN) return;
    if (fd < 0 && errno == ECONNABORTED) continue;
    check(fd >= 0, "accept4");
    struct connection *connection = calloc(1, sizeof *connection);
    check(connection != NULL, "calloc");
    connection->fd = fd;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
  }
}

int main(void) {
  struct epoll_event events[BATCH];
  const int on = 1;
  begin_life();
  int listener = socket_on_any_port(SOCK_STREAM | SOCK_NONBLOCK);
  check(setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY"); /* as those accepted */
  epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};
  check(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) == 0, "epoll_ctl");
  for (;;) {
    int count = epoll_wait(epoll, events, BATCH, first == NULL ? -1 : 0);
    check(count >= 0 || errno == EINTR, "epoll_wait");
    /* The events first, for one that is in the queue is told of its end before it is received from. */
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      if (connection == NULL) {
        accept_all(listener);
        continue;
      }
      if (events[index].events & HUNG) connection->hung = 1;
      if ((events[index].events & EPOLLOUT) && connection->from < connection->to) send_kept(connection);
      if (events[index].events & (EPOLLIN | HUNG)) enqueue(connection);
    }
    receive_queued();
    flush();
  }
}
