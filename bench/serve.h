/* What the servers in C share: they have all descriptors that they may have, end when their input does, and say at
   which port they are. A second thread waits for the end, which also keeps libc from the shorter way that its calls
   take in a process with one thread. */
#ifndef BENCH_SERVE_H
#define BENCH_SERVE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

static inline void *end_with_input(void *unused) {
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  exit(0);
  return unused;
}

static inline void begin_life(void) {
  pthread_t thread;
  struct rlimit files;
  check(getrlimit(RLIMIT_NOFILE, &files) == 0, "getrlimit");
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0, "setrlimit");
  check(pthread_create(&thread, NULL, end_with_input, NULL) == 0, "pthread_create");
}

/* A socket on some port of the loopback, and the server is ready. */
static inline int socket_on_any_port(int type) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  check(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0, "bind");
  if ((type & SOCK_STREAM) == SOCK_STREAM) check(listen(fd, SOMAXCONN) == 0, "listen");
  check(getsockname(fd, (struct sockaddr *)&address, &length) == 0, "getsockname");
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

#endif
