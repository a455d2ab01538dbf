/*
 * Memory that C and TypeScript share, one per environment: the call frame of the hot calls, and the
 * place where the kernel's addresses arrive. TypeScript finds the members by the offsets in
 * layout.c. Nobody outside the two sees this memory, so that nobody can detach it.
 */
#ifndef BERKELEY_FRAME_H
#define BERKELEY_FRAME_H

#include <stdint.h>

#define BS_ADDRESS_ROOM 256
/* The room of an address in a batch of datagrams: a struct sockaddr_storage. */
#define BS_DATAGRAM_ADDRESS 128

struct bs_frame {
  double calls;           /* system calls made in this environment */
  double offset;          /* in: first byte of the range in the array that came along */
  double length;          /* in: bytes of the range */
  int32_t fd;             /* in */
  int32_t flags;          /* in */
  int32_t result;         /* out: >= 0 or -errno */
  int32_t address_length; /* out: the kernel's own length, which may exceed the room */
  int32_t detail;         /* out: EAI number of a lookup, second descriptor of a pair */
  int32_t control_length; /* in: of the control data, or the room for it; out: what arrived */
  int32_t message_flags;  /* out: MSG_TRUNC and its like */
  int32_t reserved;
  unsigned char address[BS_ADDRESS_ROOM]; /* out */
};

#endif
