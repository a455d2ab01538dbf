/* The yardstick: what ours.ts does, in plain C with the same flags. A second thread idles, because libc
   takes a shorter way through its cancellation points while a process has only one.
   In: "trial iterations" a line. Out: nanoseconds an operation. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

enum { SIZE = 64, BIRTH = SOCK_NONBLOCK | SOCK_CLOEXEC, SEND = MSG_DONTWAIT | MSG_NOSIGNAL, RECEIVE = MSG_DONTWAIT };

static char data[SIZE], room[SIZE];
static volatile uint32_t sink; /* keeps the compiler from leaving out what nobody looks at */

static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

static int loopback(int type, struct sockaddr_in *address) {
  socklen_t length = sizeof *address;
  int fd = socket(AF_INET, type | BIRTH, 0);
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(fd >= 0 && bind(fd, (struct sockaddr *)address, sizeof *address) == 0, "bind");
  check(getsockname(fd, (struct sockaddr *)address, &length) == 0, "getsockname");
  return fd;
}

static void stream(const int pair[2], long count) {
  for (long i = 0; i < count; i++) {
    check(send(pair[0], data, SIZE, SEND) == SIZE, "send");
    check(recv(pair[1], room, SIZE, RECEIVE) == SIZE, "recv");
  }
}

static void datagram(int from, int to, const struct sockaddr_in *address, long count) {
  for (long i = 0; i < count; i++) {
    struct sockaddr_in sender;
    socklen_t length = sizeof sender;
    check(sendto(from, data, SIZE, SEND, (const struct sockaddr *)address, sizeof *address) == SIZE, "sendto");
    check(recvfrom(to, room, SIZE, RECEIVE, (struct sockaddr *)&sender, &length) == SIZE, "recvfrom");
    sink = ntohl(sender.sin_addr.s_addr) + ntohs(sender.sin_port);
  }
}

static void connection(int listener, const struct sockaddr_in *address, long count) {
  for (long i = 0; i < count; i++) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int client = socket(AF_INET, SOCK_STREAM | BIRTH, 0);
    int result = connect(client, (const struct sockaddr *)address, sizeof *address);
    check(client >= 0 && (result == 0 || errno == EINPROGRESS), "connect");
    int server = accept4(listener, (struct sockaddr *)&peer, &length, BIRTH);
    check(server >= 0, "accept4");
    sink = ntohl(peer.sin_addr.s_addr) + ntohs(peer.sin_port);
    check(close(client) == 0 && close(server) == 0, "close");
  }
}

static void option(int fd, long count) {
  for (long i = 0; i < count; i++) {
    int value = 1;
    socklen_t length = sizeof value;
    check(setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value) == 0, "setsockopt");
    check(getsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &value, &length) == 0, "getsockopt");
    sink = (uint32_t)value;
  }
}

static void info(int listener, const struct sockaddr_in *address, long count) {
  int client = socket(AF_INET, SOCK_STREAM | BIRTH, 0);
  int result = connect(client, (const struct sockaddr *)address, sizeof *address);
  check(client >= 0 && (result == 0 || errno == EINPROGRESS), "connect");
  int server = accept4(listener, NULL, NULL, BIRTH);
  check(server >= 0, "accept4");
  for (long i = 0; i < count; i++) {
    unsigned char value[280]; /* struct tcp_info of the newest kernels */
    socklen_t length = sizeof value;
    check(getsockopt(client, IPPROTO_TCP, TCP_INFO, value, &length) == 0, "getsockopt");
    sink = value[0];
  }
  check(close(client) == 0 && close(server) == 0, "close");
}

static void would_block(int fd, long count) {
  for (long i = 0; i < count; i++) check(recv(fd, room, SIZE, RECEIVE) < 0 && errno == EAGAIN, "recv");
}

enum { MANY = 64, SMALL = 100, LARGE = 1400, TRAINS = 4, TRAIN_ROOM = 65536 };

static char slab[MANY * 2048], train_slab[TRAINS * TRAIN_ROOM], trains[MANY * LARGE];

/* sendmmsg and recvmmsg of 64 datagrams each. */
static void batch(int from, int to, struct sockaddr_in *address, long count) {
  static struct mmsghdr out[MANY], in[MANY];
  static struct iovec out_piece[MANY], in_piece[MANY];
  static struct sockaddr_in senders[MANY];
  for (int i = 0; i < MANY; i++) {
    out_piece[i] = (struct iovec){trains + i * SMALL, SMALL};
    out[i].msg_hdr =
        (struct msghdr){.msg_name = address, .msg_namelen = sizeof *address, .msg_iov = &out_piece[i], .msg_iovlen = 1};
    in_piece[i] = (struct iovec){slab + i * 2048, 2048};
  }
  for (long done = 0; done < count; done += MANY) {
    check(sendmmsg(from, out, MANY, SEND) == MANY, "sendmmsg");
    for (int i = 0; i < MANY; i++)
      in[i].msg_hdr = (struct msghdr){
          .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &in_piece[i], .msg_iovlen = 1};
    check(recvmmsg(to, in, MANY, RECEIVE, NULL) == MANY, "recvmmsg");
    for (int i = 0; i < MANY; i++) sink += in[i].msg_len + ntohs(senders[i].sin_port);
  }
}

