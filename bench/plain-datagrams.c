/* The yardstick among servers of datagrams, in plain C, in the shape of a batch that runs: edge-triggered, it receives
   as many as there is room for in one call and sends them back from where they lie in another, until fewer came than
   there was room for. Out: "ready PORT"; it ends when its input does. */
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>

#include "serve.h"

enum { MANY = 64, ROOM = 2048 };

static char slab[MANY][ROOM];
static struct mmsghdr messages[MANY];
static struct iovec pieces[MANY];
static struct sockaddr_in senders[MANY];

static void answer(int fd, int count) {
  for (int index = 0; index < count; index++) pieces[index].iov_len = messages[index].msg_len;
  for (int done = 0; done < count;) {
    int sent = sendmmsg(fd, messages + done, (unsigned)(count - done), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) {
      done += sent;
      continue;
    }
    check(errno == EAGAIN || errno == ECONNREFUSED, "sendmmsg");
    struct pollfd entry = {.fd = fd, .events = POLLOUT};
    check(poll(&entry, 1, -1) == 1, "poll");
  }
}

static void serve(int fd) {
  int count;
  do {
    for (int index = 0; index < MANY; index++) {
      pieces[index] = (struct iovec){slab[index], ROOM};
      messages[index].msg_hdr = (struct msghdr){.msg_name = &senders[index],
                                                .msg_namelen = sizeof senders[index],
                                                .msg_iov = &pieces[index],
                                                .msg_iovlen = 1};
    }
    count = recvmmsg(fd, messages, MANY, MSG_DONTWAIT, NULL);
    check(count > 0 || errno == EAGAIN || errno == ECONNREFUSED, "recvmmsg");
    if (count > 0) answer(fd, count);
  } while (count == MANY);
}

int main(void) {
  begin_life();
  int fd = socket_on_any_port(SOCK_DGRAM | SOCK_NONBLOCK), epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
  check(epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
  for (;;) {
    int count = epoll_wait(epoll, &event, 1, -1);
    check(count >= 0 || errno == EINTR, "epoll_wait");
    if (count > 0) serve(fd);
  }
}
