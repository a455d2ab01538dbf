/* What one environment (a main thread or a worker) owns. There is no other state. */
#ifndef BERKELEY_STATE_H
#define BERKELEY_STATE_H

#include "buffer.h"
#include "descriptors.h"
#include "frame.h"
#include "napi_host.h"

struct bs_job;
struct bs_pool;
struct bs_loop;
struct bs_reactor;

struct bs_state {
  struct bs_frame *frame;
  napi_ref frame_array; /* keeps the frame's ArrayBuffer alive */
  struct bs_descriptors owned;
  /* Those whose open file description may be in blocking mode: os.h, rule 4. */
  struct bs_descriptors guarded;
  struct bs_loop *loops;       /* pollers and their wakers: see loop.c */
  struct bs_reactor *reactors; /* on some of those: see reactor.h */
  struct bs_job *jobs;         /* under way on threads: see job.h */
  struct bs_pool *pool;        /* the lookups' threads; NULL before the first */
  struct bs_buffer answer;     /* the last lookup's result, until TypeScript has copied it */
};

#endif
