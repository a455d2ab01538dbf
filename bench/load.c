/* The load on every server of streams, and who measures it. In, a command a line:

     use SIZE                messages of so many bytes, which come back       -> ok
     use resp                PING, which a RESP server answers by PONG        -> ok
     open PORT COUNT         opens so many more connections                   -> ok
     shut                    resets all of them                               -> ok
     keep PID MS DEPTH       keeps so many messages on their way on each      -> messages cpu wall
     pour PID MS             sends all that each connection takes             -> bytes cpu wall
     ping PID MS             one connection's messages, by blocking calls     -> messages cpu wall
     connect PORT PID MS     connects, waits for the end, connects again      -> connections cpu wall
     drain PORT PID          connects, and discards what comes to the end     -> bytes cpu wall

   cpu is what all threads of the process PID used, and wall what passed, in ns, both of the window of MS that
   follows a warm-up of a quarter of it; of a drain, from its connecting to its end. Connections are reset so that
   none stays in TIME_WAIT. Whatever comes back is compared with what should; an answer that is missing, or is
   another one, ends the load and with it the bench. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "window.h"

enum { LARGEST = 1 << 16, MOST = 19000, BATCH = 256, UNDER_WAY = 64, DEEPEST = 1024, PATIENCE = 10 };

/* A message and its answer, each again and again, so that any part of a sequence of them can be had at once. */
static char requests[2 * LARGEST], answers[2 * LARGEST], room[LARGEST];
static size_t request_size, answer_size;

struct connection {
  int fd;
  size_t owed;    /* bytes of messages that are yet to be sent */
  size_t out, in; /* where in a message the next byte to be sent is, and in an answer the next to come */
  long under_way; /* messages that are not answered */
};

static struct connection connections[MOST];
static int opened;

static void repeat(char *all, const char *one, size_t size) {
  for (size_t at = 0; at < 2 * LARGEST; at++) all[at] = one[at % size];
}

static void use_echo(long size) {
  static char message[LARGEST];
  demand(size > 0 && size <= LARGEST, "no such size");
  for (long at = 0; at < size; at++) message[at] = (char)(at * 31 + (at >> 8));
  request_size = answer_size = (size_t)size;
  repeat(requests, message, request_size);
  repeat(answers, message, answer_size);
}

static void use_resp(void) {
  static const char ping[] = "*1\r\n$4\r\nPING\r\n", pong[] = "+PONG\r\n";
  request_size = sizeof ping - 1;
  answer_size = sizeof pong - 1;
  repeat(requests, ping, request_size);
  repeat(answers, pong, answer_size);
}

static int connect_to(int port, int flags) {
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const struct linger reset = {.l_onoff = 1, .l_linger = 0};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  check(fd >= 0, "socket");
  check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "setsockopt");
  int result = connect(fd, (struct sockaddr *)&address, sizeof address);
  check(result == 0 || errno == EINPROGRESS, "connect");
  return fd;
}

/* MSG_TRUNC has TCP throw the bytes away uncopied: the sender is what is measured. */
static void drain(int port, int pid) {
  double cpu = cpu_of(pid), start = now();
  long long total = 0;
  ssize_t count;
  int fd = connect_to(port, 0);
  while ((count = recv(fd, NULL, 1 << 20, MSG_TRUNC)) > 0) total += count;
  check(count == 0, "recv");
  double wall = now() - start;
  printf("%lld %.0f %.0f\n", total, cpu_of(pid) - cpu, wall);
  close(fd);
}

/* Sends a message, and waits for its answer. */
static void converse(int fd) {
  check(send(fd, requests, request_size, MSG_NOSIGNAL) == (ssize_t)request_size, "send");
  check(recv(fd, room, answer_size, MSG_WAITALL) == (ssize_t)answer_size, "recv");
  demand(memcmp(room, answers, answer_size) == 0, "the answer is another one");
}

/* Each connection answers once before it counts as open: then the server has it, and waits on it. */
static void open_more(int port, int count) {
  const struct timeval patience = {.tv_sec = PATIENCE};
  const int on = 1;
  demand(opened + count <= MOST, "too many connections");
  for (int index = 0; index < count; index++) {
    int fd = connect_to(port, 0);
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0, "SO_RCVTIMEO");
    check(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0, "SO_SNDTIMEO");
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY");
    connections[opened++] = (struct connection){.fd = fd};
    converse(fd);
  }
}

/* As much of what is owed as the connection takes. */
static void send_owed(struct connection *connection) {
  while (connection->owed > 0) {
    size_t most = sizeof requests - connection->out;
    if (most > connection->owed) most = connection->owed;
    ssize_t count = send(connection->fd, requests + connection->out, most, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    check(count > 0, "send");
    connection->owed -= (size_t)count;
    connection->out = (connection->out + (size_t)count) % request_size;
  }
}

static void ask(struct connection *connection, long messages) {
  connection->owed += (size_t)messages * request_size;
  connection->under_way += messages;
  send_owed(connection);
}

/* Receives what came. How many answers are complete by that. */
static long hear(struct connection *connection) {
  size_t complete = 0;
  ssize_t count;
  do {
    count = recv(connection->fd, room, sizeof room, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) break;
    check(count >= 0, "recv");
    demand(count > 0, "the server has closed a connection");
    demand(memcmp(room, answers + connection->in, (size_t)count) == 0, "an answer is another one");
    connection->in += (size_t)count;
    complete += connection->in / answer_size;
    connection->in %= answer_size;
  } while (count == sizeof room);
  connection->under_way -= (long)complete;
  demand(connection->under_way > 0 || (connection->under_way == 0 && connection->in == 0),
         "more answers than messages");
  return (long)complete;
}

/* Waits for all connections, edge-triggered; writability alone brings about no edge on TCP but after a full buffer. */
static int watch_all(void) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &connections[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index].fd, &event) == 0, "epoll_ctl");
  }
  return epoll;
}

