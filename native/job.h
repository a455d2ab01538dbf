/*
 * Work that may wait in the kernel or in libc, done on a detached thread of its own: name lookups and
 * closing a lingering socket.
 *
 * JavaScript knows a job by a descriptor that becomes readable when the job is done, so that waiting
 * for a job is waiting for a socket, blocking or awaited. A job never touches the environment: it is
 * a heap object with two references, the thread's and the environment's, and whoever lets go last
 * frees it. So an environment may end while getaddrinfo(3) still hangs.
 */
#ifndef BERKELEY_JOB_H
#define BERKELEY_JOB_H

#include <stdatomic.h>
#include <stdbool.h>

#include "state.h"

struct bs_job {
  struct bs_job *next;
  void (*work)(struct bs_job *);
  struct bs_pool *pool;  /* whose threads it runs on, if it is a lookup */
  struct bs_job *queued; /* the next that waits for one of them */
  int wait_fd;           /* the environment's end */
  int notify_fd;         /* the thread's end */
  atomic_int references;
  atomic_bool done;
  /* What came of it: */
  int result; /* >= 0 or -errno */
  int detail; /* an EAI number, or 0 */
  struct bs_buffer answer;
  /* What was asked. */
  size_t request_size;
  _Alignas(max_align_t) unsigned char request[];
};

/* NULL when out of memory. The request is zeroed. */
struct bs_job *bs_job_new(void (*work)(struct bs_job *), size_t request_size);
/* Starts the job on a thread of its own, or of the environment's pool (pool.h) when it is `pooled`; returns
 * the descriptor to wait on. Takes the job over: on -errno it is freed. */
int bs_job_start(struct bs_state *state, struct bs_job *job, bool pooled);
/* What a thread does with a job: its work, then tells the environment and lets go. */
void bs_job_finish(struct bs_job *job);
/* Does the work here and now, then ends the job as bs_job_end does. For work that cannot wait. */
int bs_job_run(struct bs_state *state, struct bs_job *job);
/* Lets go of every job, finished or not. */
void bs_jobs_abandon(struct bs_state *state);

#endif
