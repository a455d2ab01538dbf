/* The yardstick among servers, in plain C, but for those of messages (plain-echo.c): echo on blocking calls, accept and
   close, a sink, a proxy by splice, or a file to each who connects. Argument: blocking, connect, sink, proxy with the
   port of another server, or file or file-whole with the file's path. Out: "ready PORT"; it ends when its input does.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "serve.h"

enum { SIZE = 64, ROOM = 4096, BATCH = 256, SEND = MSG_DONTWAIT | MSG_NOSIGNAL };

/* What becomes of a connection. */
enum end { CLOSE, SINK };

static char room[ROOM], large[1 << 16];

/* Edge-triggered: a short read has emptied the stream, unless its end was told of. A message of SIZE is
   answered, so that the load knows the connection to be open. */
static void swallow(int fd, uint32_t events) {
  for (;;) {
    ssize_t count = recv(fd, large, sizeof large, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      close(fd);
      return;
    }
    if (count == SIZE) check(send(fd, large, SIZE, SEND) == SIZE || errno == ECONNRESET || errno == EPIPE, "send");
    if ((size_t)count < sizeof large && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0) return;
  }
}

static void accept_all(int listener, int epoll) {
  for (;;) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int fd = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && errno == EAGAIN) return;
    if (fd < 0 && errno == ECONNABORTED) continue;
    check(fd >= 0, "accept4");
    if (epoll < 0) {
      close(fd);
      continue;
    }
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.fd = fd};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
  }
}

static void serve(enum end end) {
  int listener = socket_on_any_port(SOCK_STREAM | SOCK_NONBLOCK), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = listener}, events[BATCH];
  check(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) == 0, "epoll_ctl");
  for (;;) {
    int count = epoll_wait(epoll, events, BATCH, -1);
    check(count >= 0 || errno == EINTR, "epoll_wait");
    for (int index = 0; index < count; index++) {
      if (events[index].data.fd == listener)
        accept_all(listener, end == CLOSE ? -1 : epoll);
      else
        swallow(events[index].data.fd, events[index].events);
    }
  }
}

/* One way of a proxied connection: bytes are taken only into an empty pipe. */
struct way {
  int from, to, pipe[2];
  size_t held;
  int ended, done;
};

struct pair {
  struct way ways[2];
  int open;
};

static void pump(struct way *way) {
  while (!way->done) {
    ssize_t count;
    if (way->held == 0 && !way->ended) {
      count = splice(way->from, NULL, way->pipe[1], NULL, 1 << 20, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
      if (count < 0 && errno == EAGAIN) return;
      way->held = count > 0 ? (size_t)count : 0;
      way->ended = count <= 0;
    } else if (way->held > 0) {
      count = splice(way->pipe[0], NULL, way->to, NULL, way->held, SPLICE_F_NONBLOCK);
      if (count < 0 && errno == EAGAIN) return;
      way->held = count > 0 ? way->held - (size_t)count : 0;
      way->ended |= count < 0;
    } else {
      shutdown(way->to, SHUT_WR);
      way->done = 1;
    }
  }
}

static void serve_proxy(int port) {
  int listener = socket_on_any_port(SOCK_STREAM | SOCK_NONBLOCK), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[BATCH];
  check(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) == 0, "epoll_ctl");
  for (;;) {
    int count = epoll_wait(epoll, events, BATCH, -1);
    for (int index = 0; index < count; index++) {
      struct pair *pair = events[index].data.ptr;
      if (pair != NULL) {
        if (!pair->open) continue;
        for (int way = 0; way < 2; way++) pump(&pair->ways[way]);
        if (!pair->ways[0].done || !pair->ways[1].done) continue;
        pair->open = 0; /* and is never freed: another event of this batch may name it */
        for (int way = 0; way < 2; way++) {
          close(pair->ways[way].from);
          close(pair->ways[way].pipe[0]);
          close(pair->ways[way].pipe[1]);
        }
        continue;
      }
      int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (client < 0) continue;
      struct sockaddr_in address = {
          .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
      int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      check(server >= 0, "socket");
      check(connect(server, (struct sockaddr *)&address, sizeof address) == 0 || errno == EINPROGRESS, "connect");
      pair = calloc(1, sizeof *pair);
      check(pair != NULL, "calloc");
      pair->open = 1;
      for (int way = 0; way < 2; way++) {
        pair->ways[way].from = way == 0 ? client : server;
        pair->ways[way].to = way == 0 ? server : client;
        check(pipe2(pair->ways[way].pipe, O_NONBLOCK | O_CLOEXEC) == 0, "pipe2");
        fcntl(pair->ways[way].pipe[1], F_SETPIPE_SZ, 1 << 20);
        struct epoll_event both = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = pair};
        check(epoll_ctl(epoll, EPOLL_CTL_ADD, pair->ways[way].from, &both) == 0, "epoll_ctl");
      }
    }
  }
}

static void serve_blocking(void) {
  int listener = socket_on_any_port(SOCK_STREAM);
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    check(fd >= 0, "accept4");
    for (ssize_t count; (count = recv(fd, room, ROOM, 0)) > 0;)
      if (send(fd, room, (size_t)count, MSG_NOSIGNAL) != count) break;
    close(fd);
  }
}

/* In calls of at most `share` bytes; a socket that does not block is waited for by poll(2). */
static void serve_file(const char *path, off_t share, int flags) {
  int listener = socket_on_any_port(SOCK_STREAM), file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  check(file >= 0 && fstat(file, &status) == 0, path);
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | flags);
    check(fd >= 0, "accept4");
    for (off_t offset = 0; offset < status.st_size;) {
      off_t left = status.st_size - offset;
      if (sendfile(fd, file, &offset, (size_t)(left < share ? left : share)) >= 0) continue;
      check(errno == EAGAIN, "sendfile");
      struct pollfd entry = {.fd = fd, .events = POLLOUT};
      check(poll(&entry, 1, -1) == 1, "poll");
    }
    close(fd);
  }
}

int main(int count, char **arguments) {
  begin_life();
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "connect") == 0) serve(CLOSE);
  if (strcmp(mode, "blocking") == 0) serve_blocking();
  if (strcmp(mode, "file") == 0) serve_file(count > 2 ? arguments[2] : "", 1 << 20, SOCK_NONBLOCK);
  if (strcmp(mode, "file-whole") == 0) serve_file(count > 2 ? arguments[2] : "", 1 << 30, 0);
  if (strcmp(mode, "sink") == 0) serve(SINK);
  if (strcmp(mode, "proxy") == 0) serve_proxy(atoi(count > 2 ? arguments[2] : ""));
  fprintf(stderr, "no mode %s\n", mode);
  return 1;
}
