#include "pool.h"

#include <stdlib.h>

#include "job.h"
#include "os.h"
#include "sockets.h"

struct bs_pool {
  struct os_lock *lock; /* over all below */
  int references;       /* the environment's, and one for each thread */
  int threads;
  struct bs_job *first, *last; /* waiting for a thread, linked by `queued` */
};

struct bs_pool *bs_pool_create(void) {
  struct bs_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pool->lock = os_lock_create();
  if (pool->lock == NULL) {
    free(pool);
    return NULL;
  }
  pool->references = 1;
  return pool;
}

void bs_pool_release(struct bs_pool *pool) {
  os_lock_enter(pool->lock);
  int left = --pool->references;
  os_lock_leave(pool->lock);
  if (left > 0) return;
  os_lock_free(pool->lock);
  free(pool);
}

/* The next waiting job, or NULL when the thread may go. */
static struct bs_job *next_job(struct bs_pool *pool) {
  os_lock_enter(pool->lock);
  struct bs_job *job = pool->first;
  if (job != NULL) {
    pool->first = job->queued;
    if (pool->first == NULL) pool->last = NULL;
  } else {
    pool->threads--;
  }
  os_lock_leave(pool->lock);
  return job;
}

static void run(void *given) {
  struct bs_job *job = given;
  struct bs_pool *pool = job->pool;
  do bs_job_finish(job);
  while ((job = next_job(pool)) != NULL);
  bs_pool_release(pool);
}

int bs_pool_submit(struct bs_pool *pool, struct bs_job *job) {
  job->pool = pool;
  os_lock_enter(pool->lock);
  bool start = pool->threads < BS_POOL_THREADS;
  if (start) {
    pool->threads++;
    pool->references++;
  } else {
    if (pool->last != NULL)
      pool->last->queued = job;
    else
      pool->first = job;
    pool->last = job;
  }
  os_lock_leave(pool->lock);
  if (!start) return 0;
  int result = os_start_thread(run, job, NULL);
  if (result < 0) {
    os_lock_enter(pool->lock);
    pool->threads--;
    os_lock_leave(pool->lock);
    bs_pool_release(pool);
  }
  return result;
}
