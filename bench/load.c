/* The load on every server of streams, and who measures it. In, a command a line:

     use SIZE                messages of so many bytes, which come back       -> ok
     use resp                PING, which a RESP server answers by PONG        -> ok
     open PORT COUNT         opens so many more connections                   -> ok
     shut PID                resets all; PID, unless 0, is to rest then       -> ok
     keep PID MS DEPTH       keeps so many messages on their way on each      -> messages cpu wall
     due PID MS RATE         sends so many messages a second, come what may   -> messages cpu wall, and latencies
     pour PID MS             sends all that each connection takes             -> bytes cpu wall
     ping PID MS             one connection's messages, by blocking calls     -> messages cpu wall
     connect PORT PID MS     connects, waits for the end, connects again      -> connections cpu wall
     drain PORT PID          connects, and discards what comes to the end     -> bytes cpu wall

   cpu is what all threads of the process PID used, and wall what passed, in ns, both of the window of MS that
   follows a warm-up of a quarter of it; of a drain, from its connecting to its end. Latencies are of the messages that
   were due in the window, in ns from when they were due: what 50, 99 and 99.9 % of them took at most, and the longest.
   So one that had to wait because the load or the server was late has waited. Connections are reset so that none stays
   in TIME_WAIT. Whatever comes back is compared with what should; an answer that is missing, or is another one, ends
   the load and with it the bench. */
#include <sys/resource.h>

#include "connections.h"
#include "schedule.h"
#include "window.h"

enum { UNDER_WAY = 64, DEEPEST = 1024 };

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

/* What closing is to the server must not fall into another's window, who has the same core: it has rested when it used
   nothing for a while. It may have things of its own to do, so it is not waited for at all costs. */
static void shut(int pid) {
  const struct timespec moment = {.tv_nsec = 10000000};
  while (opened > 0) close(connections[--opened].fd);
  if (pid == 0) return;
  double cpu = cpu_of(pid), last = -1;
  for (int turn = 0; cpu != last && turn < 200; turn++) {
    nanosleep(&moment, NULL);
    last = cpu;
    cpu = cpu_of(pid);
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
  while (goes_on(&window, 1)) {
    say(connections[0].fd);
    hear_one(connections[0].fd);
  }
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
    } else if (sscanf(line, "shut %d", &first) == 1) {
      shut(first);
      puts("ok");
    } else if (sscanf(line, "keep %d %d %ld", &first, &second, &third) == 3)
      keep(first, second, third);
    else if (sscanf(line, "due %d %d %ld", &first, &second, &third) == 3)
      send_when_due(first, second, (double)third);
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
