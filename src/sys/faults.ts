/**
 * The switch under all system calls: any call can be ordered to fail, or to give a result of one's
 * choosing, the n-th time it is made. Public as `berkeley-sockets/testing`.
 *
 * While orders for a call are pending, its member of `system` is replaced; the last order that fires
 * or is cancelled puts the real one back.
 */
import { type ConstantName, constants } from "./constants.ts";
import { countCall, setDetail } from "./frame.ts";
import { replaced, type System, system } from "./system.ts";

/** The system call or library function, by its name in the manual, behind each member of `system`. */
export const systemCallNames: Readonly<Record<keyof System, SystemCallName>> = {
  socket: "socket",
  socketPair: "socketpair",
  close: "close",
  duplicate: "fcntl",
  bind: "bind",
  listen: "listen",
  accept: "accept",
  connect: "connect",
  shutdown: "shutdown",
  localAddress: "getsockname",
  peerAddress: "getpeername",
  getNonblocking: "fcntl",
  setNonblocking: "fcntl",
  ignoreSigpipe: "signal",
  send: "send",
  sendTo: "sendto",
  receive: "recv",
  receiveFrom: "recvfrom",
  sendMessage: "sendmsg",
  receiveMessage: "recvmsg",
  sendDatagrams: "sendmmsg",
  receiveDatagrams: "recvmmsg",
  sendFile: "sendfile",
  sendPipe: "splice",
  receivePipe: "splice",
  readFile: "pread",
  moveFile: "lseek",
  getOption: "getsockopt",
  setOption: "setsockopt",
  poll: "poll",
  loopCreate: "epoll_create",
  loopAdd: "epoll_ctl",
  loopChange: "epoll_ctl",
  loopRemove: "epoll_ctl",
  loopCollect: "epoll_wait",
  addressInfo: "getaddrinfo",
  nameInfo: "getnameinfo",
  protocolByName: "getprotobyname",
  protocolByNumber: "getprotobynumber",
  protocols: "getprotoent",
  serviceByName: "getservbyname",
  serviceByPort: "getservbyport",
  interfaces: "if_nameindex",
  interfaceIndex: "if_nametoindex",
  interfaceName: "if_indextoname",
  hostName: "gethostname",
};

/** A call that faults can be ordered for, by its name in the manual. */
export type SystemCallName =
  | "socket"
  | "socketpair"
  | "close"
  | "fcntl"
  | "signal"
  | "bind"
  | "listen"
  | "accept"
  | "connect"
  | "shutdown"
  | "getsockname"
  | "getpeername"
  | "send"
  | "sendto"
  | "recv"
  | "recvfrom"
  | "sendmsg"
  | "recvmsg"
  | "sendmmsg"
  | "recvmmsg"
  | "sendfile"
  | "splice"
  | "pread"
  | "lseek"
  | "getsockopt"
  | "setsockopt"
  | "poll"
  | "epoll_create"
  | "epoll_ctl"
  | "epoll_wait"
  | "getaddrinfo"
  | "getnameinfo"
  | "getprotobyname"
  | "getprotobynumber"
  | "getprotoent"
  | "getservbyname"
  | "getservbyport"
  | "if_nameindex"
  | "if_nametoindex"
  | "if_indextoname"
  | "gethostname";

/** An order: the `call`-th time from now (1, the next, unless told) that `syscall` is made, this happens. */
export type Fault = {
  readonly syscall: SystemCallName;
  readonly call?: number | undefined;
} & (
  | { /** The error, by number or name; for the resolver also an `EAI_` name. */ readonly errno: number | string }
  | {
      /**
       * What the call gives. A send, receive or read is really made, but with at most this many bytes, so
       * that a short count is a true one; any other call is not made.
       */
      readonly result: number;
    }
);

/** A fault that was ordered. */
export interface OrderedFault {
  /** Whether it has happened. */
  readonly fired: boolean;
  /** Takes the order back; nothing happens if it has fired. */
  cancel(): void;
}

type Member = keyof System;
// Every member is a function of numbers, booleans and arrays; the switch treats them alike.
type AnyCall = (...args: unknown[]) => number;
const table = system as unknown as Record<Member, AnyCall>;

interface Order {
  remaining: number;
  fired: boolean;
  respond(real: AnyCall, args: unknown[], member: Member): number;
}

const orders = new Map<SystemCallName, Order[]>();
const real = new Map<Member, AnyCall>();

/** Which argument of those that transfer bytes is their number. */
const lengthArguments: Readonly<Partial<Record<Member, number>>> = {
  send: 3,
  sendTo: 3,
  receive: 3,
  receiveFrom: 3,
  sendMessage: 3,
  receiveMessage: 3,
  sendDatagrams: 2,
  receiveDatagrams: 1,
  sendFile: 3,
  sendPipe: 2,
  receivePipe: 2,
  readFile: 2,
};

