/**
 * The sys room is the typed face of the add-on and the switch under all its calls. Nothing here has
 * an opinion: numbers and bytes go down, a number >= 0 or -errno comes up. No other room touches the
 * add-on.
 *
 * This file says what the add-on exports; load.ts finds it.
 */
import type { ConstantName } from "./constant-names.generated.ts";
import { load } from "./load.ts";

/** Where a struct member lies. */
export interface Place {
  readonly offset: number;
  readonly width: number;
}

/** What C exports: see the files of `native/` named beside each group. */
export interface Addon {
  readonly constants: Readonly<Partial<Record<ConstantName, number>>>;
  readonly layout: Readonly<Record<string, Place>>;
  /** The memory of `native/frame.h`. */
  readonly frame: ArrayBuffer;
  adjustMemory(change: number): void;

  // socket.c
  socket(domain: number, type: number, protocol: number): number;
  socketPair(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  duplicate(fd: number): number;
  own(fd: number): number;
  disown(fd: number): boolean;
  nextOwned(from: number): number;
  bind(fd: number, address: Uint8Array): number;
  listen(fd: number, queueLength: number): number;
  accept(fd: number, named: number): number;
  connect(fd: number, address: Uint8Array): number;
  shutdown(fd: number, method: number): number;
  localAddress(fd: number): number;
  peerAddress(fd: number): number;
  getNonblocking(fd: number): number;
  setNonblocking(fd: number, on: number): number;
  ignoreSigpipe(): number;

  // transfer.c: integers and the result are in the frame
  send(data: Uint8Array): void;
  sendTo(data: Uint8Array, address: Uint8Array): void;
  receive(data: Uint8Array): void;
  receiveFrom(data: Uint8Array): void;

  // message.c: likewise; data in one piece or several
  sendMessage(data: Uint8Array | readonly Uint8Array[], control: Uint8Array, address: Uint8Array): void;
  receiveMessage(data: Uint8Array | readonly Uint8Array[], control: Uint8Array): void;

  // datagrams.c
  sendDatagrams(
    fd: number,
    first: number,
    count: number,
    flags: number,
    slab: Uint8Array,
    other: Uint8Array,
    notes: Uint8Array,
  ): number;
  receiveDatagrams(
    fd: number,
    count: number,
    size: number,
    controlSize: number,
    slab: Uint8Array,
    notes: Uint8Array,
  ): number;

  // file.c
  sendFile(fd: number, file: number, offset: number, count: number): number;
  sendPipe(fd: number, source: number, count: number): number;
  receivePipe(fd: number, target: number, count: number): number;
  readFile(file: number, data: Uint8Array, length: number, offset: number): number;
  moveFile(file: number, distance: number): number;

  // option.c
  getOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;
  setOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;

  // wait.c
  poll(entries: Uint8Array, timeout: number): number;

  // resolve.c: what they find is the answer
  addressInfo(
    onThread: number,
    node: Uint8Array,
    service: Uint8Array,
    family: number,
    type: number,
    protocol: number,
    flags: number,
  ): number;
  nameInfo(onThread: number, address: Uint8Array, flags: number): number;
  protocolByName(name: Uint8Array): number;
  protocolByNumber(number: number): number;
  protocols(): number;
  serviceByName(name: Uint8Array, protocol: Uint8Array): number;
  serviceByPort(port: number, protocol: Uint8Array): number;
  interfaces(): number;
  interfaceIndex(name: Uint8Array): number;
  interfaceName(index: number): number;
  hostName(): number;
  errorText(type: number): number;
  lookupErrorText(type: number): number;

  // loop.c
  loopCreate(lasting: number): number;
  loopLasting(loop: number): number;
  loopStart(loop: number, callback: () => void, uv: number): number;
  loopAdd(loop: number, fd: number, token: number, interest: number): number;
  loopChange(loop: number, fd: number, token: number, interest: number): number;
  loopRemove(loop: number, fd: number): number;
  loopCollect(loop: number, events: Uint8Array): number;
  loopArm(loop: number): number;
  loopReference(loop: number, on: number): number;
  loopClose(loop: number): number;

  // reactor.c: the rest is in the memory that it is given
  reactorCreate(loop: number, slab: Uint8Array, counters: Uint8Array, control: Uint8Array): number;
  reactorAdd(reactor: number, fd: number, kind: number, group: number, flags: number): number;
  reactorForget(reactor: number, token: number): number;
  reactorForward(reactor: number, first: number, second: number): number;
  reactorTurn(reactor: number, whole: number, hook: unknown): number;
  reactorClose(reactor: number): number;

  // job.c
  endJob(fd: number): number;
  takeAnswer(out: Uint8Array): number;
  closeOnThread(fd: number): number;
}

export const addon: Addon = load() as Addon;
