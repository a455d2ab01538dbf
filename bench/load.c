/* The load on every server, and who measures it. In, a command a line:

     open PORT COUNT         opens so many more connections                -> ok
     shut                    resets all of them                            -> ok
     echo PID MS             keeps a 64-byte message on its way on each    -> messages cpu wall
     pipe PID MS DEPTH       the same with DEPTH messages on their way     -> messages cpu wall
     pour PID MS             sends all that each connection takes          -> bytes cpu wall
     ping PID MS             one connection's messages, by blocking calls  -> messages cpu wall
     connect PORT PID MS     connects, waits for the end, connects again   -> connections cpu wall
     drain PORT PID          connects, and discards what comes to the end  -> bytes cpu wall

   cpu is what all threads of the process PID used, and wall what passed, in ns, both of the window of MS that
   follows a warm-up of a quarter of it; of a drain, from its connecting to its end. Connections are reset so that none stays in TIME_WAIT. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 64, MOST = 19000, BATCH = 256, UNDER_WAY = 64 };

static char data[SIZE], room[SIZE];
static int connections[MOST], opened;

static void check(int holds, const char *what) {
  if (holds) return;
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds that all threads of a process have run. */
static double cpu_of(int pid) {
  char path[64], task[400];
  double total = 0;
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *folder = opendir(path);
  check(folder != NULL, path);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    unsigned long long ran = 0;
    snprintf(task, sizeof task, "%s/%s/schedstat", path, entry->d_name);
    FILE *file = entry->d_name[0] == '.' ? NULL : fopen(task, "r");
    if (file == NULL) continue;
    if (fscanf(file, "%llu", &ran) == 1) total += (double)ran;
    fclose(file);
  }
  closedir(folder);
  return total;
}

/* What is measured: counting starts when the warm-up is over. */
struct window {
  int pid;
  double start, end, length, cpu;
  long count;
};

static struct window window_of(int pid, long milliseconds) {
  double length = (double)milliseconds * 1e6, start = now() + length / 4;
  return (struct window){.pid = pid, .start = start, .end = start + length, .length = length, .cpu = -1};
}

/* Counts what was done; 0 when the window has ended. */
static int goes_on(struct window *window, long done) {
  double time = now();
  if (window->cpu >= 0)
    window->count += done;
  else if (time >= window->start) {
    window->start = now();
    window->end = window->start + window->length;
    window->cpu = cpu_of(window->pid);
  }
  return time < window->end;
}

static void tell(const struct window *window) {
  double cpu = cpu_of(window->pid) - window->cpu;
  printf("%ld %.0f %.0f\n", window->count, cpu, now() - window->start);
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

static void say(int fd) { check(send(fd, data, SIZE, MSG_NOSIGNAL) == SIZE, "send"); }

/* Each connection answers once before it counts as open: then the server has it, and waits on it. */
static void open_more(int port, int count) {
  check(opened + count <= MOST, "too many connections");
  for (int index = 0; index < count; index++) {
    int fd = connections[opened++] = connect_to(port, 0);
    say(fd);
    check(recv(fd, room, SIZE, MSG_WAITALL) == SIZE, "recv");
  }
}

static void echo(int pid, long milliseconds) {
  struct epoll_event events[BATCH];
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = connections[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index], &event) == 0, "epoll_ctl");
    say(connections[index]);
  }
  struct window window = window_of(pid, milliseconds);
  int count = 0;
  while (goes_on(&window, count)) {
    count = epoll_wait(epoll, events, BATCH, -1);
    for (int index = 0; index < count; index++) {
      check(recv(events[index].data.fd, room, SIZE, MSG_WAITALL) == SIZE, "recv");
      say(events[index].data.fd);
    }
  }
  tell(&window);
  for (int index = 0; index < opened; index++) check(recv(connections[index], room, SIZE, MSG_WAITALL) == SIZE, "recv");
  close(epoll);
}

