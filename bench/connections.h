/* The connections of a load: what is sent on them, what has to come back, and that it does. */
#ifndef BENCH_CONNECTIONS_H
#define BENCH_CONNECTIONS_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

enum { LARGEST = 1 << 16, MOST = 19000, BATCH = 256, AT_ONCE = 64, PATIENCE = 10 };

/* A message and its answer, each again and again, so that any part of a sequence of them can be had at once. */
static char requests[2 * LARGEST], answers[2 * LARGEST], room[LARGEST];
static size_t request_size, answer_size;

struct connection {
  int fd;
  size_t owed;    /* bytes of messages that are yet to be sent */
  size_t out, in; /* where in a message the next byte to be sent is, and in an answer the next to come */
  long under_way; /* messages that are not answered */
  long answered;  /* messages of an open loop */
};

static struct connection connections[MOST];
static int opened;

static inline void repeat(char *all, const char *one, size_t size) {
  for (size_t at = 0; at < 2 * LARGEST; at++) all[at] = one[at % size];
}

static inline void use_echo(long size) {
  static char message[LARGEST];
  demand(size > 0 && size <= LARGEST, "no such size");
  for (long at = 0; at < size; at++) message[at] = (char)(at * 31 + (at >> 8));
  request_size = answer_size = (size_t)size;
  repeat(requests, message, request_size);
  repeat(answers, message, answer_size);
}

static inline void use_resp(void) {
  static const char ping[] = "*1\r\n$4\r\nPING\r\n", pong[] = "+PONG\r\n";
  request_size = sizeof ping - 1;
  answer_size = sizeof pong - 1;
  repeat(requests, ping, request_size);
  repeat(answers, pong, answer_size);
}

static inline int connect_to(int port, int flags) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const struct linger reset = {.l_onoff = 1, .l_linger = 0};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  check(fd >= 0, "socket");
  check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "setsockopt");
  int result = connect(fd, (struct sockaddr *)&address, sizeof address);
  check(result == 0 || errno == EINPROGRESS, "connect");
  return fd;
}

static inline void say(int fd) {
  check(send(fd, requests, request_size, MSG_NOSIGNAL) == (ssize_t)request_size, "send");
}

static inline void hear_one(int fd) {
  check(recv(fd, room, answer_size, MSG_WAITALL) == (ssize_t)answer_size, "recv");
  demand(memcmp(room, answers, answer_size) == 0, "the answer is another one");
}

/* Each connection answers once before it counts as open: then the server has it, and waits on it. Several are opened
   at once, so that there is not a wake-up for each. */
static inline void open_more(int port, int count) {
  const struct timeval patience = {.tv_sec = PATIENCE};
  const int on = 1, end = opened + count;
  demand(end <= MOST, "too many connections");
  while (opened < end) {
    int first = opened;
    for (; opened < end && opened < first + AT_ONCE; opened++) {
      int fd = connect_to(port, 0);
      check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0, "SO_RCVTIMEO");
      check(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0, "SO_SNDTIMEO");
      check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY");
      connections[opened] = (struct connection){.fd = fd};
      say(fd);
    }
    for (int index = first; index < opened; index++) hear_one(connections[index].fd);
  }
}

/* As much of what is owed as the connection takes. */
static inline void send_owed(struct connection *connection) {
  while (connection->owed > 0) {
    size_t most = sizeof requests - connection->out;
    if (most > connection->owed) most = connection->owed;
    ssize_t count = send(connection->fd, requests + connection->out, most, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    check(count > 0, "send");
    connection->owed -= (size_t)count;
    connection->out = (connection->out + (size_t)count) % request_size;
  }
}

static inline void ask(struct connection *connection, long messages) {
  connection->owed += (size_t)messages * request_size;
  connection->under_way += messages;
  send_owed(connection);
}

/* Receives what came. How many answers are complete by that. */
static inline long hear(struct connection *connection) {
  size_t complete = 0;
  ssize_t count;
  do {
    count = recv(connection->fd, room, sizeof room, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) break;
    check(count >= 0, "recv");
    demand(count > 0, "the server has closed a connection");
    demand(memcmp(room, answers + connection->in, (size_t)count) == 0, "an answer is another one");
    connection->in += (size_t)count;
    complete += connection->in / answer_size;
    connection->in %= answer_size;
  } while (count == sizeof room);
  connection->under_way -= (long)complete;
  demand(connection->under_way > 0 || (connection->under_way == 0 && connection->in == 0),
         "more answers than messages");
  return (long)complete;
}

/* Waits for all connections, edge-triggered; writability alone brings about no edge on TCP but after a full buffer. */
static inline int watch_all(void) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &connections[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index].fd, &event) == 0, "epoll_ctl");
  }
  return epoll;
}

static inline int wait_for(int epoll, struct epoll_event *events) {
  int count = epoll_wait(epoll, events, BATCH, PATIENCE * 1000);
  demand(count > 0, "answers are missing");
  return count;
}

/* The last answers, which nothing is sent for. */
static inline void settle(int epoll) {
  struct epoll_event events[BATCH];
  long under_way = 0;
  for (int index = 0; index < opened; index++) under_way += connections[index].under_way;
  while (under_way > 0) {
    int count = wait_for(epoll, events);
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      under_way -= hear(connection);
      send_owed(connection);
    }
  }
}

#endif