static int wait_for(int epoll, struct epoll_event *events) {
  int count = epoll_wait(epoll, events, BATCH, PATIENCE * 1000);
  demand(count > 0, "answers are missing");
  return count;
}

/* The last answers, which nothing is sent for. */
static void settle(int epoll) {
  struct epoll_event events[BATCH];
  long under_way = 0;
  for (int index = 0; index < opened; index++) under_way += connections[index].under_way;
  while (under_way > 0) {
    int count = wait_for(epoll, events);
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      under_way -= hear(connection);
      send_owed(connection);
    }
  }
}

/* As many messages are sent as were answered. */
static void keep(int pid, long milliseconds, long depth) {
  struct epoll_event events[BATCH];
  int epoll = watch_all();
  demand(depth > 0 && depth <= DEEPEST, "no such depth");
  for (int index = 0; index < opened; index++) ask(&connections[index], depth);
  struct window window = window_of(pid, milliseconds);
  long done = 0;
  while (goes_on(&window, done)) {
    int count = wait_for(epoll, events);
    done = 0;
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      long complete = hear(connection);
      done += complete;
      ask(connection, complete);
    }
  }
  tell(&window);
  settle(epoll);
  close(epoll);
}

/* Chunks of 64 KiB, as many as each connection takes. */
static void pour(int pid, long milliseconds) {
  static char chunk[1 << 16];
  struct epoll_event events[BATCH];
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLOUT, .data.fd = connections[index].fd};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index].fd, &event) == 0, "epoll_ctl");
  }
  struct window window = window_of(pid, milliseconds);
  long bytes = 0;
  while (goes_on(&window, bytes)) {
    bytes = 0;
    int count = wait_for(epoll, events);
    for (int index = 0; index < count; index++) {
      ssize_t length = send(events[index].data.fd, chunk, sizeof chunk, MSG_NOSIGNAL | MSG_DONTWAIT);
      check(length > 0 || errno == EAGAIN, "send");
      if (length > 0) bytes += length;
    }
  }
  tell(&window);
  close(epoll);
}

static void ping(int pid, long milliseconds) {
  struct window window = window_of(pid, milliseconds);
  while (goes_on(&window, 1)) converse(connections[0].fd);
  tell(&window);
}

static void begin(int port, int epoll) {
  int fd = connect_to(port, SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLRDHUP, .data.fd = fd};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void connect_again_and_again(int port, int pid, long milliseconds) {
  struct epoll_event events[BATCH];
  int epoll = epoll_create1(EPOLL_CLOEXEC), count = 0;
  for (int index = 0; index < UNDER_WAY; index++) begin(port, epoll);
  struct window window = window_of(pid, milliseconds);
  while (goes_on(&window, count)) {
    count = wait_for(epoll, events);
    for (int index = 0; index < count; index++) {
      close(events[index].data.fd);
      begin(port, epoll);
    }
  }
  tell(&window);
  for (int left = UNDER_WAY; left > 0; left -= count) {
    count = wait_for(epoll, events);
    for (int index = 0; index < count; index++) close(events[index].data.fd);
  }
  close(epoll);
}

int main(void) {
  char line[80];
  int first, second;
  long third;
  struct rlimit files;
  check(getrlimit(RLIMIT_NOFILE, &files) == 0, "getrlimit");
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0, "setrlimit");
  use_echo(64);
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strcmp(line, "use resp\n") == 0) {
      use_resp();
      puts("ok");
    } else if (sscanf(line, "use %ld", &third) == 1) {
      use_echo(third);
      puts("ok");
    } else if (sscanf(line, "open %d %d", &first, &second) == 2) {
      open_more(first, second);
      puts("ok");
    } else if (strcmp(line, "shut\n") == 0) {
      while (opened > 0) close(connections[--opened].fd);
      puts("ok");
    } else if (sscanf(line, "keep %d %d %ld", &first, &second, &third) == 3)
      keep(first, second, third);
    else if (sscanf(line, "pour %d %d", &first, &second) == 2)
      pour(first, second);
    else if (sscanf(line, "ping %d %d", &first, &second) == 2)
      ping(first, second);
    else if (sscanf(line, "connect %d %d %ld", &first, &second, &third) == 3)
      connect_again_and_again(first, second, third);
    else if (sscanf(line, "drain %d %d", &first, &second) == 2)
      drain(first, second);
    else
      demand(0, line);
    fflush(stdout);
  }
  return 0;
}
