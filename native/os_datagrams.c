/* Batches of datagrams where the system has no call for them. os.h is the contract. */
#if !defined(__linux__) && !defined(__FreeBSD__)
#include "os.h"
#include "sockets.h"

int os_send_datagrams(int fd, const struct os_datagram *list, size_t count, int flags, bool guarded) {
  size_t done = 0;
  for (; done < count; done++) {
    struct os_piece piece = {list[done].data, list[done].length};
    int result = os_send_message(fd, &piece, 1, flags, &list[done].message, guarded);
    if (result < 0) return done > 0 ? (int)done : result;
  }
  return (int)done;
}

int os_receive_datagrams(int fd, struct os_datagram *list, size_t count, bool guarded) {
  size_t done = 0;
  for (; done < count; done++) {
    struct os_piece piece = {list[done].data, list[done].length};
    int result = os_receive_message(fd, &piece, 1, 0, &list[done].message, guarded);
    if (result < 0) return done > 0 ? (int)done : result;
    /* Of one that was cut nothing more is known than that it was longer. */
    bool cut = (list[done].message.flags & MSG_TRUNC) != 0 && (size_t)result == list[done].length;
    list[done].length = cut ? list[done].length + 1 : (size_t)result;
  }
  return (int)done;
}
#endif