/* Trains of segments: UDP_SEGMENT out, UDP_GRO in. */
static void train(int from, int to, struct sockaddr_in *address, long count) {
  enum { SEGMENTS = 46 }; /* as many as fit the longest datagram */
  int on = 1, off = 0;
  check(setsockopt(to, IPPROTO_UDP, UDP_GRO, &on, sizeof on) == 0, "UDP_GRO");
  for (long done = 0; done < count; done += SEGMENTS) {
    char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec piece = {trains, SEGMENTS * LARGE};
    struct msghdr out = {.msg_name = address,
                         .msg_namelen = sizeof *address,
                         .msg_iov = &piece,
                         .msg_iovlen = 1,
                         .msg_control = control,
                         .msg_controllen = sizeof control};
    struct cmsghdr *head = CMSG_FIRSTHDR(&out);
    uint16_t segment = LARGE;
    head->cmsg_level = IPPROTO_UDP;
    head->cmsg_type = UDP_SEGMENT;
    head->cmsg_len = CMSG_LEN(sizeof segment);
    memcpy(CMSG_DATA(head), &segment, sizeof segment);
    check(sendmsg(from, &out, SEND) == SEGMENTS * LARGE, "sendmsg");
    struct mmsghdr in[TRAINS];
    struct iovec in_piece[TRAINS];
    struct sockaddr_in senders[TRAINS];
    char in_control[TRAINS][CMSG_SPACE(sizeof(int))];
    for (int i = 0; i < TRAINS; i++) {
      in_piece[i] = (struct iovec){train_slab + i * TRAIN_ROOM, TRAIN_ROOM};
      in[i].msg_hdr = (struct msghdr){.msg_name = &senders[i],
                                      .msg_namelen = sizeof senders[i],
                                      .msg_iov = &in_piece[i],
                                      .msg_iovlen = 1,
                                      .msg_control = in_control[i],
                                      .msg_controllen = sizeof in_control[i]};
    }
    int got = recvmmsg(to, in, TRAINS, RECEIVE, NULL);
    check(got > 0, "recvmmsg");
    long seen = 0;
    for (int i = 0; i < got; i++) {
      int size = LARGE;
      for (struct cmsghdr *each = CMSG_FIRSTHDR(&in[i].msg_hdr); each != NULL; each = CMSG_NXTHDR(&in[i].msg_hdr, each))
        if (each->cmsg_type == UDP_GRO) memcpy(&size, CMSG_DATA(each), sizeof size);
      for (unsigned at = 0; at < in[i].msg_len; at += (unsigned)size, seen++) sink += (uint32_t)train_slab[at];
    }
    check(seen == SEGMENTS, "segments");
  }
  check(setsockopt(to, IPPROTO_UDP, UDP_GRO, &off, sizeof off) == 0, "UDP_GRO");
}

/* A datagram with where it arrived, and when. */
static void message(int from, int to, const struct sockaddr_in *address, long count) {
  int on = 1, off = 0;
  check(setsockopt(to, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0, "IP_PKTINFO");
  check(setsockopt(to, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0, "SO_TIMESTAMPNS");
  for (long i = 0; i < count; i++) {
    struct sockaddr_in sender;
    char control[256];
    struct iovec piece = {room, SIZE};
    struct msghdr in = {.msg_name = &sender,
                        .msg_namelen = sizeof sender,
                        .msg_iov = &piece,
                        .msg_iovlen = 1,
                        .msg_control = control,
                        .msg_controllen = sizeof control};
    check(sendto(from, data, SIZE, SEND, (const struct sockaddr *)address, sizeof *address) == SIZE, "sendto");
    check(recvmsg(to, &in, RECEIVE) == SIZE, "recvmsg");
    int found = 0;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&in); each != NULL; each = CMSG_NXTHDR(&in, each)) {
      if (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(each), sizeof info);
        sink = ntohl(info.ipi_addr.s_addr) + (uint32_t)info.ipi_ifindex;
        found++;
      } else if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SO_TIMESTAMPNS) {
        struct timespec time;
        memcpy(&time, CMSG_DATA(each), sizeof time);
        sink = (uint32_t)time.tv_nsec;
        found++;
      }
    }
    check(found == 2, "control messages");
  }
  check(setsockopt(to, IPPROTO_IP, IP_PKTINFO, &off, sizeof off) == 0, "IP_PKTINFO");
  check(setsockopt(to, SOL_SOCKET, SO_TIMESTAMPNS, &off, sizeof off) == 0, "SO_TIMESTAMPNS");
}

int main(void) {
  pthread_t thread;
  int pair[2];
  char name[32];
  long count;
  struct sockaddr_in from_address, to_address;
  check(pthread_create(&thread, NULL, idle, NULL) == 0, "pthread_create");
  check(socketpair(AF_UNIX, SOCK_STREAM | BIRTH, 0, pair) == 0, "socketpair");
  int from = loopback(SOCK_DGRAM, &from_address), to = loopback(SOCK_DGRAM, &to_address);
  puts("ready");
  fflush(stdout);
  while (scanf("%31s %ld", name, &count) == 2) {
    /* A new port each time: the last round's connections stay in TIME_WAIT for a minute. */
    struct sockaddr_in address;
    int listener = loopback(SOCK_STREAM, &address);
    check(listen(listener, SOMAXCONN) == 0, "listen");
    double start = now();
    if (strcmp(name, "stream") == 0)
      stream(pair, count);
    else if (strcmp(name, "datagram") == 0)
      datagram(from, to, &to_address, count);
    else if (strcmp(name, "batch") == 0)
      batch(from, to, &to_address, count);
    else if (strcmp(name, "train") == 0)
      train(from, to, &to_address, count);
    else if (strcmp(name, "message") == 0)
      message(from, to, &to_address, count);
    else if (strcmp(name, "connection") == 0)
      connection(listener, &address, count);
    else if (strcmp(name, "option") == 0)
      option(pair[0], count);
    else if (strcmp(name, "info") == 0)
      info(listener, &address, count);
    else if (strcmp(name, "would-block") == 0)
      would_block(pair[1], count);
    else
      check(0, "no such trial");
    printf("%.2f\n", (now() - start) / (double)count);
    fflush(stdout);
    close(listener);
  }
  return 0;
}
