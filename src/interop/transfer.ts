import { SO_COOKIE } from "../bsd/options/socket.ts";
import { askKind } from "../bsd/origin.ts";
import { Socket } from "../bsd/socket.ts";
import { options as checkOptions, timeout as checkTimeout, wrongType } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { fileTakenAlong, type OwnFile, takeAlong } from "../everyday/unix-path.ts";
import { seeOff, Ticket } from "./in-flight.ts";
import { owner } from "./source.ts";

/** A socket on its way to another thread: a plain object for `postMessage` or `workerData`, good for one receipt. */
export interface TransferredSocket {
  readonly kind: "berkeley-sockets/socket";
  readonly fd: number;
  /** Domain, type and protocol, as numbers. */
  readonly numbers: readonly number[];
  readonly nonblocking: boolean;
  /** The kernel's own number for the socket, which no other has; `undefined` where it gives none. */
  readonly cookie: bigint | undefined;
  /** Shared by all copies of the message, so that one of them is received. */
  readonly ticket: SharedArrayBuffer;
  /** The file that a Unix listener takes along when it is closed. */
  readonly file: { readonly path: string; readonly dev: number; readonly ino: number } | undefined;
}

/** How a socket is handed over. */
export interface TransferOptions {
  /**
   * Milliseconds after which a socket that nobody has received is closed, with a warning. Unless told it stays
   * open, and a warning comes after a minute.
   */
  readonly timeout?: number | undefined;
}

const KIND = "berkeley-sockets/socket";

function cookieOf(socket: Socket): bigint | undefined {
  try {
    return socket.getOption(SO_COOKIE);
  } catch (error) {
    if (error instanceof SocketCondition && ["ENOPROTOOPT", "EOPNOTSUPP", "ENOTSUP"].includes(error.code)) return;
    throw error;
  }
}

/** Domain, type and protocol, as the kernel knows them. */
function numbersOf(who: string, fd: number): number[] {
  return askKind(who, fd).map(({ value }) => value ?? -1);
}

/**
 * Lets go of a socket so that another thread can have it: gives a message for it, to be posted and given to
 * {@link receiveSocket} there. Sockets of any family, type and state can be moved, listeners too. Options, data
 * that waits and the kernel's own mode are the descriptor's and go with it; the mode of the object and a Unix
 * listener's file go with the message.
 *
 * The socket is closed as by `detach`: who waits on it gets ECANCELED. From then on nobody owns the descriptor
 * until the message is received: one that is not received is not closed, not even when its thread ends. After a
 * minute a process warning tells of it; `timeout` has it closed; `receiveSocket` here takes it back.
 *
 * *Errors*: RangeError for a socket that borrowed its descriptor; EBADF for a closed one.
 *
 * @example
 * import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
 * const { port1, port2 } = new MessageChannel();
 * port1.postMessage(transferSocket(socket));
 * using moved = receiveSocket(receiveMessageOnPort(port2)?.message);
 * moved.receive(100) // new Uint8Array(8)
 * port1.close();
 */
export function transferSocket(socket: Socket, options: TransferOptions = {}): TransferredSocket {
  checkOptions("options", options, ["timeout"]);
  checkTimeout("options.timeout", options.timeout);
  owner("transferSocket", "socket", socket);
  const ticket = Ticket.issue();
  const message = {
    kind: KIND,
    fd: socket.fd,
    numbers: numbersOf("transferSocket", socket.fd),
    nonblocking: socket.nonblocking,
    cookie: cookieOf(socket),
    ticket: ticket.memory,
    file: fileTakenAlong(socket),
  } as const;
  socket.detach();
  seeOff(ticket, message.fd, options.timeout);
  return message;
}

function isFile(file: unknown): file is OwnFile | undefined {
  if (file === undefined) return true;
  if (typeof file !== "object" || file === null) return false;
  const { path, dev, ino } = file as Record<string, unknown>;
  return typeof path === "string" && typeof dev === "number" && typeof ino === "number";
}

/** The message, if it is one. */
function checked(message: unknown): TransferredSocket {
  const given = (typeof message === "object" && message !== null ? message : {}) as Record<string, unknown>;
  const { kind, fd, numbers, nonblocking, cookie, ticket, file } = given;
  const whole =
    kind === KIND &&
    Number.isInteger(fd) &&
    (fd as number) >= 0 &&
    Array.isArray(numbers) &&
    numbers.length === 3 &&
    typeof nonblocking === "boolean" &&
    (cookie === undefined || typeof cookie === "bigint") &&
    ticket instanceof SharedArrayBuffer &&
    ticket.byteLength === 4 &&
    isFile(file);
  if (!whole) throw wrongType("message", "what transferSocket gave, in this process", message);
  return message as TransferredSocket;
}

function refuse(why: string): never {
  throw new SocketCondition("receiveSocket", "fcntl", EBADF, { subject: `message ${why}` });
}

/**
 * Makes the socket of a message of {@link transferSocket}; it owns the descriptor from now on, in this thread.
 *
 * *Errors*: TypeError for what is no such message, and for one that came through another process; EBADF for a
 * message that was received already (of all copies one is), whose time is up, or whose descriptor is no longer
 * the socket that was sent.
 */
export function receiveSocket(message: TransferredSocket): Socket {
  const { fd, numbers, nonblocking, cookie, ticket: memory, file } = checked(message);
  const ticket = new Ticket(memory);
  if (ticket.expired) refuse("whose time was up: its socket was closed");
  if (!ticket.take()) refuse("that was received already, or never sent");
  let socket: Socket;
  try {
    const found = numbersOf("receiveSocket", fd);
    const same = found.every((number, index) => number === numbers[index]) && cookieOf(Socket.borrow(fd)) === cookie;
    if (!same) refuse(`of descriptor ${fd}, which is another socket by now`);
    socket = Socket.adopt(fd);
  } catch (error) {
    ticket.putBack();
    throw error;
  }
  socket.setNonblocking(nonblocking);
  if (file !== undefined) takeAlong(socket, file.path, file);
  return socket;
}
