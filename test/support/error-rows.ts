/** Every call × the errors that its manual page lists. */
import { openSync } from "node:fs";
import {
  getAddressInfo,
  getNameInfo,
  getProtocolByConstant,
  getProtocolByName,
  getServiceByName,
  getServiceByPort,
  hostName,
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  interfaceName,
  interfaceNames,
  nextProtocolEntry,
  pollSockets,
  ShutdownMethod,
  Socket,
  SocketDomain,
  SocketProtocol,
  SocketType,
} from "berkeley-sockets";
import { SO_BROADCAST, SO_RCVBUF } from "berkeley-sockets/options";
import { type Fault, type SystemCallName, withFaults } from "berkeley-sockets/testing";
import { tcp, udp, unixStream } from "./each-kind.ts";
import { connectedPair, create, listener } from "./kinds.ts";
import { multicastRows } from "./multicast-calls.ts";

export interface Ready {
  readonly sockets: readonly Socket[];
  readonly call: () => unknown;
}

export interface Row {
  readonly syscall: SystemCallName;
  readonly who: string;
  /** What the message says behind the code; none unless told. */
  readonly about?: RegExp;
  readonly errors: string;
  readonly ready: () => Ready;
}

/** A connected pair, and a call on its first socket. */
function onPair(call: (socket: Socket) => unknown): () => Ready {
  return () => {
    const sockets = connectedPair(unixStream);
    return { sockets, call: () => call(sockets[0]) };
  };
}

/** A fresh socket, and a call on it. */
function onFresh(call: (socket: Socket) => unknown): () => Ready {
  return () => {
    const socket = create(tcp);
    return { sockets: [socket], call: () => call(socket) };
  };
}

const alone = (call: () => unknown) => (): Ready => ({ sockets: [], call });

/** A descriptor that belongs to nobody, and a call with it. It is closed by whoever is in the list. */
function onDescriptor(call: (fd: number) => unknown): () => Ready {
  return () => {
    const owner = create(udp);
    const borrowed = Socket.borrow(owner.fd);
    return { sockets: [borrowed, owner], call: () => call(owner.fd) };
  };
}

const somewhere = InternetAddress.loopback(9);
export const at: RegExp = /^ 127\.0\.0\.1:9$/;
// Held for as long as the process lives.
const program = openSync(process.execPath, "r");
const refused: Fault = { syscall: "sendfile", errno: "EINVAL" };
const room = (): Uint8Array => new Uint8Array(8);
const { internet } = SocketDomain;
const { stream } = SocketType;

const SEND =
  "EACCES EALREADY EBADF ECONNRESET EDESTADDRREQ EFAULT EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK EOPNOTSUPP EPIPE EHOSTUNREACH ENETUNREACH ECONNREFUSED EINPROGRESS";
const SENDFILE = "EBADF EFAULT EIO ENOMEM EOVERFLOW EPIPE ECONNRESET ENOTCONN ENOBUFS ETIMEDOUT ENXIO";
const RECV = "EBADF ECONNREFUSED EFAULT EINVAL ENOMEM ENOTCONN ENOTSOCK ECONNRESET ETIMEDOUT EIO ENOBUFS EINPROGRESS";
const OPTION = "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK ENOMEM ENOBUFS EACCES EPERM EOPNOTSUPP EDOM EISCONN";
const NAME = "EBADF EFAULT EINVAL ENOBUFS ENOTSOCK";
const FCNTL = "EBADF EINVAL EACCES EPERM";

