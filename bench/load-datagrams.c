/* The load of many senders on a server that answers each datagram by itself, and who measures that. In, a command a
   line:

     keep PORT PID MS SENDERS DEPTH SIZE    keeps DEPTH datagrams of SIZE bytes on their way on each of so many sockets

   Out: datagrams cpu wall, as load.c tells of messages. As few are on their way as the server's socket has room for, so
   that none may be lost; an answer that is missing, or is another one, ends the load and with it the bench. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "window.h"

enum { MOST = 64, DEEPEST = 64, LARGEST = 2048, PATIENCE = 10 };

static char message[LARGEST], room[DEEPEST][LARGEST];
static struct mmsghdr out[DEEPEST], in[DEEPEST];
static struct sender {
  int fd;
  int under_way;
} senders[MOST];

static void prepare(size_t size) {
  static struct iovec out_piece, in_piece[DEEPEST];
  for (size_t at = 0; at < size; at++) message[at] = (char)(at * 31 + size);
  out_piece = (struct iovec){message, size};
  for (int index = 0; index < DEEPEST; index++) {
    in_piece[index] = (struct iovec){room[index], LARGEST};
    out[index].msg_hdr = (struct msghdr){.msg_iov = &out_piece, .msg_iovlen = 1};
    in[index].msg_hdr = (struct msghdr){.msg_iov = &in_piece[index], .msg_iovlen = 1};
  }
}

static void ask(struct sender *sender, int count) {
  for (int done = 0; done < count;) {
    int sent = sendmmsg(sender->fd, out, (unsigned)(count - done), MSG_NOSIGNAL);
    check(sent > 0, "sendmmsg");
    done += sent;
  }
  sender->under_way += count;
}

static int hear(struct sender *sender, size_t size) {
  int count = recvmmsg(sender->fd, in, DEEPEST, MSG_DONTWAIT, NULL);
  if (count < 0 && errno == EAGAIN) return 0;
  check(count > 0, "recvmmsg");
  for (int index = 0; index < count; index++)
    demand(in[index].msg_len == size && memcmp(room[index], message, size) == 0, "an answer is another one");
  sender->under_way -= count;
  demand(sender->under_way >= 0, "more answers than datagrams");
  return count;
}

static int wait_for(int epoll, struct epoll_event *events) {
  int count = epoll_wait(epoll, events, MOST, PATIENCE * 1000);
  demand(count > 0, "answers are missing");
  return count;
}

static void keep(int port, int pid, long milliseconds, int count, int depth, size_t size) {
  struct epoll_event events[MOST];
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int epoll = epoll_create1(EPOLL_CLOEXEC), under_way = 0;
  demand(count > 0 && count <= MOST && depth > 0 && depth <= DEEPEST && size > 0 && size <= LARGEST, "no such load");
  prepare(size);
  for (int index = 0; index < count; index++) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    senders[index] = (struct sender){.fd = fd};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &senders[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
    ask(&senders[index], depth);
  }
  struct window window = window_of(pid, milliseconds);
  long done = 0;
  while (goes_on(&window, done)) {
    int ready = wait_for(epoll, events);
    done = 0;
    for (int index = 0; index < ready; index++) {
      int heard = hear(events[index].data.ptr, size);
      ask(events[index].data.ptr, heard);
      done += heard;
    }
  }
  tell(&window);
  for (int index = 0; index < count; index++) under_way += senders[index].under_way;
  while (under_way > 0) {
    int ready = wait_for(epoll, events);
    for (int index = 0; index < ready; index++) under_way -= hear(events[index].data.ptr, size);
  }
  for (int index = 0; index < count; index++) close(senders[index].fd);
  close(epoll);
}

int main(void) {
  char line[80];
  int port, pid, count, depth;
  long milliseconds, size;
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    int read = sscanf(line, "keep %d %d %ld %d %d %ld", &port, &pid, &milliseconds, &count, &depth, &size);
    demand(read == 6, line);
    keep(port, pid, milliseconds, count, depth, (size_t)size);
    fflush(stdout);
  }
  return 0;
}
