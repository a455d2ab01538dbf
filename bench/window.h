/* What is measured of a server while it is under load. */
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include <dirent.h>

#include "check.h"

/* Nanoseconds that all threads of a process have run. */
static inline double cpu_of(int pid) {
  char path[64], task[400];
  double total = 0;
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *folder = opendir(path);
  check(folder != NULL, path);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    unsigned long long ran = 0;
    snprintf(task, sizeof task, "%s/%s/schedstat", path, entry->d_name);
    FILE *file = entry->d_name[0] == '.' ? NULL : fopen(task, "r");
    if (file == NULL) continue;
    if (fscanf(file, "%llu", &ran) == 1) total += (double)ran;
    fclose(file);
  }
  closedir(folder);
  return total;
}

/* Counting starts when the warm-up is over. */
struct window {
  int pid;
  double start, end, length, cpu;
  long count;
};

static inline struct window window_of(int pid, long milliseconds) {
  double length = (double)milliseconds * 1e6, start = now() + length / 4;
  return (struct window){.pid = pid, .start = start, .end = start + length, .length = length, .cpu = -1};
}

/* Counts what was done; 0 when the window has ended. */
static inline int goes_on(struct window *window, long done) {
  double time = now();
  if (window->cpu >= 0)
    window->count += done;
  else if (time >= window->start) {
    window->start = now();
    window->end = window->start + window->length;
    window->cpu = cpu_of(window->pid);
  }
  return time < window->end;
}

static inline void tell(const struct window *window) {
  double cpu = cpu_of(window->pid) - window->cpu;
  printf("%ld %.0f %.0f\n", window->count, cpu, now() - window->start);
}

#endif