function membersOf(syscall: SystemCallName): Member[] {
  return (Object.keys(systemCallNames) as Member[]).filter((member) => systemCallNames[member] === syscall);
}

function errorNumber(errno: number | string): { type: number; eai: boolean } {
  if (typeof errno === "number") {
    if (Number.isInteger(errno) && errno !== 0) return { type: Math.abs(errno), eai: false };
    throw new RangeError(`errno must be a non-zero integer, not ${errno}`);
  }
  if (typeof errno !== "string") throw new TypeError(`errno must be a number or a name, not ${typeof errno}`);
  const value = /^E[A-Z0-9_]+$/.test(errno) ? constants[errno as ConstantName] : undefined;
  if (value === undefined) throw new RangeError(`errno is not the name of an error here: ${JSON.stringify(errno)}`);
  return { type: value, eai: errno.startsWith("EAI_") };
}

function responder(fault: Fault): Order["respond"] {
  if ("errno" in fault && fault.errno !== undefined) {
    const { type, eai } = errorNumber(fault.errno);
    if (eai && fault.syscall !== "getaddrinfo" && fault.syscall !== "getnameinfo") {
      throw new RangeError(`errno ${String(fault.errno)} belongs to the resolver, not to ${fault.syscall}`);
    }
    return (call, args, member) => {
      // As in the kernel: a close that reports an error has closed all the same, and a connect that
      // was interrupted goes on.
      if (member === "close") {
        call(...args);
        return -type;
      }
      if (member === "connect" && type === constants.EINTR) {
        const outcome = call(...args);
        return outcome >= 0 || outcome === -(constants.EINPROGRESS ?? 0) ? -type : outcome;
      }
      countCall();
      setDetail(eai ? type : 0);
      return eai ? -1 : -type;
    };
  }
  const result = (fault as { result?: unknown }).result;
  if (typeof result !== "number") throw new TypeError("a fault needs an errno or a result");
  if (!Number.isInteger(result)) throw new RangeError(`result must be an integer, not ${result}`);
  return (call, args, member) => {
    const place = lengthArguments[member];
    if (place !== undefined && result > 0) {
      return call(...args.with(place, Math.min(result, args[place] as number)));
    }
    countCall();
    return result;
  };
}

function disarm(syscall: SystemCallName): void {
  if (orders.delete(syscall)) replaced.count -= 1;
  for (const member of membersOf(syscall)) {
    const original = real.get(member);
    if (original !== undefined) table[member] = original;
    real.delete(member);
  }
}

function arm(syscall: SystemCallName): Order[] {
  const pending: Order[] = [];
  orders.set(syscall, pending);
  replaced.count += 1;
  for (const member of membersOf(syscall)) {
    const original = table[member];
    real.set(member, original);
    table[member] = (...args) => {
      let due: Order | undefined;
      for (const order of pending) {
        order.remaining -= 1;
        if (order.remaining <= 0) due ??= order; // of two for the same time the later waits for the next
      }
      if (due === undefined) return original(...args);
      due.fired = true;
      remove(syscall, due);
      return due.respond(original, args, member);
    };
  }
  return pending;
}

function remove(syscall: SystemCallName, order: Order): void {
  const pending = orders.get(syscall);
  if (pending === undefined) return;
  const index = pending.indexOf(order);
  if (index >= 0) pending.splice(index, 1);
  if (pending.length === 0) disarm(syscall);
}

/** Orders one fault. See `berkeley-sockets/testing`. */
export function order(fault: Fault): OrderedFault {
  if (typeof fault !== "object" || fault === null) throw new TypeError("a fault must be an object");
  for (const key of Object.keys(fault)) {
    if (!["syscall", "call", "errno", "result"].includes(key)) throw new TypeError(`a fault has no member ${key}`);
  }
  const { syscall, call = 1 } = fault;
  if (membersOf(syscall).length === 0) {
    const known = [...new Set(Object.values(systemCallNames))].join(", ");
    throw new RangeError(`syscall must be one of ${known}; not ${String(syscall)}`);
  }
  if (!Number.isInteger(call) || call < 1) throw new RangeError(`call must be a positive integer, not ${String(call)}`);
  const made: Order = { remaining: call, fired: false, respond: responder(fault) };
  (orders.get(syscall) ?? arm(syscall)).push(made);
  return {
    get fired() {
      return made.fired;
    },
    cancel: () => remove(syscall, made),
  };
}
