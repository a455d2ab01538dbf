#include "descriptors.h"

#include <stdlib.h>
#include <string.h>

#include "os.h"
#include "sockets.h"

#define WORD_BITS 64

static uint64_t bit_of(int fd) { return UINT64_C(1) << (fd % WORD_BITS); }

bool bs_descriptors_has(const struct bs_descriptors *table, int fd) {
  size_t word = (size_t)fd / WORD_BITS;
  return fd >= 0 && word < table->count && (table->words[word] & bit_of(fd)) != 0;
}

int bs_descriptors_add(struct bs_descriptors *table, int fd) {
  if (fd < 0) return -EBADF;
  if (bs_descriptors_has(table, fd)) return -EBUSY;
  size_t word = (size_t)fd / WORD_BITS;
  if (word >= table->count) {
    size_t count = word + word / 2 + 16;
    uint64_t *words = realloc(table->words, count * sizeof *words);
    if (words == NULL) return -ENOMEM;
    memset(words + table->count, 0, (count - table->count) * sizeof *words);
    table->words = words;
    table->count = count;
  }
  table->words[word] |= bit_of(fd);
  return 0;
}

bool bs_descriptors_remove(struct bs_descriptors *table, int fd) {
  if (!bs_descriptors_has(table, fd)) return false;
  table->words[(size_t)fd / WORD_BITS] &= ~bit_of(fd);
  return true;
}

int bs_descriptors_next(const struct bs_descriptors *table, int from) {
  if (from < 0) from = 0;
  for (size_t word = (size_t)from / WORD_BITS; word < table->count; word++) {
    if (table->words[word] == 0) continue;
    for (int bit = 0; bit < WORD_BITS; bit++) {
      int fd = (int)(word * WORD_BITS) + bit;
      if (fd >= from && (table->words[word] >> bit & 1)) return fd;
    }
  }
  return -1;
}

void bs_descriptors_close_all(struct bs_descriptors *table) {
  for (int fd = bs_descriptors_next(table, 0); fd >= 0; fd = bs_descriptors_next(table, fd + 1)) {
    /* The runtime is waiting for this environment to end; a lingering socket must not hold it up. */
    os_forget_linger(fd);
    os_close(fd);
  }
  bs_descriptors_free(table);
}

void bs_descriptors_free(struct bs_descriptors *table) {
  free(table->words);
  *table = (struct bs_descriptors){0};
}
