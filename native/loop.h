/* Event loops: each a poller and the waker that tells JavaScript of it. */
#ifndef BERKELEY_LOOP_H
#define BERKELEY_LOOP_H

#include "state.h"

struct bs_poller;
struct bs_poller_backend;

/* The poller of a loop and what it is, or NULL where there is no such loop. */
struct bs_poller *bs_loop_poller(const struct bs_state *state, int number, const struct bs_poller_backend **backend);

/* Frees every loop's poller when the environment ends; the wakers' own hooks have run before. */
void bs_loops_destroy(struct bs_state *state);

#endif
