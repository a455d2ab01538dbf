import { addressDetails } from "../address/details.ts";
import { SocketDomain } from "../address/domain.ts";
import { familyEnd, newAddressBytes } from "../address/registry.ts";
import { encodedAddress, type SocketAddress } from "../address/socket-address.ts";
import { UnknownAddress } from "../address/unknown.ts";
import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { boolean, descriptor, instance, integer, MAX_INT32 } from "../core/check.ts";
import { type ConditionDetails, SocketCondition } from "../core/condition.ts";
import { numberOf } from "../core/constant.ts";
import { EALREADY, EBADF, EINPROGRESS, EINTR, EINVAL, ENOTCONN } from "../core/errno.ts";
import { showAs } from "../core/inspect.ts";
import { systemLayout } from "../core/struct.ts";
import { type WouldBlock, wouldBlock } from "../core/would-block.ts";
import { constants, required } from "../sys/constants.ts";
import { detail } from "../sys/frame.ts";
import { closeOnThread, system } from "../sys/system.ts";
import { errorReaderOf } from "./error-reader.ts";
import { evict } from "./eviction.ts";
import {
  type DataOf,
  Incoming,
  type MessageToSend,
  Outgoing,
  type ReceivedMessage,
  type ReceiveIntoRequest,
  type ReceiveSizeRequest,
} from "./message.ts";
import { askKind, created, kindDetails, kindNumbers, Origin, originOf } from "./origin.ts";
import { claim, closeLingering, closeNow, lingers, renounce, unwatchLeaks, watchLeaks } from "./ownership.ts";
import { frameAddress, Peer } from "./peer.ts";
import { ReceiveFromOption } from "./receive-from-option.ts";
import { cut, roomFor } from "./receive-room.ts";
import { setAdopter } from "./received-descriptor.ts";
import { checkExtent, type FileSource, FileTransfer, fileDescriptor } from "./send-file.ts";
import { SendToOption } from "./send-to-option.ts";
import { ShutdownMethod } from "./shutdown-method.ts";
import { keepsBytes, LARGEST_OPTION, optionNumbers, type SocketOption } from "./socket-option.ts";
import { SocketProtocol } from "./socket-protocol.ts";
import { SocketType } from "./socket-type.ts";
import { found, joinFlags, readArguments } from "./transfer-arguments.ts";
import { finishConnect, isWouldBlock, READABLE, takeSocketError, Wait, WRITABLE } from "./wait.ts";

const SOCK_STREAM = required("SOCK_STREAM");
const SOL_SOCKET = required("SOL_SOCKET");
const SO_LINGER = required("SO_LINGER");
const MSG_PEEK = required("MSG_PEEK");
const MSG_WAITALL = required("MSG_WAITALL");
const MSG_DONTWAIT = constants.MSG_DONTWAIT ?? 0;
// Receives that the kernel answers at once in any mode; waiting for data would not help them.
const MSG_ERRQUEUE = constants.MSG_ERRQUEUE ?? 0;
const NEVER_WAITS = MSG_DONTWAIT | required("MSG_OOB") | MSG_ERRQUEUE;

/** Room for the values of most options, and its beginnings by length. */
const optionValue = new Uint8Array(1024);
const optionValues: Uint8Array[] = [];

let closeBeginning: (socket: Socket) => number;
let closeForeseeing: (socket: Socket, action: () => void) => void;
let askOwner: (socket: Socket) => boolean;

/** Closes a socket without ever waiting: -1 when that is done, else the descriptor of the job that does it. */
export function beginClose(socket: Socket): number {
  return closeBeginning(socket);
}

/** Has an action run when the socket is closed, in whatever way, while the descriptor is still its own. */
export function beforeClose(socket: Socket, action: () => void): void {
  closeForeseeing(socket, action);
}

/** Whether a socket will close its descriptor, and so may give it away: it is open, and not a borrower. */
export function ownsDescriptor(socket: Socket): boolean {
  return askOwner(socket);
}

/**
 * A socket: a descriptor with what is known of it. Each method is the system call of the same
 * meaning, made once.
 *
 * *Modes.* A socket made here is nonblocking: a call that would have to wait returns a
 * {@link WouldBlock}. After `setNonblocking(false)` calls wait, as C programmers know it, and so does
 * this thread with its event loop and its signal handlers. The `async` entry waits without blocking.
 *
 * *Errors* are thrown as {@link SocketCondition}; arguments are checked before any system call. A
 * closed socket is EBADF.
 *
 * *Lifetime.* A socket owns its descriptor: `close()` it, or declare it with `using`. Descriptors are
 * close-on-exec.
 *
 * See socket(7).
 *
 * @example
 * using socket = Socket.create(SocketDomain.internet, SocketType.stream);
 * if (socket.connect(InternetAddress.loopback(80)) !== true) console.log("under way");
 */
