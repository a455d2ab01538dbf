/* Event loops: each a poller and the waker that tells JavaScript of it. */
#ifndef BERKELEY_LOOP_H
#define BERKELEY_LOOP_H

#include "state.h"

/* Frees every loop's poller when the environment ends; the wakers' own hooks have run before. */
void bs_loops_destroy(struct bs_state *state);

#endif
