/* What all programs in C of the bench share: failures end them, and what time it is. */
#ifndef BENCH_CHECK_H
#define BENCH_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Of a system call: errno tells why. */
static inline void check(int holds, const char *what) {
  if (holds) return;
  perror(what);
  exit(1);
}

/* Of what somebody promised. */
static inline void demand(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

#endif
