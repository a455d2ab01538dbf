/* A growing run of bytes, for results whose size is known only afterwards. */
#ifndef BERKELEY_BUFFER_H
#define BERKELEY_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bs_buffer {
  unsigned char *data;
  size_t length;
  size_t capacity;
  bool failed; /* out of memory once: later appends do nothing */
};

void bs_buffer_append(struct bs_buffer *buffer, const void *data, size_t length);
void bs_buffer_append_int(struct bs_buffer *buffer, int32_t value);
void bs_buffer_append_string(struct bs_buffer *buffer, const char *text);
void bs_buffer_clear(struct bs_buffer *buffer);
void bs_buffer_free(struct bs_buffer *buffer);

#endif