export const rows: readonly Row[] = [
  // socket(2), and EPROTOTYPE of POSIX
  {
    syscall: "socket",
    who: "create",
    errors: "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTONOSUPPORT EPERM EPROTOTYPE ESOCKTNOSUPPORT",
    about: /^( internet stream)?$/,
    ready: alone(() => Socket.create(internet, stream)),
  },
  // socketpair(2)
  {
    syscall: "socketpair",
    who: "pair",
    errors: "EAFNOSUPPORT EFAULT EMFILE ENFILE ENOBUFS ENOMEM EOPNOTSUPP EPROTONOSUPPORT EACCES EPROTOTYPE",
    about: /^( unix stream)?$/,
    ready: alone(() => Socket.pair(SocketDomain.unix, stream)),
  },
  // bind(2), with those of AF_UNIX
  {
    syscall: "bind",
    who: "bind",
    about: at,
    errors:
      "EACCES EADDRINUSE EBADF EINVAL ENOTSOCK EADDRNOTAVAIL EAFNOSUPPORT EFAULT ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EROFS EIO EISDIR",
    ready: onFresh((socket) => socket.bind(somewhere)),
  },
  // listen(2)
  {
    syscall: "listen",
    who: "listen",
    errors: "EADDRINUSE EBADF ENOTSOCK EOPNOTSUPP EINVAL EACCES ENOBUFS EDESTADDRREQ",
    ready: onFresh((socket) => socket.listen()),
  },
  // accept(2), with the network errors that Linux passes on
  {
    syscall: "accept",
    who: "accept",
    errors:
      "EBADF ECONNABORTED EFAULT EINVAL EMFILE ENFILE ENOBUFS ENOMEM ENOTSOCK EOPNOTSUPP EPERM EPROTO ENETDOWN ENOPROTOOPT EHOSTDOWN ENONET EHOSTUNREACH ENETUNREACH ENOSR ESOCKTNOSUPPORT EPROTONOSUPPORT ETIMEDOUT",
    ready: () => {
      const [listening, address] = listener(unixStream);
      const client = create(unixStream);
      client.connect(address);
      return { sockets: [listening, client], call: () => listening.accept() };
    },
  },
  // connect(2)
  {
    syscall: "connect",
    who: "connect",
    about: at,
    errors:
      "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EALREADY EBADF ECONNREFUSED EFAULT EISCONN ENETUNREACH ENOTSOCK EPROTOTYPE ETIMEDOUT EHOSTUNREACH ECONNRESET EINVAL EIO ELOOP ENAMETOOLONG ENETDOWN ENOBUFS ENOENT ENOTDIR EOPNOTSUPP",
    ready: onFresh((socket) => socket.connect(somewhere)),
  },
  // send(2)
  { syscall: "send", who: "send", errors: SEND, ready: onPair((socket) => socket.send(room())) },
  {
    syscall: "sendto",
    who: "sendTo",
    about: at,
    errors: `${SEND} EAFNOSUPPORT ELOOP ENAMETOOLONG ENOENT ENOTDIR`,
    ready: onFresh((socket) => socket.sendTo(room(), somewhere)),
  },
  // sendfile(2); EINVAL and those like it send the file another way, which has the errors of its own calls
  { syscall: "sendfile", who: "sendFile", errors: `${SENDFILE} ESPIPE`, ready: onPair((socket) => socket.sendFile(0)) },
  {
    syscall: "splice",
    who: "sendFile",
    errors: SENDFILE,
    ready: onPair((socket) => withFaults([refused], () => socket.sendFile(0))),
  },
  {
    syscall: "lseek",
    who: "sendFile",
    errors: "EBADF ENXIO EOVERFLOW",
    ready: onPair((socket) =>
      withFaults([refused, { syscall: "splice", errno: "EINVAL" }], () => socket.sendFile(program)),
    ),
  },
  {
    syscall: "pread",
    who: "sendFile",
    errors: "EBADF EFAULT EINVAL EIO EISDIR ENXIO EOVERFLOW",
    ready: onPair((socket) => withFaults([refused], () => socket.sendFile(program, 0))),
  },
  {
    syscall: "send",
    who: "sendFile",
    errors: SEND,
    ready: onPair((socket) => withFaults([refused], () => socket.sendFile(program, 0))),
  },
  // recv(2), with those of POSIX
  { syscall: "recv", who: "receive", errors: RECV, ready: onPair((socket) => socket.receive(8)) },
  { syscall: "recv", who: "receiveInto", errors: RECV, ready: onPair((socket) => socket.receiveInto(room())) },
  { syscall: "recvfrom", who: "receiveFrom", errors: RECV, ready: onPair((socket) => socket.receiveFrom(8)) },
  {
    syscall: "recvfrom",
    who: "receiveFromInto",
    errors: RECV,
    ready: onPair((socket) => socket.receiveFromInto(room())),
  },
  // sendmsg(2) and recvmsg(2): those of send and recv, and what descriptors add
  {
    syscall: "sendmsg",
    who: "sendMessage",
    errors: `${SEND} ETOOMANYREFS`,
    ready: onPair((socket) => socket.sendMessage({ data: room() })),
  },
  {
    syscall: "sendmsg",
    who: "sendMessage",
    about: at,
    errors: `${SEND} EAFNOSUPPORT ELOOP ENAMETOOLONG ENOENT ENOTDIR ENODEV`,
    ready: onFresh((socket) => socket.sendMessage({ data: [room()], address: somewhere, control: [] })),
  },
  {
    syscall: "recvmsg",
    who: "receiveMessage",
    errors: `${RECV} EMFILE EMSGSIZE`,
    ready: onPair((socket) => socket.receiveMessage({ size: 8 })),
  },
  {
    syscall: "recvmsg",
    who: "receiveMessage",
    errors: `${RECV} EMFILE EMSGSIZE`,
    ready: onPair((socket) => socket.receiveMessage({ into: [room(), room()] })),
  },
  // shutdown(2)
  {
    syscall: "shutdown",
    who: "shutdown",
    errors: "EBADF EINVAL ENOTCONN ENOTSOCK ENOBUFS",
    ready: onPair((socket) => socket.shutdown(ShutdownMethod.write)),
  },
  // getsockname(2), getpeername(2); ENOTCONN is below
  { syscall: "getsockname", who: "localAddress", errors: NAME, ready: onPair((socket) => socket.localAddress) },
  { syscall: "getpeername", who: "peerAddress", errors: NAME, ready: onPair((socket) => socket.peerAddress) },
  // getsockopt(2)
  {
    syscall: "getsockopt",
    who: "getOption",
    about: /^ SO_RCVBUF$/,
    errors: OPTION,
    ready: onFresh((socket) => socket.getOption(SO_RCVBUF)),
  },
  { syscall: "getsockopt", who: "takeError", errors: OPTION, ready: onFresh((socket) => socket.takeError()) },
  {
    syscall: "getsockopt",
    who: "borrow",
    about: /^ descriptor \d+$/,
    errors: OPTION,
    ready: onDescriptor((fd) => Socket.borrow(fd)),
  },
  {
    syscall: "setsockopt",
    who: "setOption",
    about: /^ SO_BROADCAST$/,
    errors: OPTION,
    ready: onFresh((socket) => socket.setOption(SO_BROADCAST, true)),
  },
  ...multicastRows(onFresh, OPTION),
  // fcntl(2)
  {
    syscall: "fcntl",
    who: "duplicate",
    errors: `${FCNTL} EMFILE ENOMEM`,
    ready: onFresh((socket) => socket.duplicate()),
  },
  {
    syscall: "fcntl",
    who: "borrow",
    about: /^ descriptor \d+$/,
    errors: FCNTL,
    ready: onDescriptor((fd) => Socket.borrow(fd)),
  },
  // poll(2)
  {
    syscall: "poll",
    who: "pollSockets",
    errors: "EFAULT EINVAL ENOMEM",
    ready: onFresh((socket) => pollSockets([{ socket, write: true }], 0)),
  },
  // getaddrinfo(3) with EAI_SYSTEM: the system's own error
  {
    syscall: "getaddrinfo",
    who: "getAddressInfo",
    about: /^ localhost$/,
    errors: "EMFILE ENFILE ENOMEM EACCES EIO",
    ready: alone(() => getAddressInfo("localhost", 80)),
  },
  {
    syscall: "getnameinfo",
    who: "getNameInfo",
    about: /^ 127[.]0[.]0[.]1:9$/,
    errors: "EMFILE ENFILE ENOMEM EACCES EIO",
    ready: alone(() => getNameInfo(somewhere)),
  },
  // getprotobyname(3), getprotoent(3), getservbyname(3): what opening a file may come to
  ...(
    [
      ["getprotobyname", "getProtocolByName", () => getProtocolByName("tcp")],
      ["getprotobynumber", "getProtocolByConstant", () => getProtocolByConstant(SocketProtocol.tcp)],
      ["getprotoent", "nextProtocolEntry", () => nextProtocolEntry()],
      ["getservbyname", "getServiceByName", () => getServiceByName("http")],
      ["getservbyport", "getServiceByPort", () => getServiceByPort(80)],
    ] as const
  ).map(([syscall, who, call]): Row => ({ syscall, who, errors: "ENOMEM EMFILE ENFILE EACCES", ready: alone(call) })),
  // if_nameindex(3), if_nametoindex(3), if_indextoname(3): those of socket(2) and ioctl(2) too
  {
    syscall: "if_nameindex",
    who: "interfaceNames",
    errors: "ENOBUFS ENOMEM EMFILE ENFILE EACCES",
    ready: alone(() => interfaceNames()),
  },
  {
    syscall: "if_nametoindex",
    who: "interfaceIndex",
    about: /^ lo$/,
    errors: "ENODEV EMFILE ENFILE ENOBUFS ENOMEM",
    ready: alone(() => interfaceIndex("lo")),
  },
  {
    syscall: "if_nametoindex",
    who: "Internet6Address.from",
    about: /^ lo$/,
    errors: "ENODEV EMFILE",
    ready: alone(() => Internet6Address.from("fe80::1%lo", 1)),
  },
  {
    syscall: "if_nametoindex",
    who: "Internet6Address.parse",
    about: /^ lo$/,
    errors: "ENODEV EMFILE",
    ready: alone(() => Internet6Address.parse("[fe80::1%lo]:1")),
  },
  {
    syscall: "if_indextoname",
    who: "interfaceName",
    about: /^ index 1$/,
    errors: "ENXIO EMFILE ENFILE ENOBUFS ENOMEM",
    ready: alone(() => interfaceName(1)),
  },
  // gethostname(2)
  {
    syscall: "gethostname",
    who: "hostName",
    errors: "EFAULT EINVAL ENAMETOOLONG EPERM",
    ready: alone(() => hostName()),
  },
];
