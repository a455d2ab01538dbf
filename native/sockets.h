/*
 * The system's declarations of sockets, error numbers and poll(2), under the names of POSIX. Whatever a system calls
 * otherwise is named in its own header, so that nothing above os.h asks which system it is on.
 */
#ifndef BERKELEY_SOCKETS_H
#define BERKELEY_SOCKETS_H

#ifdef _WIN32
#include "win32.h"
#else
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#endif

#endif
