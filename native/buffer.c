#include "buffer.h"

#include <stdlib.h>
#include <string.h>

static bool reserve(struct bs_buffer *buffer, size_t more) {
  if (buffer->failed) return false;
  if (more <= buffer->capacity - buffer->length) return true;
  size_t capacity = buffer->capacity ? buffer->capacity : 256;
  while (capacity - buffer->length < more) capacity *= 2;
  unsigned char *data = realloc(buffer->data, capacity);
  if (data == NULL) {
    buffer->failed = true;
    return false;
  }
  buffer->data = data;
  buffer->capacity = capacity;
  return true;
}

void bs_buffer_append(struct bs_buffer *buffer, const void *data, size_t length) {
  if (length == 0 || !reserve(buffer, length)) return;
  memcpy(buffer->data + buffer->length, data, length);
  buffer->length += length;
}

void bs_buffer_append_int(struct bs_buffer *buffer, int32_t value) { bs_buffer_append(buffer, &value, sizeof value); }

void bs_buffer_append_string(struct bs_buffer *buffer, const char *text) {
  bs_buffer_append(buffer, text, strlen(text) + 1);
}

void bs_buffer_clear(struct bs_buffer *buffer) {
  buffer->length = 0;
  buffer->failed = false;
}

void bs_buffer_free(struct bs_buffer *buffer) {
  free(buffer->data);
  *buffer = (struct bs_buffer){0};
}