export class Socket {
  readonly domain: SocketDomain;
  readonly type: SocketType;
  readonly protocol: SocketProtocol;
  #fd: number;
  #nonblocking: boolean;
  #lingers: boolean | undefined;
  readonly #owned: boolean;
  readonly #heavy: boolean;
  /** Whom a connect that is under way is going to. */
  #connecting: SocketAddress | undefined;
  #peer: Peer | undefined;
  // An error that ended a blocking transfer after its first bytes, for the next one to throw.
  #deferredSend = 0;
  #deferredReceive = 0;
  #beforeClose: (() => void) | undefined;

  static {
    closeForeseeing = (socket, action) => {
      socket.#beforeClose = action;
    };
    askOwner = (socket) => socket.#owned && socket.#fd >= 0;
    closeBeginning = (socket) => {
      const fd = socket.#release();
      if (fd < 0) return -1;
      const job = (socket.#lingers ?? lingers(fd)) ? closeOnThread(fd) : -1;
      if (job >= 0) return job;
      const result = closeNow(fd);
      if (result < 0) throw new SocketCondition("close", "close", -result);
      return -1;
    };
    setAdopter((fd) => Socket.#from(fd, ...askKind("toSocket", fd), originOf("toSocket", fd, true)));
    brand(this, "Socket");
    showAs(this, (socket) => {
      const { domain, type, protocol } = socket;
      return `Socket ${socket.closed ? "closed" : socket.fd} ${domain.name} ${type.name} ${protocol.name}`;
    });
  }

  /**
   * A socket of a descriptor that was made elsewhere, of which domain, type and protocol are known; it
   * owns the descriptor from now on. Its mode is the descriptor's own. `Socket.adopt` finds all that out.
   *
   * *Errors*: EBADF; EBUSY when a live socket of this environment owns the descriptor.
   */
  constructor(fd: number, domain: SocketDomain, type: SocketType, protocol: SocketProtocol);
  constructor(fd: number, domain: SocketDomain, type: SocketType, protocol: SocketProtocol, given?: unknown) {
    let origin: Origin;
    if (given instanceof Origin) {
      origin = given;
    } else {
      descriptor("fd", fd);
      instance("domain", domain, SocketDomain);
      instance("type", type, SocketType);
      instance("protocol", protocol, SocketProtocol);
      claim("Socket", fd);
      try {
        origin = originOf("Socket", fd, true);
      } catch (error) {
        renounce(fd);
        throw error;
      }
    }
    this.#fd = fd;
    this.domain = domain;
    this.type = type;
    this.protocol = protocol;
    this.#nonblocking = origin.nonblocking;
    this.#lingers = origin.lingers;
    this.#owned = origin.owned;
    this.#heavy = origin.heavy;
    if (origin.owned) watchLeaks(this, fd, origin.heavy);
  }

  static #from(fd: number, domain: SocketDomain, type: SocketType, protocol: SocketProtocol, origin: Origin): Socket {
    // The constructor's last parameter is ours alone: nobody else can make an Origin.
    const make = Socket as unknown as new (...given: unknown[]) => Socket;
    return new make(fd, domain, type, protocol, origin);
  }

  /**
   * Makes a socket, nonblocking and close-on-exec. See socket(2).
   *
   * *Errors*: EAFNOSUPPORT, EPROTONOSUPPORT, EPROTOTYPE for combinations the kernel lacks; EACCES or
   * EPERM without the privilege it needs; EMFILE, ENFILE, ENOBUFS.
   */
  static create(domain: SocketDomain, type: SocketType, protocol: SocketProtocol = SocketProtocol.auto): Socket {
    const result = system.socket(...kindNumbers("create", "socket", domain, type, protocol));
    if (result < 0)
      throw new SocketCondition("create", "socket", -result, kindDetails(-result, domain, type, protocol));
    return Socket.#from(result, domain, type, protocol, created);
  }

  /** Makes two sockets that are connected to each other. See socketpair(2). */
  static pair(
    domain: SocketDomain,
    type: SocketType,
    protocol: SocketProtocol = SocketProtocol.auto,
  ): readonly [Socket, Socket] {
    const first = system.socketPair(...kindNumbers("pair", "socketpair", domain, type, protocol));
    if (first < 0) throw new SocketCondition("pair", "socketpair", -first, kindDetails(-first, domain, type, protocol));
    const second = detail();
    return [
      Socket.#from(first, domain, type, protocol, created),
      Socket.#from(second, domain, type, protocol, created),
    ];
  }

  /**
   * Takes over a descriptor that was made elsewhere. The kernel is asked for its domain, type, protocol
   * and mode.
   *
   * *Errors*: EBADF; ENOTSOCK; EBUSY when a live socket of this environment owns it.
   */
  static adopt(fd: number): Socket {
    claim("adopt", descriptor("fd", fd));
    try {
      return Socket.#from(fd, ...askKind("adopt", fd), originOf("adopt", fd, true));
    } catch (error) {
      renounce(fd);
      throw error;
    }
  }

  /** As `adopt`, but the descriptor stays the caller's: nothing here will close it. */
  static borrow(fd: number): Socket {
    return Socket.#from(descriptor("fd", fd), ...askKind("borrow", fd), originOf("borrow", fd, false));
  }

  /** The descriptor; -1 once closed or detached. */
  get fd(): number {
    return this.#fd;
  }

  get closed(): boolean {
    return this.#fd < 0;
  }

  /** The mode of this object: see {@link setNonblocking}. */
  get nonblocking(): boolean {
    return this.#nonblocking;
  }

  /**
   * Chooses the mode: whether a call that would have to wait returns a {@link WouldBlock}, or waits. The
   * kernel's own mode, which all duplicates of a descriptor share, stays as it is.
   */
  setNonblocking(nonblocking: boolean): void {
    boolean("nonblocking", nonblocking);
    this.#open("setNonblocking", "fcntl");
    this.#nonblocking = nonblocking;
  }

  /** Where the socket is, asked anew each time. See getsockname(2). */
  get localAddress(): SocketAddress | undefined {
    const result = system.localAddress(this.#open("localAddress", "getsockname"));
    if (result < 0) throw new SocketCondition("localAddress", "getsockname", -result);
    return frameAddress(this.domain);
  }

  /** Whom it is connected to, asked anew each time; `undefined` when it is not. See getpeername(2). */
  get peerAddress(): SocketAddress | undefined {
    const result = system.peerAddress(this.#open("peerAddress", "getpeername"));
    if (result === -ENOTCONN) return undefined;
    if (result < 0) throw new SocketCondition("peerAddress", "getpeername", -result);
    return frameAddress(this.domain);
  }

  /**
   * Gives the socket an address. See bind(2).
   *
   * *Errors*: EADDRINUSE; EADDRNOTAVAIL for an address that no interface has; EACCES for a port that
   * needs a privilege; EINVAL when bound already.
   */
  bind(address: SocketAddress): void {
    const bytes = encodedAddress("address", address);
    const result = system.bind(this.#open("bind", "bind"), bytes);
    if (result < 0) this.#fail("bind", "bind", -result, { ...addressDetails(address), local: String(address) });
  }

  /** Lets others connect. The kernel clamps the length of the queue. See listen(2). */
  listen(queueLength: number = socketMaximumConnections()): void {
    integer("queueLength", queueLength, 0, MAX_INT32);
    const result = system.listen(this.#open("listen", "listen"), queueLength);
    if (result < 0) this.#fail("listen", "listen", -result);
  }

  /**
   * Takes the next connection: its socket, in this socket's mode, and the peer's address. See accept(2).
   *
   * *Would-block*: `[undefined, WouldBlock]` when none is waiting.
   *
   * *Errors*: ECONNABORTED when the peer has gone again; EMFILE, ENFILE; EINVAL when not listening.
   */
  accept(): readonly [Socket, SocketAddress] | readonly [undefined, WouldBlock] {
    const fd = this.#open("accept", "accept");
    // Ciphers' sockets have no names: asked for one, the kernel says ECONNABORTED.
    const named = this.domain.value !== constants.AF_ALG;
    let result = system.accept(fd, named);
    if (result < 0 && !this.#nonblocking) {
      result = new Wait("accept", fd, READABLE, -EINVAL).once(result, () => system.accept(fd, named));
    }
    if (result < 0) return [undefined, this.#refuse("accept", "accept", -result)];
    let address: SocketAddress;
    try {
      address = frameAddress(this.domain) ?? this.#nameless();
    } catch (error) {
      closeNow(result);
      throw error;
    }
    const origin = new Origin(this.#nonblocking, this.#lingers, true, false);
    return [Socket.#from(result, this.domain, this.type, this.protocol, origin), address];
  }

  /**
   * Connects. See connect(2).
   *
   * *Would-block*: code `EINPROGRESS` says that the attempt is under way: wait until the socket is
   * writable, then ask `takeError()`. Code `EAGAIN` says that a Unix listener's queue is full: nothing
   * was started. Compare the result with `=== true`.
   *
   * *Errors*: ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, ETIMEDOUT; ENOENT for a Unix path; EISCONN,
   * EALREADY.
   */
  connect(address: SocketAddress): true | WouldBlock {
    const bytes = encodedAddress("address", address);
    const fd = this.#open("connect", "connect");
    this.#connecting = undefined;
    let result = system.connect(fd, bytes);
    const unfinished = [EINPROGRESS, EALREADY, EINTR].includes(-result) || isWouldBlock(-result);
    if (unfinished && !this.#nonblocking) {
      result = finishConnect("connect", fd, result, () => system.connect(fd, bytes));
    }
    if (result >= 0) return true;
    if (result === -EINPROGRESS || result === -EINTR) this.#connecting = address;
    if (result === -EINPROGRESS || isWouldBlock(-result)) return wouldBlock("connect", "connect", -result);
    this.#fail("connect", "connect", -result, addressDetails(address));
  }

  /**
   * The error that is pending on the socket, which asking clears: what became of a connect that was
   * under way, or a refusal that reached a datagram socket. See SO_ERROR in socket(7).
   */
  takeError(): SocketCondition | undefined {
    const type = takeSocketError(this.#open("takeError", "getsockopt"));
    if (type < 0) this.#fail("takeError", "getsockopt", -type);
    const connecting = this.#connecting;
    this.#connecting = undefined;
    if (type === 0) return undefined;
    if (connecting === undefined) return new SocketCondition("takeError", "getsockopt", type);
    return new SocketCondition("takeError", "connect", type, addressDetails(connecting));
  }

  /** Ends one or both halves of a connection. See shutdown(2). */
  shutdown(method: ShutdownMethod): void {
    const number = numberOf(instance("method", method, ShutdownMethod), "shutdown", "shutdown");
    const result = system.shutdown(this.#open("shutdown", "shutdown"), number);
    if (result < 0) this.#fail("shutdown", "shutdown", -result);
  }

  /**
   * Sends to the connected peer and gives the number of bytes sent, which on a stream may be fewer than
   * asked for; in blocking mode it is all of them. See send(2).
   *
   * *Would-block*: when there is no room to send.
   *
   * *Errors*: EPIPE, ECONNRESET when the peer is gone (never SIGPIPE); ENOTCONN, EDESTADDRREQ;
   * EMSGSIZE for a message that is too long.
   */
  send(data: ArrayBufferView, ...flags: SendToOption[]): number | WouldBlock;
  /** The same for `length` bytes of the data from `offset`. */
  send(data: ArrayBufferView, offset: number, length: number, ...flags: SendToOption[]): number | WouldBlock;
  send(data: ArrayBufferView, ...rest: unknown[]): number | WouldBlock {
    const bytes = bytesOf("data", data);
    let offset = 0;
    let length = bytes.length;
    let flags = 0;
    if (rest.length > 0) {
      readArguments(rest, bytes, SendToOption, "send", "send");
      ({ offset, length, flags } = found);
    }
    const fd = this.#open("send", "send");
    if (this.#deferredSend !== 0) this.#throwDeferredSend("send", "send");
    const result = system.send(fd, bytes, offset, length, flags);
    if (result === length || !this.#waits(flags & MSG_DONTWAIT)) return this.#count("send", "send", result, undefined);
    const attempt = (done: number): number => system.send(fd, bytes, offset + done, length - done, flags);
    return this.#sendOn("send", "send", fd, result, length, undefined, attempt);
  }

  /** Sends to an address: a datagram, or whatever the domain understands by it. Otherwise as `send`. See sendto(2). */
  sendTo(data: ArrayBufferView, address: SocketAddress, ...flags: SendToOption[]): number | WouldBlock;
  /** The same for `length` bytes of the data from `offset`. */
  sendTo(
    data: ArrayBufferView,
    address: SocketAddress,
    offset: number,
    length: number,
    ...flags: SendToOption[]
  ): number | WouldBlock;
  sendTo(data: ArrayBufferView, address: SocketAddress, ...rest: unknown[]): number | WouldBlock {
    const to = encodedAddress("address", address);
    const bytes = bytesOf("data", data);
    let offset = 0;
    let length = bytes.length;
    let flags = 0;
    if (rest.length > 0) {
      readArguments(rest, bytes, SendToOption, "sendTo", "sendto");
      ({ offset, length, flags } = found);
    }
    const fd = this.#open("sendTo", "sendto");
    if (this.#deferredSend !== 0) this.#throwDeferredSend("sendTo", "sendto");
    const result = system.sendTo(fd, bytes, offset, length, flags, to);
    if (result === length || !this.#waits(flags & MSG_DONTWAIT))
      return this.#count("sendTo", "sendto", result, address);
    const attempt = (done: number): number => system.sendTo(fd, bytes, offset + done, length - done, flags, to);
    return this.#sendOn("sendTo", "sendto", fd, result, length, address, attempt);
  }

  /**
   * Sends bytes of a file without their coming here, and gives how many; 0 is the end of the file. See
   * sendfile(2).
   *
   * With a number as `offset` it reads there and leaves the file's own position alone. Without one (or
   * with `null`) it reads from that position, and moves it by what was sent. `count` bytes, or all up to
   * the end of the file; one call in nonblocking mode sends at most 1 MiB. A message (datagram, seqpacket)
   * is of all that was asked for, or is not sent at all.
   *
   * *Files.* What sendfile(2) does not serve goes another way: a pipe by splice(2), anything else that
   * has places by pread(2) and send(2). What has neither, such as a terminal or a socket, is EINVAL.
   * Whichever way, what was not sent can be read again. A slow disk holds up the thread: see docs/files.md.
   *
   * *Blocking*: on a stream it sends all; it waits for room, and where the file is an empty pipe for
   * that, each at most SO_SNDTIMEO.
   *
   * *Would-block*: when there is no room to send, or the file is an empty pipe that somebody may write to.
   *
   * *Errors*: those of `send`; EBADF also for a file that is not open for reading; EISDIR; ESPIPE for an
   * `offset` in a pipe; EOVERFLOW for one that no file of its file system can have; EIO.
   *
   * @example
   * import { open } from "node:fs/promises";
   * const file = await open(process.execPath);
   * socket.sendFile(file, 4096, 100) // 100
   * await file.close();
   */
  sendFile(file: FileSource, offset?: number | null, count?: number): number | WouldBlock {
    const source = fileDescriptor(file);
    checkExtent(offset, count);
    const fd = this.#open("sendFile", "sendfile");
    if (this.#deferredSend !== 0) this.#throwDeferredSend("sendFile", "sendfile");
    const transfer = new FileTransfer(fd, source, offset, count, this.#isStream());
    const first = transfer.attempt(0);
    const result = this.#nonblocking || first === count ? first : this.#sendFileOn(fd, source, transfer, first, count);
    if (transfer.deferred !== 0) this.#deferredSend = transfer.deferred;
    if (result >= 0) return result;
    if (isWouldBlock(-result)) return wouldBlock("sendFile", "sendfile", -result);
    throw transfer.condition(-result);
  }

  /**
   * Receives at most `count` bytes: an array of exactly what came. See recv(2).
   *
   * The end of a stream is an array of length 0; on datagram and seqpacket sockets a message may be
   * empty too. With `truncate` the array has still no more than `count` bytes.
   *
   * *Would-block*: when nothing is there.
   *
   * *Errors*: ECONNRESET; ECONNREFUSED, also on connected datagram sockets; ENOTCONN.
   */
  receive(count: number, ...flags: ReceiveFromOption[]): Uint8Array<ArrayBuffer> | WouldBlock {
    const joined = joinFlags(flags, 0, ReceiveFromOption, "receive", "recv");
    const room = roomFor(count, joined);
    const result = this.#receive("receive", "recv", room, 0, count, joined, false);
    return typeof result === "number" ? cut(room, result, count) : result;
  }

  /**
   * Receives into the caller's buffer, from its start or into `length` bytes from `offset`, and gives the
   * number of bytes. With `truncate` that is a datagram's true length, which may exceed the buffer.
   * Otherwise as `receive`.
   */
  receiveInto(buffer: ArrayBufferView, ...flags: ReceiveFromOption[]): number | WouldBlock;
  receiveInto(
    buffer: ArrayBufferView,
    offset: number,
    length: number,
    ...flags: ReceiveFromOption[]
  ): number | WouldBlock;
  receiveInto(buffer: ArrayBufferView, ...rest: unknown[]): number | WouldBlock {
    const bytes = bytesOf("buffer", buffer);
    if (rest.length === 0) return this.#receive("receiveInto", "recv", bytes, 0, bytes.length, 0, false);
    readArguments(rest, bytes, ReceiveFromOption, "receiveInto", "recv");
    return this.#receive("receiveInto", "recv", bytes, found.offset, found.length, found.flags, false);
  }

  /**
   * Receives at most `count` bytes, and tells whom they are from: `undefined` where the kernel gives no
   * name, as on a TCP connection. The same sender twice in a row is the same address object. Otherwise
   * as `receive`. See recvfrom(2).
   */
  receiveFrom(
    count: number,
    ...flags: ReceiveFromOption[]
  ): readonly [Uint8Array<ArrayBuffer>, SocketAddress | undefined] | readonly [undefined, WouldBlock] {
    const joined = joinFlags(flags, 0, ReceiveFromOption, "receiveFrom", "recvfrom");
    const room = roomFor(count, joined);
    const result = this.#receive("receiveFrom", "recvfrom", room, 0, count, joined, true);
    return typeof result === "number" ? [cut(room, result, count), this.#sender()] : [undefined, result];
  }

  /** As `receiveInto`, with the sender as `receiveFrom` tells it. */
  receiveFromInto(
    buffer: ArrayBufferView,
    ...flags: ReceiveFromOption[]
  ): readonly [number, SocketAddress | undefined] | readonly [undefined, WouldBlock];
  receiveFromInto(
    buffer: ArrayBufferView,
    offset: number,
    length: number,
    ...flags: ReceiveFromOption[]
  ): readonly [number, SocketAddress | undefined] | readonly [undefined, WouldBlock];
  receiveFromInto(
    buffer: ArrayBufferView,
    ...rest: unknown[]
  ): readonly [number, SocketAddress | undefined] | readonly [undefined, WouldBlock] {
    const bytes = bytesOf("buffer", buffer);
    let offset = 0;
    let length = bytes.length;
    let flags = 0;
    if (rest.length > 0) {
      readArguments(rest, bytes, ReceiveFromOption, "receiveFromInto", "recvfrom");
      ({ offset, length, flags } = found);
    }
    const result = this.#receive("receiveFromInto", "recvfrom", bytes, offset, length, flags, true);
    return typeof result === "number" ? [result, this.#sender()] : [undefined, result];
  }

  /**
   * Sends a message: data in one piece or several, control messages beside it, to an address or to the
   * connected peer. Gives the number of bytes as `send` does; in blocking mode on a stream, where it is
   * all of them, the control messages go with the first. See sendmsg(2).
   *
   * *Would-block*, *Errors*: as `send`. EINVAL for control messages that this kernel or this socket does
   * not take; EPERM for credentials or marks that need a privilege; ETOOMANYREFS for too many descriptors
   * that nobody has received yet. RangeError for a kind that this kind of socket would drop in silence.
   *
   * @example
   * socket.sendMessage({ data, control: [{ kind: "rights", descriptors: [socket] }] }) // 8
   */
  sendMessage(message: MessageToSend): number | WouldBlock {
    const outgoing = message instanceof Outgoing ? message : new Outgoing(message, this.domain, this.type);
    const { length, address } = outgoing;
    const fd = this.#open("sendMessage", "sendmsg");
    if (this.#deferredSend !== 0) this.#throwDeferredSend("sendMessage", "sendmsg");
    const result = outgoing.attempt(fd, 0);
    if (result === length || !this.#waits(outgoing.flags & MSG_DONTWAIT)) {
      return this.#count("sendMessage", "sendmsg", result, address);
    }
    const attempt = (done: number): number => outgoing.attempt(fd, done);
    return this.#sendOn("sendMessage", "sendmsg", fd, result, length, address, attempt);
  }

  /**
   * Receives a message, with its sender, its control messages and what is to be said of it: at most `size`
   * bytes, or as many as there is room `into` the caller's memory. Otherwise as `receiveFrom`. See recvmsg(2).
   *
   * With the flag `errorQueue` it never waits. While `sendZeroCopy` of `berkeley-sockets/async` has sends under
   * way on the socket it reads that queue too: what it found there that is not its own is given here first.
   *
   * Descriptors that come are owned: take them, or close them. Where the room for control messages ends,
   * whole descriptors are kept and the rest is closed by the kernel; `flags.controlTruncated` says so.
   *
   * @example
   * const message = socket.receiveMessage({ size: 8 });
   * if (!(message instanceof WouldBlock)) console.log(message.data, message.control);
   */
  receiveMessage(request: ReceiveSizeRequest): ReceivedMessage | WouldBlock;
  receiveMessage<const Into extends ArrayBufferView | readonly ArrayBufferView[]>(
    request: ReceiveIntoRequest<Into>,
  ): ReceivedMessage<DataOf<Into>> | WouldBlock;
  receiveMessage(
    request: ReceiveSizeRequest | ReceiveIntoRequest<ArrayBufferView | readonly ArrayBufferView[]>,
  ): ReceivedMessage<Uint8Array | Uint8Array[]> | WouldBlock {
    const incoming = Incoming.take(request);
    try {
      const fd = this.#open("receiveMessage", "recvmsg");
      const other = (incoming.flags & MSG_ERRQUEUE) === 0 ? undefined : errorReaderOf(this);
      const kept = other?.take();
      if (kept !== undefined) return incoming.finishKept(kept);
      if (this.#deferredReceive !== 0) this.#throwDeferredReceive("receiveMessage", "recvmsg");
      let result: number | WouldBlock = incoming.attempt(fd, 0);
      if (result < 0 || (incoming.flags & MSG_WAITALL) !== 0) {
        if (this.#waits(incoming.flags & NEVER_WAITS)) {
          const attempt = (done: number): number => incoming.attempt(fd, done);
          const { length, flags } = incoming;
          result = this.#receiveOn("receiveMessage", "recvmsg", fd, result, length, flags, attempt);
        } else {
          result = this.#count("receiveMessage", "recvmsg", result, undefined);
        }
      }
      if (typeof result !== "number") return result;
      this.#peer ??= new Peer();
      const message = incoming.finish(result, this.#peer, this.domain);
      other?.see(message);
      return message;
    } finally {
      incoming.end();
    }
  }

  /**
   * Reads an option. See getsockopt(2).
   *
   * *Errors*: ENOPROTOOPT, EOPNOTSUPP for an option of another kind of socket; ENOTSUP for one that
   * this platform lacks.
   *
   * @example
   * socket.getOption(SO_RCVBUF) // bytes
   */
  getOption<R>(option: SocketOption<R, never>): R {
    const [level, id] = optionNumbers("getOption", "getsockopt", option);
    const size = option.foreignSize;
    const shared = size <= optionValue.length;
    // Zeros, for some options are asked with a value (of SCTP, which association: 0 is the socket's own).
    const value = shared ? optionValue.fill(0, 0, size) : new Uint8Array(size);
    const result = system.getOption(this.#open("getOption", "getsockopt"), level, id, value, size);
    if (result < 0) this.#fail("getOption", "getsockopt", -result, { subject: option.name });
    // The kernel may tell a longer value than there was room for. What it did not write is 0, never another's.
    const length = Math.min(result, size);
    if (keepsBytes(option)) return option.decode(value.slice(0, length));
    if (!shared) return option.decode(value.subarray(0, length));
    optionValues[length] ??= optionValue.subarray(0, length);
    return option.decode(optionValues[length]);
  }

  /** Sets an option. The value is checked, and encoded, by the option. See setsockopt(2). */
  setOption<W>(option: SocketOption<unknown, W>, value: NoInfer<W>): void {
    const [level, id] = optionNumbers("setOption", "setsockopt", option);
    const bytes = bytesOf(`the value of ${option.name}`, option.encode(value));
    integer(`the size of ${option.name}`, bytes.length, 0, LARGEST_OPTION);
    const result = system.setOption(this.#open("setOption", "setsockopt"), level, id, bytes, bytes.length);
    if (result < 0) this.#fail("setOption", "setsockopt", -result, { subject: option.name });
    if (level === SOL_SOCKET && id === SO_LINGER) this.#lingers = undefined;
  }

  /** Another socket with a descriptor of its own for the same open file description. See dup(2). */
  duplicate(): Socket {
    const result = system.duplicate(this.#open("duplicate", "fcntl"));
    if (result < 0) this.#fail("duplicate", "fcntl", -result);
    // SO_LINGER may be set through either from now on; close will ask.
    this.#lingers = undefined;
    const origin = new Origin(this.#nonblocking, undefined, true, true);
    return Socket.#from(result, this.domain, this.type, this.protocol, origin);
  }

  /** Gives the descriptor away: the caller owns it, this socket is closed. */
  detach(): number {
    const fd = this.#open("detach", "close");
    this.#fd = -1;
    evict(fd, this.#owned ? undefined : this, true);
    if (this.#owned) {
      unwatchLeaks(this, this.#heavy);
      renounce(fd);
    }
    return fd;
  }

  /**
   * Closes the descriptor; again, it does nothing. Whatever error is thrown, the descriptor is gone. See
   * close(2).
   *
   * *Blocking*: with SO_LINGER on and data unsent it waits, at most the time that option says.
   */
  close(): void {
    const fd = this.#release();
    if (fd < 0) return;
    const waits = this.#lingers ?? lingers(fd);
    const result = waits ? closeLingering(fd) : closeNow(fd);
    if (result < 0) throw new SocketCondition("close", "close", -result);
  }

  /** Gives up the descriptor: its number if it is ours to close, -1 if there is nothing to close. */
  #release(): number {
    const fd = this.#fd;
    if (fd < 0) return -1;
    this.#beforeClose?.();
    // The number may be another's as soon as the kernel has it back: forget it first.
    this.#fd = -1;
    if (!this.#owned) {
      evict(fd, this);
      return -1;
    }
    evict(fd);
    unwatchLeaks(this, this.#heavy);
    return fd;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(who: string, syscall: string): number {
    const fd = this.#fd;
    if (fd < 0) throw new SocketCondition(who, syscall, EBADF);
    return fd;
  }

  #fail(who: string, syscall: string, type: number, details?: ConditionDetails): never {
    throw new SocketCondition(who, syscall, type, details);
  }

  /** Would-block is a value, any other error is thrown. */
  #refuse(who: string, syscall: string, type: number, address?: SocketAddress): WouldBlock {
    if (isWouldBlock(type)) return wouldBlock(who, syscall, type);
    throw new SocketCondition(who, syscall, type, addressDetails(address));
  }

  #count(who: string, syscall: string, result: number, address: SocketAddress | undefined): number | WouldBlock {
    return result >= 0 ? result : this.#refuse(who, syscall, -result, address);
  }

  /** Whether a call waits, given those of its flags that forbid it. */
  #waits(forbidding: number): boolean {
    return !this.#nonblocking && forbidding === 0;
  }

  #isStream(): boolean {
    return this.type.value === SOCK_STREAM;
  }

  /** The rest of a send in blocking mode, whose first attempt gave `first`; `attempt` goes on behind what is done. */
  #sendOn(
    who: string,
    syscall: string,
    fd: number,
    first: number,
    length: number,
    address: SocketAddress | undefined,
    attempt: (done: number) => number,
  ): number | WouldBlock {
    const wait = new Wait(who, fd, WRITABLE, 0);
    const result = this.#isStream() ? wait.whole(first, length, attempt) : wait.once(first, () => attempt(0));
    this.#deferredSend = wait.deferred;
    return this.#count(who, syscall, result, address);
  }

  /** The rest of a sendFile in blocking mode, whose first attempt gave `first`. */
  #sendFileOn(
    fd: number,
    source: number,
    transfer: FileTransfer,
    first: number,
    count = Number.POSITIVE_INFINITY,
  ): number {
    const wait = new Wait("sendFile", fd, WRITABLE, 0);
    wait.source = source;
    const attempt = (done: number): number => transfer.attempt(done);
    const result = this.#isStream() ? wait.whole(first, count, attempt) : wait.once(first, () => attempt(0));
    this.#deferredSend = wait.deferred;
    return result;
  }

  #throwDeferredSend(who: string, syscall: string): never {
    const type = this.#deferredSend;
    this.#deferredSend = 0;
    this.#fail(who, syscall, type);
  }

  /** One receive; with `from` the sender's address arrives in the frame. */
  #receive(
    who: string,
    syscall: string,
    bytes: Uint8Array,
    offset: number,
    length: number,
    flags: number,
    from: boolean,
  ): number | WouldBlock {
    const fd = this.#open(who, syscall);
    if (this.#deferredReceive !== 0) this.#throwDeferredReceive(who, syscall);
    const result = from
      ? system.receiveFrom(fd, bytes, offset, length, flags)
      : system.receive(fd, bytes, offset, length, flags);
    if (result >= 0 && (flags & MSG_WAITALL) === 0) return result;
    if (!this.#waits(flags & NEVER_WAITS)) return this.#count(who, syscall, result, undefined);
    const attempt = (done: number): number =>
      from
        ? system.receiveFrom(fd, bytes, offset + done, length - done, flags)
        : system.receive(fd, bytes, offset + done, length - done, flags);
    return this.#receiveOn(who, syscall, fd, result, length, flags, attempt);
  }

  #throwDeferredReceive(who: string, syscall: string): never {
    const type = this.#deferredReceive;
    this.#deferredReceive = 0;
    this.#fail(who, syscall, type);
  }

  /** The rest of a receive in blocking mode, as {@link #sendOn}. */
  #receiveOn(
    who: string,
    syscall: string,
    fd: number,
    first: number,
    length: number,
    flags: number,
    attempt: (done: number) => number,
  ): number | WouldBlock {
    const wait = new Wait(who, fd, READABLE, 0);
    let result: number;
    if ((flags & MSG_WAITALL) === 0 || !this.#isStream()) result = wait.once(first, () => attempt(0));
    else if ((flags & MSG_PEEK) !== 0) result = wait.wholePeek(first, length, () => attempt(0));
    else result = wait.whole(first, length, attempt);
    this.#deferredReceive = wait.deferred;
    return this.#count(who, syscall, result, undefined);
  }

  #sender(): SocketAddress | undefined {
    this.#peer ??= new Peer();
    return this.#peer.read(this.domain);
  }

  /** For a peer that the kernel gave no name for: an address of the family and nothing else. */
  #nameless(): SocketAddress {
    const family = this.domain.value ?? 0;
    return new UnknownAddress(family, newAddressBytes(systemLayout, family, familyEnd(systemLayout)));
  }
}

/** The most connections that can wait in a listener's queue, as the platform's headers have it: SOMAXCONN. */
export function socketMaximumConnections(): number {
  return required("SOMAXCONN");
}
