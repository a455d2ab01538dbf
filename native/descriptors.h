/*
 * A set of descriptors, as a bitmap. The one of the descriptors that this environment's sockets own
 * outlives the collector and every JavaScript object: when the environment ends, what is still in it
 * is closed.
 */
#ifndef BERKELEY_DESCRIPTORS_H
#define BERKELEY_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bs_descriptors {
  uint64_t *words;
  size_t count; /* of words */
};

/* 0, -EBUSY when fd is in the table already, or -ENOMEM. */
int bs_descriptors_add(struct bs_descriptors *table, int fd);
/* Whether fd was in the table. */
bool bs_descriptors_remove(struct bs_descriptors *table, int fd);
bool bs_descriptors_has(const struct bs_descriptors *table, int fd);
/* The lowest member >= from, or -1. */
int bs_descriptors_next(const struct bs_descriptors *table, int from);
void bs_descriptors_close_all(struct bs_descriptors *table);
void bs_descriptors_free(struct bs_descriptors *table);

#endif
