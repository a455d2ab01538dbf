/* The yardstick: what ours.ts does, in plain C with the same flags. A second thread idles, because libc
   takes a shorter way through its cancellation points while a process has only one.
   In: "trial iterations" a line. Out: nanoseconds an operation. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 64, BIRTH = SOCK_NONBLOCK | SOCK_CLOEXEC, SEND = MSG_DONTWAIT | MSG_NOSIGNAL, RECEIVE = MSG_DONTWAIT };

static char data[SIZE], room[SIZE];
static volatile uint32_t sink; /* keeps the compiler from leaving out what nobody looks at */

static void check(int holds, const char *what) {
  if (holds) return;
  perror(what);
  exit(1);
}

static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

static int loopback(int type, struct sockaddr_in *address) {
  socklen_t length = sizeof *address;
  int fd = socket(AF_INET, type | BIRTH, 0);
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(fd >= 0 && bind(fd, (struct sockaddr *)address, sizeof *address) == 0, "bind");
  check(getsockname(fd, (struct sockaddr *)address, &length) == 0, "getsockname");
  return fd;
}

static void stream(const int pair[2], long count) {
  for (long i = 0; i < count; i++) {
    check(send(pair[0], data, SIZE, SEND) == SIZE, "send");
    check(recv(pair[1], room, SIZE, RECEIVE) == SIZE, "recv");
  }
}

static void datagram(int from, int to, const struct sockaddr_in *address, long count) {
  for (long i = 0; i < count; i++) {
    struct sockaddr_in sender;
    socklen_t length = sizeof sender;
    check(sendto(from, data, SIZE, SEND, (const struct sockaddr *)address, sizeof *address) == SIZE, "sendto");
    check(recvfrom(to, room, SIZE, RECEIVE, (struct sockaddr *)&sender, &length) == SIZE, "recvfrom");
    sink = ntohl(sender.sin_addr.s_addr) + ntohs(sender.sin_port);
  }
}

static void connection(int listener, const struct sockaddr_in *address, long count) {
  for (long i = 0; i < count; i++) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int client = socket(AF_INET, SOCK_STREAM | BIRTH, 0);
    int result = connect(client, (const struct sockaddr *)address, sizeof *address);
    check(client >= 0 && (result == 0 || errno == EINPROGRESS), "connect");
    int server = accept4(listener, (struct sockaddr *)&peer, &length, BIRTH);
    check(server >= 0, "accept4");
    sink = ntohl(peer.sin_addr.s_addr) + ntohs(peer.sin_port);
    check(close(client) == 0 && close(server) == 0, "close");
  }
}

static void option(int fd, long count) {
  for (long i = 0; i < count; i++) {
    int value = 1;
    socklen_t length = sizeof value;
    check(setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value) == 0, "setsockopt");
    check(getsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &value, &length) == 0, "getsockopt");
    sink = (uint32_t)value;
  }
}

static void info(int listener, const struct sockaddr_in *address, long count) {
  int client = socket(AF_INET, SOCK_STREAM | BIRTH, 0);
  int result = connect(client, (const struct sockaddr *)address, sizeof *address);
  check(client >= 0 && (result == 0 || errno == EINPROGRESS), "connect");
  int server = accept4(listener, NULL, NULL, BIRTH);
  check(server >= 0, "accept4");
  for (long i = 0; i < count; i++) {
    unsigned char value[280]; /* struct tcp_info of the newest kernels */
    socklen_t length = sizeof value;
    check(getsockopt(client, IPPROTO_TCP, TCP_INFO, value, &length) == 0, "getsockopt");
    sink = value[0];
  }
  check(close(client) == 0 && close(server) == 0, "close");
}

static void would_block(int fd, long count) {
  for (long i = 0; i < count; i++) check(recv(fd, room, SIZE, RECEIVE) < 0 && errno == EAGAIN, "recv");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(void) {
  pthread_t thread;
  int pair[2];
  char name[32];
  long count;
  struct sockaddr_in from_address, to_address;
  check(pthread_create(&thread, NULL, idle, NULL) == 0, "pthread_create");
  check(socketpair(AF_UNIX, SOCK_STREAM | BIRTH, 0, pair) == 0, "socketpair");
  int from = loopback(SOCK_DGRAM, &from_address), to = loopback(SOCK_DGRAM, &to_address);
  puts("ready");
  fflush(stdout);
  while (scanf("%31s %ld", name, &count) == 2) {
    /* A new port each time: the last round's connections stay in TIME_WAIT for a minute. */
    struct sockaddr_in address;
    int listener = loopback(SOCK_STREAM, &address);
    check(listen(listener, SOMAXCONN) == 0, "listen");
    double start = now();
    if (strcmp(name, "stream") == 0)
      stream(pair, count);
    else if (strcmp(name, "datagram") == 0)
      datagram(from, to, &to_address, count);
    else if (strcmp(name, "connection") == 0)
      connection(listener, &address, count);
    else if (strcmp(name, "option") == 0)
      option(pair[0], count);
    else if (strcmp(name, "info") == 0)
      info(listener, &address, count);
    else if (strcmp(name, "would-block") == 0)
      would_block(pair[1], count);
    else
      check(0, "no such trial");
    printf("%.2f\n", (now() - start) / (double)count);
    fflush(stdout);
    close(listener);
  }
  return 0;
}