/* As many messages are on their way as came back; the bytes of one may come in two pieces. */
static void echo_pipelined(int pid, long milliseconds, int depth) {
  static char deep[SIZE * 64];
  struct epoll_event events[BATCH];
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  check(depth > 0 && depth <= 64, "depth");
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = connections[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index], &event) == 0, "epoll_ctl");
    check(send(connections[index], deep, (size_t)(SIZE * depth), MSG_NOSIGNAL) == SIZE * depth, "send");
  }
  struct window window = window_of(pid, milliseconds);
  long bytes = 0;
  while (goes_on(&window, bytes / SIZE)) {
    bytes %= SIZE;
    int count = epoll_wait(epoll, events, BATCH, -1);
    for (int index = 0; index < count; index++) {
      ssize_t length = recv(events[index].data.fd, deep, sizeof deep, 0);
      check(length > 0 && send(events[index].data.fd, deep, (size_t)length, MSG_NOSIGNAL) == length, "send");
      bytes += length;
    }
  }
  tell(&window);
  for (int index = 0; index < opened; index++)
    check(recv(connections[index], deep, (size_t)(SIZE * depth), MSG_WAITALL) == SIZE * depth, "recv");
  close(epoll);
}

/* Chunks of 64 KiB, as many as each connection takes. */
static void pour(int pid, long milliseconds) {
  static char chunk[1 << 16];
  struct epoll_event events[BATCH];
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < opened; index++) {
    struct epoll_event event = {.events = EPOLLOUT, .data.fd = connections[index]};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, connections[index], &event) == 0, "epoll_ctl");
  }
  struct window window = window_of(pid, milliseconds);
  long bytes = 0;
  while (goes_on(&window, bytes)) {
    bytes = 0;
    int count = epoll_wait(epoll, events, BATCH, -1);
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
    say(connections[0]);
    check(recv(connections[0], room, SIZE, MSG_WAITALL) == SIZE, "recv");
  }
  tell(&window);
}

static void begin(int port, int epoll) {
  int fd = connect_to(port, SOCK_NONBLOCK);
  struct epoll_event event = {.events = EPOLLRDHUP, .data.fd = fd};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static void connect_again_and_again(int port, int pid, long milliseconds) {
  struct epoll_event events[UNDER_WAY];
  int epoll = epoll_create1(EPOLL_CLOEXEC), count = 0;
  for (int index = 0; index < UNDER_WAY; index++) begin(port, epoll);
  struct window window = window_of(pid, milliseconds);
  while (goes_on(&window, count)) {
    count = epoll_wait(epoll, events, UNDER_WAY, -1);
    for (int index = 0; index < count; index++) {
      close(events[index].data.fd);
      begin(port, epoll);
    }
  }
  tell(&window);
  for (int left = UNDER_WAY; left > 0; left -= count) {
    count = epoll_wait(epoll, events, UNDER_WAY, -1);
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
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "open %d %d", &first, &second) == 2) {
      open_more(first, second);
      puts("ok");
    } else if (strcmp(line, "shut\n") == 0) {
      while (opened > 0) close(connections[--opened]);
      puts("ok");
    } else if (sscanf(line, "echo %d %d", &first, &second) == 2)
      echo(first, second);
    else if (sscanf(line, "pipe %d %d %ld", &first, &second, &third) == 3)
      echo_pipelined(first, second, (int)third);
    else if (sscanf(line, "pour %d %d", &first, &second) == 2)
      pour(first, second);
    else if (sscanf(line, "ping %d %d", &first, &second) == 2)
      ping(first, second);
    else if (sscanf(line, "connect %d %d %ld", &first, &second, &third) == 3)
      connect_again_and_again(first, second, third);
    else if (sscanf(line, "drain %d %d", &first, &second) == 2)
      drain(first, second);
    else
      check(0, line);
    fflush(stdout);
  }
  return 0;
}
