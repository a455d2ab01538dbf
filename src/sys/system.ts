/**
 * `system`: every call that leaves the process, one function each. The rest of the library calls
 * these and nothing else, which is what makes the fault switch (faults.ts) complete: it replaces a
 * member of this table while a fault is ordered, and puts it back. Unarmed it costs nothing, because
 * then it is not there.
 *
 * Results: >= 0 or -errno. Addresses arrive in the frame, lists in the answer.
 */
import { addon } from "./addon.ts";
import { prepare, prepareControl, result, setDetail } from "./frame.ts";

export interface System {
  socket(domain: number, type: number, protocol: number): number;
  /** The other descriptor is the frame's `detail`. */
  socketPair(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  duplicate(fd: number): number;
  bind(fd: number, address: Uint8Array): number;
  listen(fd: number, queueLength: number): number;
  /** Leaves the peer's address in the frame if it is asked for, else none. */
  accept(fd: number, named: boolean): number;
  connect(fd: number, address: Uint8Array): number;
  shutdown(fd: number, method: number): number;
  localAddress(fd: number): number;
  peerAddress(fd: number): number;
  /** The true mode of the open file description: 1 or 0. C keeps in mind which are blocking: see os.h, rule 4. */
  getNonblocking(fd: number): number;
  setNonblocking(fd: number, on: boolean): number;
  ignoreSigpipe(): number;
  send(fd: number, data: Uint8Array, offset: number, length: number, flags: number): number;
  sendTo(fd: number, data: Uint8Array, offset: number, length: number, flags: number, address: Uint8Array): number;
  receive(fd: number, data: Uint8Array, offset: number, length: number, flags: number): number;
  receiveFrom(fd: number, data: Uint8Array, offset: number, length: number, flags: number): number;
  /** `offset` and `length` are a range of all the data laid end to end; no bytes of address are none. */
  sendMessage(
    fd: number,
    data: Uint8Array | readonly Uint8Array[],
    offset: number,
    length: number,
    flags: number,
    control: Uint8Array,
    controlLength: number,
    address: Uint8Array,
  ): number;
  /** The sender arrives in the frame, as do the length of the control data and the flags. */
  receiveMessage(
    fd: number,
    data: Uint8Array | readonly Uint8Array[],
    offset: number,
    length: number,
    flags: number,
    control: Uint8Array,
    controlLength: number,
  ): number;
  /** Rows of the table in the notes, whose data lies in the two slabs: how many were sent. See `native/datagrams.c`. */
  sendDatagrams(
    fd: number,
    first: number,
    count: number,
    flags: number,
    slab: Uint8Array,
    other: Uint8Array,
    notes: Uint8Array,
  ): number;
  /** How many came, each into `size` bytes of the slab. */
  receiveDatagrams(
    fd: number,
    count: number,
    size: number,
    controlSize: number,
    slab: Uint8Array,
    notes: Uint8Array,
  ): number;
  /** An offset of -1 is the file's own position. */
  sendFile(fd: number, file: number, offset: number, count: number): number;
  sendPipe(fd: number, source: number, count: number): number;
  receivePipe(fd: number, target: number, count: number): number;
  readFile(file: number, data: Uint8Array, length: number, offset: number): number;
  /** The result is the file's own position, moved on by the distance: the one result that may be past 2^31. */
  moveFile(file: number, distance: number): number;
  /** At most `length` bytes arrive in `value`; the result is the kernel's own length. */
  getOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;
  setOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;
  poll(entries: Uint8Array, timeout: number): number;
  /** An event loop on the best poller of the platform, or on poll(2) where `lasting` is false. */
  loopCreate(lasting: boolean): number;
  loopAdd(loop: number, fd: number, token: number, interest: number): number;
  loopChange(loop: number, fd: number, token: number, interest: number): number;
  loopRemove(loop: number, fd: number): number;
  /** Pairs of uint32, token and readiness; the result is their number. */
  loopCollect(loop: number, events: Uint8Array): number;
  /** `onThread` gives a descriptor to wait on, for {@link endJob}; otherwise the answer's length. */
  addressInfo(
    onThread: boolean,
    node: Uint8Array,
    service: Uint8Array,
    family: number,
    type: number,
    protocol: number,
    flags: number,
  ): number;
  nameInfo(onThread: boolean, address: Uint8Array, flags: number): number;
  protocolByName(name: Uint8Array): number;
  protocolByNumber(number: number): number;
  protocols(): number;
  serviceByName(name: Uint8Array, protocol: Uint8Array): number;
  serviceByPort(port: number, protocol: Uint8Array): number;
  interfaces(): number;
  interfaceIndex(name: Uint8Array): number;
  interfaceName(index: number): number;
  hostName(): number;
}

export const system: System = {
  socket: (domain, type, protocol) => addon.socket(domain, type, protocol),
  socketPair: (domain, type, protocol) => addon.socketPair(domain, type, protocol),
  close: (fd) => addon.close(fd),
  duplicate: (fd) => addon.duplicate(fd),
  bind: (fd, address) => addon.bind(fd, address),
  listen: (fd, queueLength) => addon.listen(fd, queueLength),
  accept: (fd, named) => addon.accept(fd, named ? 1 : 0),
  connect: (fd, address) => addon.connect(fd, address),
  shutdown: (fd, method) => addon.shutdown(fd, method),
  localAddress: (fd) => addon.localAddress(fd),
  peerAddress: (fd) => addon.peerAddress(fd),
  getNonblocking: (fd) => addon.getNonblocking(fd),
  setNonblocking: (fd, on) => addon.setNonblocking(fd, on ? 1 : 0),
  ignoreSigpipe: () => addon.ignoreSigpipe(),
  send: (fd, data, offset, length, flags) => {
    prepare(fd, offset, length, flags);
    addon.send(data);
    return result();
  },
  sendTo: (fd, data, offset, length, flags, address) => {
    prepare(fd, offset, length, flags);
    addon.sendTo(data, address);
    return result();
  },
  receive: (fd, data, offset, length, flags) => {
    prepare(fd, offset, length, flags);
    addon.receive(data);
    return result();
  },
  receiveFrom: (fd, data, offset, length, flags) => {
    prepare(fd, offset, length, flags);
    addon.receiveFrom(data);
    return result();
  },
  sendMessage: (fd, data, offset, length, flags, control, controlLength, address) => {
    prepare(fd, offset, length, flags);
    prepareControl(controlLength);
    addon.sendMessage(data, control, address);
    return result();
  },
  receiveMessage: (fd, data, offset, length, flags, control, controlLength) => {
    prepare(fd, offset, length, flags);
    prepareControl(controlLength);
    addon.receiveMessage(data, control);
    return result();
  },
  sendDatagrams: (fd, first, count, flags, slab, other, notes) =>
    addon.sendDatagrams(fd, first, count, flags, slab, other, notes),
  receiveDatagrams: (fd, count, size, controlSize, slab, notes) =>
    addon.receiveDatagrams(fd, count, size, controlSize, slab, notes),
  sendFile: (fd, file, offset, count) => addon.sendFile(fd, file, offset, count),
  sendPipe: (fd, source, count) => addon.sendPipe(fd, source, count),
  receivePipe: (fd, target, count) => addon.receivePipe(fd, target, count),
  readFile: (file, data, length, offset) => addon.readFile(file, data, length, offset),
  moveFile: (file, distance) => addon.moveFile(file, distance),
  getOption: (fd, level, id, value, length) => addon.getOption(fd, level, id, value, length),
  setOption: (fd, level, id, value, length) => addon.setOption(fd, level, id, value, length),
  poll: (entries, timeout) => addon.poll(entries, timeout),
  loopCreate: (lasting) => addon.loopCreate(lasting ? 1 : 0),
  loopAdd: (loop, fd, token, interest) => addon.loopAdd(loop, fd, token, interest),
  loopChange: (loop, fd, token, interest) => addon.loopChange(loop, fd, token, interest),
  loopRemove: (loop, fd) => addon.loopRemove(loop, fd),
  loopCollect: (loop, events) => addon.loopCollect(loop, events),
  addressInfo: (onThread, node, service, family, type, protocol, flags) => {
    setDetail(0);
    return addon.addressInfo(onThread ? 1 : 0, node, service, family, type, protocol, flags);
  },
  nameInfo: (onThread, address, flags) => {
    setDetail(0);
    return addon.nameInfo(onThread ? 1 : 0, address, flags);
  },
  protocolByName: (name) => addon.protocolByName(name),
  protocolByNumber: (number) => addon.protocolByNumber(number),
  protocols: () => addon.protocols(),
  serviceByName: (name, protocol) => addon.serviceByName(name, protocol),
  serviceByPort: (port, protocol) => addon.serviceByPort(port, protocol),
  interfaces: () => addon.interfaces(),
  interfaceIndex: (name) => addon.interfaceIndex(name),
  interfaceName: (index) => addon.interfaceName(index),
  hostName: () => addon.hostName(),
};

/** How many kinds of calls are replaced now: the reactor, whose calls C makes, then asks for each of them here. */
export const replaced: { count: number } = { count: 0 };

/**
 * Closes on a thread: gives a descriptor to wait on, for {@link endJob}. Faults cannot be ordered for
 * it; without a thread (< 0) nothing was closed.
 */
export function closeOnThread(fd: number): number {
  return addon.closeOnThread(fd);
}

/** Ends the job behind a descriptor: what it came to, or -EAGAIN when it was not done. */
export function endJob(fd: number): number {
  return addon.endJob(fd);
}

/** What the last lookup found, as bytes of the caller's own. */
export function takeAnswer(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  addon.takeAnswer(bytes);
  return bytes;
}

/** What of a loop is no system call: its waker. */
export const waker: {
  /** Whether the poller keeps an interest after it has told of it. */
  lasting(loop: number): boolean;
  /** Starts it: `callback` is called once a wake-up. Whether it is libuv's, or -errno. */
  start(loop: number, callback: () => void, uv: boolean): number;
  arm(loop: number): void;
  reference(loop: number, on: boolean): void;
  close(loop: number): void;
} = {
  lasting: (loop) => addon.loopLasting(loop) === 1,
  start: (loop, callback, uv) => addon.loopStart(loop, callback, uv ? 1 : 0),
  arm: (loop) => void addon.loopArm(loop),
  reference: (loop, on) => void addon.loopReference(loop, on ? 1 : 0),
  close: (loop) => void addon.loopClose(loop),
};
