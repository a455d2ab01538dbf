/*
 * The threads of one environment's lookups: at most BS_POOL_THREADS at a time, so that lookups that are
 * stuck cannot take the machine's threads; further ones wait their turn. Threads come with work and go
 * when there is none.
 *
 * The pool outlives its environment while a thread is in it, which libc may hold for minutes.
 */
#ifndef BERKELEY_POOL_H
#define BERKELEY_POOL_H

#define BS_POOL_THREADS 16

struct bs_pool;
struct bs_job;

/* NULL when out of memory. */
struct bs_pool *bs_pool_create(void);
/* The environment lets go of it. */
void bs_pool_release(struct bs_pool *pool);
/* Has a thread run `bs_job_finish(job)`, now or when one is free: 0 or -errno. */
int bs_pool_submit(struct bs_pool *pool, struct bs_job *job);

#endif
