/* An open loop: messages are sent when they are due, whether or not those before were answered. */
#ifndef BENCH_SCHEDULE_H
#define BENCH_SCHEDULE_H

#include "connections.h"
#include "window.h"

struct schedule {
  double first, interval; /* when the first message is due, and the time between two */
  double from, until;     /* messages that are due in between are counted */
  double *latencies;
  long asked, most, counted;
};

/* Messages are due on one connection after the other, so that their places in the sequence tell when. */
static inline void note_answers(struct schedule *schedule, struct connection *connection, long complete) {
  double time = now();
  for (; complete > 0; complete--) {
    long place = connection->answered++ * opened + (connection - connections);
    double due = schedule->first + (double)place * schedule->interval;
    if (due < schedule->from || due >= schedule->until) continue;
    demand(schedule->counted < schedule->most, "more answers than were due");
    schedule->latencies[schedule->counted++] = time - due;
  }
}

/* At most a batch, so that answers are heard meanwhile. Whether the last one is sent. */
static inline int send_what_is_due(struct schedule *schedule) {
  double time = now();
  for (int count = 0; count < BATCH; count++) {
    double due = schedule->first + (double)schedule->asked * schedule->interval;
    if (due >= schedule->until) return 1;
    if (due > time) return 0;
    ask(&connections[schedule->asked++ % opened], 1);
  }
  return 0;
}

static inline long hear_all(struct schedule *schedule, int epoll, int patience) {
  struct epoll_event events[BATCH];
  int count = epoll_wait(epoll, events, BATCH, patience);
  long heard = 0;
  for (int index = 0; index < count; index++) {
    struct connection *connection = events[index].data.ptr;
    long complete = hear(connection);
    note_answers(schedule, connection, complete);
    send_owed(connection);
    heard += complete;
  }
  return count == 0 && patience > 0 ? -1 : heard;
}

static inline int compare(const void *one, const void *other) {
  double first = *(const double *)one, second = *(const double *)other;
  return (first > second) - (first < second);
}

/* It never sleeps while messages are due: waking up would take longer than many an answer. */
static inline void send_when_due(int pid, long milliseconds, double rate) {
  int epoll = watch_all();
  double start = now(), length = (double)milliseconds * 1e6, cpu = -1;
  long heard = 0;
  struct schedule schedule = {.first = start, .interval = 1e9 / rate, .from = start + length / 4};
  schedule.until = schedule.from + length;
  schedule.most = (long)(length / schedule.interval) + 2;
  schedule.latencies = malloc((size_t)schedule.most * sizeof *schedule.latencies);
  demand(opened > 0 && rate > 0 && schedule.latencies != NULL, "no such rate");
  for (int index = 0; index < opened; index++) connections[index].answered = 0;
  while (!send_what_is_due(&schedule)) {
    if (cpu < 0 && now() >= schedule.from) cpu = cpu_of(pid);
    heard += hear_all(&schedule, epoll, 0);
  }
  while (heard < schedule.asked) {
    long more = hear_all(&schedule, epoll, PATIENCE * 1000);
    demand(more >= 0, "answers are missing");
    heard += more;
  }
  cpu = cpu_of(pid) - cpu;
  double wall = now() - schedule.from;
  demand(schedule.counted > 0, "nothing was due");
  qsort(schedule.latencies, (size_t)schedule.counted, sizeof *schedule.latencies, compare);
  printf("%ld %.0f %.0f", schedule.counted, cpu, wall);
  const double shares[] = {0.5, 0.99, 0.999, 1};
  for (size_t index = 0; index < sizeof shares / sizeof *shares; index++)
    printf(" %.0f", schedule.latencies[(long)(shares[index] * (double)(schedule.counted - 1) + 0.5)]);
  puts("");
  free(schedule.latencies);
  close(epoll);
}

#endif
