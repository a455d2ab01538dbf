/** What is otherwise on Windows, or in wine, and why: see windows.ts. */

/** Words of an error that tell what a test met. */
export const signs: readonly { readonly message: RegExp; readonly reason: string }[] = [
  { message: /^the number was not reused$/, reason: "handles are not given out again lowest first" },
  { message: /^expected ECONNRESET, nothing was (thrown|rejected)$/, reason: "wine: a reset that was polled is lost" },
  { message: /^shutdown ENOTCONN$/, reason: "Winsock does not shut a listener down" },
  { message: /^socket must be a Unix socket, not Socket \d+ internet/, reason: "lacks Unix pairs" },
  { message: /^errno is not the name of an error here: /, reason: "lacks that error" },
  {
    message: /^assert\.ok\(error\.text\.length > 3|^The expression.*\s+assert\.ok\(error\.text\.length/,
    reason: "wine: no words for that number",
  },
  { message: /while a capture callback was already active/, reason: "the test before it lacked Unix sockets" },
  { message: /^if_nametoindex ENODEV lo$/, reason: "interfaces have other names" },
];

/** A test whose subject is otherwise. */
export interface Difference {
  /** The test file: its folder and name, without its endings. */
  readonly file: string;
  readonly title: string | RegExp;
  readonly reason: string;
}

const wineError = "wine: an error that was polled is lost";
const wineSticky = "wine: SO_ERROR is not cleared";
const resetNumber = "Winsock says ECONNRESET where others say EPIPE";
const numbers = "the test's numbers are Linux's";
const layout = "the struct is another";
const handles = "a handle is no number of node:fs";
const wineAddress = "wine: another error for an address of another family";
const readShutdown = "a shutdown of reading wakes nobody";
const wineControl = "wine: control messages are not sent";
const figures = "the resolver leaves types and protocols open";
const unixPair = "lacks Unix pairs";

export const differences: readonly Difference[] = [
  { file: "unit/call-count", title: "socket.sendFile makes 1 system call", reason: "lacks sendfile" },
  { file: "unit/call-count", title: /^setMulticastInterface/, reason: "wine: IP_MULTICAST_IF takes no index" },
  { file: "unit/codecs", title: /^codecs\.linger: /, reason: layout },
  { file: "unit/codecs", title: "numbers refuse bytes that are too short", reason: layout },
  { file: "unit/condition-sources", title: /^takeError returns/, reason: wineSticky },
  { file: "unit/condition", title: /^errnoName agrees/, reason: "Node's numbers are not Winsock's" },
  { file: "unit/condition", title: /^a lookup that fails with EAI_/, reason: "one number has one text" },
  { file: "unit/constants", title: "ReceiveFromOption.truncate is MSG_TRUNC", reason: "Linux alone takes it" },
  { file: "unit/constants", title: "error numbers agree with node:os", reason: "Node's numbers are not Winsock's" },
  { file: "unit/control-messages", title: "credentials", reason: "the table has no credentials" },
  { file: "unit/control-messages", title: "the original destination", reason: numbers },
  { file: "unit/control-messages", title: "of frames and of netlink's groups", reason: "there are none" },
  { file: "unit/control-messages", title: /^what is cut short/, reason: "the table has no credentials" },
  { file: "unit/control-messages", title: "types of one's own: arguments", reason: numbers },
  { file: "unit/errors-document", title: /./, reason: "is about sources and Linux's errors" },
  { file: "unit/family-options", title: /^each is exported/, reason: "there are none" },
  { file: "unit/golden-bytes", title: /^fuzz: every codec/, reason: layout },
  { file: "unit/multicast", title: /^groups and sources as text/, reason: layout },
  { file: "unit/socket-option", title: /^no two options/, reason: "TCP_KEEPIDLE is TCP_KEEPALIVE" },
  { file: "unit/throw-sites", title: "sendFile: sendfile EINVAL", reason: "lacks sendfile" },
  {
    file: "conformance/async-buffers",
    title: /^that is detached is a TypeError, and/,
    reason: "a TCP pair takes all of it at once",
  },
  { file: "conformance/async-edges", title: /^after this side has shut down reading/, reason: readShutdown },
  { file: "conformance/async-edges", title: /^to nobody are refused/, reason: wineError },
  { file: "conformance/async-message", title: /^is asked for: without, a refusal/, reason: wineError },
  { file: "conformance/async-order", title: "starves no timer: receives that fail", reason: wineError },
  { file: "conformance/async-shared", title: /^of reading ends who reads/, reason: readShutdown },
  {
    file: "conformance/bind",
    title: /EADDRNOTAVAIL for an address that is not/,
    reason: "wine: binds to any address of 127.0.0.0/8",
  },
  { file: "conformance/bind", title: /an address of another family$/, reason: wineAddress },
  {
    file: "conformance/bind",
    title: /SO_REUSEADDR takes an address/,
    reason: "the port of an ended connection is free anyway",
  },
  {
    file: "conformance/blocking-end",
    title: /connect succeeds or throws/,
    reason: "a second connect says EISCONN at once",
  },
  {
    file: "conformance/blocking-transfer",
    title: /peek with waitAll gives what is there when the end/,
    reason: "wine: the end is not told while bytes are unread",
  },
  {
    file: "conformance/blocking",
    title: /that is blocking in the kernel/,
    reason: "an adopted socket becomes non-blocking",
  },
  { file: "conformance/connect", title: /ECONNREFUSED, with the address/, reason: wineSticky },
  { file: "conformance/connect", title: /a refusal reaches a connected datagram/, reason: wineError },
  { file: "conformance/connect", title: /an address of another family$/, reason: wineAddress },
  {
    file: "conformance/control-packet",
    title: /^pktinfo|^what was received goes back|^(time to live|hop limit), traffic/,
    reason: wineControl,
  },
  { file: "conformance/control-packet", title: /^a dual-stack socket speaks/, reason: wineControl },
  { file: "conformance/datagram-batch", title: "tells what was cut off", reason: "the true length cannot be had" },
  {
    file: "conformance/datagram-batch",
    title: /^that are refused are parted|^of more segments/,
    reason: "lacks segmentation",
  },
  { file: "conformance/fcntl", title: /^ENOTSOCK for a file/, reason: handles },
  { file: "conformance/getaddrinfo", title: /^figures of|^without hints|^the protocol as a hint/, reason: figures },
  { file: "conformance/getaddrinfo", title: /^EAI_/, reason: "the resolver's numbers are Winsock's" },
  { file: "conformance/getnameinfo", title: /^a Unix address/, reason: "lacks Unix sockets" },
  { file: "conformance/getpeername", title: /the peer of a pair is unnamed$/, reason: unixPair },
  { file: "conformance/getsockopt", title: "SO_ERROR is cleared by asking", reason: wineError },
  { file: "conformance/getsockopt", title: /^a user's option|^a value too short|^what decode throws/, reason: numbers },
  { file: "conformance/interfaces", title: /sysfs/, reason: "lacks sysfs" },
  { file: "conformance/interfaces", title: /^Node's interfaces/, reason: "Node tells the long names" },
  { file: "conformance/listen", title: /^the longest queue/, reason: "SOMAXCONN is as large as can be" },
  { file: "conformance/poll", title: /error and hangUp after a reset/, reason: wineError },
  { file: "conformance/poll", title: "error when a datagram was refused", reason: wineError },
  { file: "conformance/protocols", title: /^every line|^known protocols/, reason: "lacks /etc/protocols" },
  { file: "conformance/raw-option", title: /read and set as bytes/, reason: "a flag is one byte" },
  { file: "conformance/raw-option", title: /^any length|^the kernel's refusals/, reason: numbers },
  { file: "conformance/reactor", title: /^a peer that reads nothing is reset/, reason: wineError },
  {
    file: "conformance/reactor-forward",
    title: /^passes on both ways|^holds a fast side|^an abort of either|^what was written before/,
    reason: "lacks splice",
  },
  { file: "conformance/received-descriptor", title: /./, reason: handles },
  { file: "conformance/recv", title: /outOfBand: the urgent byte/, reason: "wine: takes urgent data twice" },
  { file: "conformance/recvmsg", title: /^no sender on TCP/, reason: unixPair },
  { file: "conformance/send", title: /EPIPE when the peer is gone$/, reason: resetNumber },
  { file: "conformance/send", title: /without a peer/, reason: "wine: other errors without a peer" },
  {
    file: "conformance/sendfile",
    title: /EPIPE when the peer is gone$|ECONNRESET when the peer resets$/,
    reason: resetNumber,
  },
  { file: "conformance/sendfile", title: /without a peer$/, reason: "wine: other errors without a peer" },
  {
    file: "conformance/sendto",
    title: "EPIPE on a stream that is not connected",
    reason: "wine: other errors without a peer",
  },
  { file: "conformance/services", title: /^every line|^of any protocol/, reason: "lacks /etc/services" },
  { file: "conformance/setsockopt", title: /comes back doubled$/, reason: "Linux alone doubles" },
  { file: "conformance/setsockopt", title: /^a user's option of|^EINVAL for a value too short/, reason: numbers },
  { file: "conformance/simple-connect", title: /figures where IPv. is wanted/, reason: numbers },
  { file: "conformance/simple-connect", title: /^a path that is not there/, reason: "lacks Unix sockets" },
  {
    file: "conformance/simple-listen",
    title: /^leaves IPv4 to others/,
    reason: "wine: SO_EXCLUSIVEADDRUSE of IPv6 takes IPv4's port",
  },
  { file: "conformance/simple-transfer", title: "an error tells how much went", reason: resetNumber },
  { file: "conformance/simple-transfer", title: /^setFdBlocking and|^getErrno is each/, reason: numbers },
  { file: "conformance/socket", title: /^EAFNOSUPPORT for a family/, reason: "wine: EINVAL" },
  { file: "conformance/socketpair", title: /EOPNOTSUPP, which here/, reason: "internet pairs are made" },
  { file: "conformance/async-zero-copy", title: /./, reason: "lacks zero copy" },
  { file: "conformance/async-zero-copy-end", title: /./, reason: "lacks zero copy" },
  { file: "conformance/async-zero-copy-errors", title: /./, reason: "lacks zero copy" },
  {
    file: "conformance/control-packet",
    title: /^a message of the wrong length/,
    reason: "wine: control messages are not checked",
  },
  {
    file: "conformance/control-rights",
    title: /^descriptors on a socket that does not send/,
    reason: "lacks SCM_RIGHTS",
  },
  { file: "conformance/datagram-batch", title: /^goes out with a datagram of its own/, reason: "lacks segmentation" },
  {
    file: "conformance/multicast-calls",
    title: "sources: in order, and out of it",
    reason: "wine: another error for a source out of order",
  },
  {
    file: "conformance/multicast-calls",
    title: /^sockets that share a port/,
    reason: "wine: IP_MULTICAST_IF takes no index",
  },
  { file: "conformance/multicast-calls", title: /^a socket that is none, closed/, reason: "lacks MCAST_MSFILTER" },
  {
    file: "conformance/options",
    title: /(MEMBERSHIP|JOIN_GROUP|JOIN_SOURCE_GROUP): /,
    reason: "another error for reading what is only set",
  },
  {
    file: "conformance/options",
    title: /^(SO_DEBUG|SO_DONTROUTE|IPV6_DONTFRAG): /,
    reason: "wine: the option has no effect, or another default",
  },
  {
    file: "conformance/options",
    title: /^options of IPPROTO_(TCP|IPV6) are refused/,
    reason: "wine: another error for an option of another level",
  },
  { file: "conformance/options", title: /^IPV6_MTU can be set|^a value of the wrong size/, reason: numbers },
  { file: "conformance/sendmsg", title: /^arguments are checked/, reason: "lacks SendToOption.more" },
  { file: "conformance/setsockopt", title: /^values of the wrong type/, reason: "lacks TCP_CONGESTION" },
  { file: "conformance/shutdown", title: /readWrite: both, and/, reason: "this side's own shutdown is no hang-up" },
  { file: "conformance/simple-buffered", title: /^writeBytes and writeString/, reason: numbers },
  {
    file: "conformance/simple-transfer",
    title: /^a descriptor that is closed gives|^shutdown ends a half/,
    reason: unixPair,
  },
  {
    file: "conformance/simple-unix-listen",
    title: /^a folder that is not there|^a step that fails/,
    reason: "lacks Unix sockets",
  },
  { file: "fault/bad-arguments", title: /^option values of the wrong type/, reason: "lacks SO_MAX_PACING_RATE" },
  { file: "fault/close", title: /^the error leaves/, reason: "lacks Unix sockets" },
  { file: "fault/closed-socket", title: /^a descriptor that is a file/, reason: handles },
  { file: "fault/errors", title: "an error number without a name", reason: numbers },
  { file: "fault/messages", title: /^descriptors of an environment that ends/, reason: "lacks SCM_RIGHTS" },
  { file: "fault/option-bytes", title: /^no codec of the library's|^the value of one call/, reason: numbers },
  { file: "fault/resolver", title: /./, reason: "the resolver's numbers are Winsock's" },
  { file: "fault/reactor", title: /^a reset reaches who has paused/, reason: wineError },
  { file: "fault/reactor", title: /^a splice that fails/, reason: "lacks splice" },
  {
    file: "fault/sendfile",
    title: /^EINTR is thrown in nonblocking|: EINTR is thrown in nonblocking/,
    reason: "lacks sendfile",
  },
  { file: "fault/simple", title: /^procedures that say whether/, reason: numbers },
  { file: "conformance/simple-accept", title: "can be ended", reason: "lacks Unix sockets" },
  { file: "fault/fuzz", title: /^places in files/, reason: "lacks sendfile" },
  { file: "unit/call-count", title: "Socket.pair makes 1 system call", reason: "the pair is another: see windows.ts" },
];
