/*
 * Whether MSG_ZEROCOPY pays for trains of datagrams: what a train of 44 datagrams of 1,400 bytes costs the sender, sent with
 * a copy and without. Notifications are read as they come, since that is part of the price.
 *
 *   cc -O2 -D_GNU_SOURCE -o zero-copy bench/zero-copy.c
 *   ./zero-copy receive PORT          takes what comes and drops it
 *   ./zero-copy send ADDRESS PORT     11 rounds of both ways, one right after the other; medians
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#define SEGMENT 1400
#define TRAIN (44 * SEGMENT)
#define BUFFERS 64
#define TRAINS 4000
#define ROUNDS 11

static unsigned copied, kept;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static struct sockaddr_in address(const char *host, const char *port) {
  struct sockaddr_in found = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  if (inet_pton(AF_INET, host, &found.sin_addr) != 1) fail(host);
  return found;
}

static double cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e9 +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e3;
}

/* Reads the notifications that are there: how many sends they are of. */
static unsigned notified(int fd) {
  unsigned count = 0;
  for (;;) {
    char control[256];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
      if (errno == EAGAIN) return count;
      if (errno == ECONNREFUSED) continue;
      fail("recvmsg");
    }
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each != NULL; each = CMSG_NXTHDR(&message, each)) {
      struct sock_extended_err report;
      memcpy(&report, CMSG_DATA(each), sizeof report);
      if (report.ee_origin != SO_EE_ORIGIN_ZEROCOPY) continue;
      unsigned sends = report.ee_data - report.ee_info + 1;
      if (report.ee_code & SO_EE_CODE_ZEROCOPY_COPIED) copied += sends;
      else kept += sends;
      count += sends;
    }
  }
}

static double measure(int fd, char *memory, int flags) {
  unsigned under_way = 0;
  double before = cpu();
  for (int train = 0; train < TRAINS; train++) {
    char *bytes = memory + (size_t)(train % BUFFERS) * 65536;
    memset(bytes, train, 64); /* as a program would write it */
    while (flags && under_way >= BUFFERS) {
      struct pollfd entry = {.fd = fd};
      poll(&entry, 1, 100);
      under_way -= notified(fd);
    }
    for (;;) {
      if (send(fd, bytes, TRAIN, flags) == TRAIN) break;
      if (errno == ECONNREFUSED) continue;
      if (errno != ENOBUFS && errno != EAGAIN) fail("send");
      struct pollfd entry = {.fd = fd, .events = POLLOUT};
      poll(&entry, 1, 100);
      if (flags) under_way -= notified(fd);
    }
    if (flags && ++under_way >= BUFFERS / 2) under_way -= notified(fd);
  }
  while (flags && under_way > 0) {
    struct pollfd entry = {.fd = fd};
    poll(&entry, 1, 100);
    under_way -= notified(fd);
  }
  return (cpu() - before) / TRAINS;
}

static int ascending(const void *a, const void *b) {
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static void run_sender(const char *host, const char *port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, segment = SEGMENT;
  struct sockaddr_in to = address(host, port);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  if (setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on) < 0) fail("SO_ZEROCOPY");
  if (setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment) < 0) fail("UDP_SEGMENT");
  char *memory = mmap(NULL, BUFFERS * 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  memset(memory, 1, BUFFERS * 65536);
  double plain[ROUNDS], without[ROUNDS], ratio[ROUNDS];
  measure(fd, memory, 0);
  measure(fd, memory, MSG_ZEROCOPY);
  copied = kept = 0;
  for (int round = 0; round < ROUNDS; round++) {
    plain[round] = measure(fd, memory, 0);
    without[round] = measure(fd, memory, MSG_ZEROCOPY);
    ratio[round] = without[round] / plain[round];
  }
  qsort(plain, ROUNDS, sizeof *plain, ascending);
  qsort(without, ROUNDS, sizeof *without, ascending);
  qsort(ratio, ROUNDS, sizeof *ratio, ascending);
  printf("a train with a copy: %.0f ns of CPU; with MSG_ZEROCOPY: %.0f ns; ratio %.2f (%.2f to %.2f); "
         "the kernel copied %u of %u all the same\n",
         plain[ROUNDS / 2], without[ROUNDS / 2], ratio[ROUNDS / 2], ratio[0], ratio[ROUNDS - 1], copied, copied + kept);
}

static void run_receiver(const char *port) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1, room = 8 << 20;
  struct sockaddr_in at = address("0.0.0.0", port);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0) fail("bind");
  setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  static char bytes[65536];
  while (recv(fd, bytes, sizeof bytes, 0) >= 0)
    ;
}

int main(int count, char **arguments) {
  if (count == 4 && strcmp(arguments[1], "send") == 0) run_sender(arguments[2], arguments[3]);
  else if (count == 3 && strcmp(arguments[1], "receive") == 0) run_receiver(arguments[2]);
  else return 2;
  return 0;
}
