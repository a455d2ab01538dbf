#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "napi_util.h"
#include "os.h"
#include "pool.h"
#include "sockets.h"

struct bs_job *bs_job_new(void (*work)(struct bs_job *), size_t request_size) {
  struct bs_job *job = calloc(1, sizeof *job + request_size);
  if (job == NULL) return NULL;
  job->work = work;
  job->wait_fd = job->notify_fd = -1;
  job->request_size = request_size;
  return job;
}

static void release(struct bs_job *job) {
  if (atomic_fetch_sub(&job->references, 1) > 1) return;
  bs_buffer_free(&job->answer);
  free(job);
}

void bs_job_finish(struct bs_job *job) {
  /* Nobody wants the answer of a lookup that was let go while it waited for a thread; a close must be. */
  bool wanted = job->pool == NULL || atomic_load(&job->references) > 1;
  if (wanted) job->work(job);
  atomic_store(&job->done, true);
  os_signal_end(job->notify_fd);
  release(job);
}

static void run_alone(void *job) { bs_job_finish(job); }

static int start_pooled(struct bs_state *state, struct bs_job *job) {
  if (state->pool == NULL) state->pool = bs_pool_create();
  return state->pool == NULL ? -ENOMEM : bs_pool_submit(state->pool, job);
}

int bs_job_start(struct bs_state *state, struct bs_job *job, bool pooled) {
  int pair[2];
  int result = os_signal_pair(pair);
  if (result >= 0) {
    job->wait_fd = pair[0];
    job->notify_fd = pair[1];
    atomic_init(&job->references, 2);
    result = pooled ? start_pooled(state, job) : os_start_thread(run_alone, job, NULL);
    if (result < 0) {
      os_close(pair[0]);
      os_close(pair[1]);
    }
  }
  if (result < 0) {
    atomic_init(&job->references, 1);
    release(job);
    return result;
  }
  job->next = state->jobs;
  state->jobs = job;
  return job->wait_fd;
}

/* The answer moves to the environment, the EAI number to the frame. */
static int give(struct bs_state *state, struct bs_job *job) {
  if (job->answer.failed) job->result = -ENOMEM;
  bs_buffer_free(&state->answer);
  state->answer = job->answer;
  job->answer = (struct bs_buffer){0};
  state->frame->detail = job->detail;
  return job->result;
}

int bs_job_run(struct bs_state *state, struct bs_job *job) {
  atomic_init(&job->references, 1);
  job->work(job);
  int result = give(state, job);
  release(job);
  return result;
}

static void unlink_job(struct bs_state *state, const struct bs_job *job) {
  for (struct bs_job **link = &state->jobs; *link != NULL; link = &(*link)->next)
    if (*link == job) {
      *link = job->next;
      return;
    }
}

/* Ends the job behind a descriptor: its result, or -EAGAIN when it was not done; then it is abandoned. */
static napi_value bs_end_job(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  struct bs_job *job = call.state->jobs;
  while (job != NULL && job->wait_fd != fd) job = job->next;
  if (job == NULL) return bs_return(&call, -EBADF);
  unlink_job(call.state, job);
  os_close(fd);
  int result = atomic_load(&job->done) ? give(call.state, job) : -EAGAIN;
  release(job);
  return bs_return(&call, result);
}

void bs_jobs_abandon(struct bs_state *state) {
  while (state->jobs != NULL) {
    struct bs_job *job = state->jobs;
    state->jobs = job->next;
    os_close(job->wait_fd);
    release(job);
  }
  if (state->pool != NULL) bs_pool_release(state->pool);
  state->pool = NULL;
}

/* Copies the last answer into the array; returns its whole length. */
static napi_value bs_take_answer(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  struct bs_bytes out = bs_bytes(&call, 0);
  if (call.failed) return NULL;
  const struct bs_buffer *answer = &call.state->answer;
  size_t length = answer->length < out.length ? answer->length : out.length;
  if (length > 0) memcpy(out.data, answer->data, length);
  return bs_return(&call, (int)answer->length);
}

static void close_here(struct bs_job *job) {
  int fd;
  memcpy(&fd, job->request, sizeof fd);
  job->result = os_close(fd);
}

/* close(2) on a thread, for a socket whose SO_LINGER may make it wait. */
static napi_value bs_close_on_thread(napi_env env, napi_callback_info info) {
  struct bs_call call = bs_begin(env, info);
  int fd = bs_int(&call, 0);
  if (call.failed) return NULL;
  struct bs_job *job = bs_job_new(close_here, sizeof fd);
  if (job == NULL) return bs_return(&call, -ENOMEM);
  memcpy(job->request, &fd, sizeof fd);
  int result = bs_job_start(call.state, job, false);
  /* The thread owns the descriptor now; without a thread it is still the caller's. */
  if (result >= 0) bs_descriptors_remove(&call.state->owned, fd);
  return bs_return_call(&call, result);
}

const struct bs_export bs_job_exports[] = {
    {"endJob", bs_end_job},
    {"takeAnswer", bs_take_answer},
    {"closeOnThread", bs_close_on_thread},
    {NULL, NULL},
};
