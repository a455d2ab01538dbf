import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { openDescriptors } from "berkeley-sockets/testing";
import { type Addon, addon } from "../../src/sys/addon.ts";
import { bytes, receiveText, using } from "../support/kinds.ts";
import { type Argument, Nonsense } from "../support/nonsense.ts";

/**
 * The native functions, called directly with nonsense: whatever comes in, they refuse it or answer with a
 * number. BERKELEY_FUZZ_SEED repeats a run, BERKELEY_FUZZ_CALLS makes it longer.
 *
 * No descriptor given here is one of this process's own, and no name is asked of the network.
 */

const seed = Number(process.env["BERKELEY_FUZZ_SEED"] ?? 20_261_122);
const wanted = Number(process.env["BERKELEY_FUZZ_CALLS"] ?? 1_200_000);

const EBADF = addon.constants.EBADF ?? 0;

type Native = Exclude<keyof Addon, "constants" | "layout" | "frame">;

interface Target {
  readonly arguments: readonly Argument[];
  /** How often, beside the others; 100 for what costs next to nothing. */
  readonly weight: number;
}

const target = (weight: number, ...kinds: Argument[]): Target => ({ weight, arguments: kinds });
// Asked for it elsewhere, the add-on finds functions of libuv's names, which abort or never fire.
const hasLibuv = process.versions["bun"] === undefined && process.versions["deno"] === undefined;

const targets: Readonly<Record<Native, Target>> = {
  adjustMemory: target(5, "refused"), // a number of ours would be believed
  ignoreSigpipe: target(1),
  socket: target(1, "domain", "integer", "integer"),
  socketPair: target(1, "domain", "integer", "integer"),
  close: target(100, "descriptor"),
  duplicate: target(100, "descriptor"),
  own: target(100, "descriptor"),
  disown: target(100, "descriptor"),
  nextOwned: target(100, "integer"),
  bind: target(100, "descriptor", "bytes"),
  listen: target(100, "descriptor", "integer"),
  accept: target(100, "descriptor", "integer"),
  connect: target(100, "descriptor", "bytes"),
  shutdown: target(100, "descriptor", "integer"),
  localAddress: target(100, "descriptor"),
  peerAddress: target(100, "descriptor"),
  getNonblocking: target(100, "descriptor"),
  setNonblocking: target(100, "descriptor", "integer"),
  send: target(300, "bytes"),
  sendTo: target(300, "bytes", "bytes"),
  receive: target(300, "bytes"),
  receiveFrom: target(300, "bytes"),
  sendMessage: target(300, "pieces", "bytes", "bytes"),
  receiveMessage: target(300, "pieces", "bytes"),
  sendDatagrams: target(200, "descriptor", "zero", "length", "integer", "bytes", "bytes", "rows"),
  receiveDatagrams: target(100, "descriptor", "length", "length", "length", "bytes", "bytes"),
  sendFile: target(100, "descriptor", "descriptor", "wide", "wide"),
  sendPipe: target(100, "descriptor", "descriptor", "wide"),
  receivePipe: target(100, "descriptor", "descriptor", "wide"),
  readFile: target(100, "descriptor", "bytes", "length", "wide"),
  moveFile: target(100, "descriptor", "wide"),
  getOption: target(200, "descriptor", "integer", "integer", "bytes", "length"),
  setOption: target(200, "descriptor", "integer", "integer", "bytes", "length"),
  poll: target(50, "entries", "zero"),
  addressInfo: target(20, "zero", "text", "text", "integer", "integer", "integer", "numericLookup"),
  nameInfo: target(50, "zero", "bytes", "numericName"),
  protocolByName: target(3, "text"),
  protocolByNumber: target(3, "integer"),
  protocols: target(1),
  serviceByName: target(3, "text", "text"),
  serviceByPort: target(3, "integer", "text"),
  interfaces: target(1),
  interfaceIndex: target(20, "text"),
  interfaceName: target(20, "integer"),
  hostName: target(20),
  errorText: target(50, "integer"),
  lookupErrorText: target(50, "integer"),
  endJob: target(100, "descriptor"),
  takeAnswer: target(100, "bytes"),
  loopCreate: target(1, "integer"),
  loopLasting: target(20, "zero"),
  loopStart: target(20, "zero", "refused", "integer"),
  loopAdd: target(50, "zero", "descriptor", "integer", "integer"),
  loopChange: target(50, "zero", "descriptor", "integer", "integer"),
  loopRemove: target(50, "zero", "descriptor"),
  loopCollect: target(50, "zero", "bytes"),
  loopArm: target(20, "zero"),
  loopReference: target(20, "zero", "integer"),
  loopClose: target(20, "descriptor"), // loop 0 is the one that the others are given
  reactorCreate: target(5, "descriptor", "bytes", "bytes", "bytes"), // on no loop, so that none keeps the arrays
  reactorAdd: target(20, "zero", "descriptor", "integer", "integer", "integer"),
  reactorForget: target(20, "zero", "integer"),
  reactorForward: target(20, "zero", "integer", "integer"),
  reactorTurn: target(20, "zero", "integer", "refused"),
  reactorClose: target(20, "descriptor"),
  closeOnThread: target(20, "refused"), // each number that is one costs a thread: see below
};

const functions = addon as unknown as Record<Native, (...given: unknown[]) => unknown>;
const names = Object.keys(targets) as Native[];
const lots = names.flatMap((name) => new Array<Native>(targets[name].weight).fill(name));

const place = (member: string): number => {
  const found = addon.layout[`bs_frame.${member}`];
  assert.ok(found !== undefined);
  return found.offset;
};
const frame = new DataView(addon.frame);
const [FD, FLAGS, OFFSET, LENGTH, DETAIL, CONTROL] = [
  "fd",
  "flags",
  "offset",
  "length",
  "detail",
  "control_length",
].map(place) as [number, number, number, number, number, number];

/** Closes what a call made: it is ours alone. */
function closeMade(name: Native, result: unknown): void {
  if (typeof result !== "number" || result < 0) return;
  if (name === "loopCreate") addon.loopClose(result);
  if (name === "socketPair") addon.close(frame.getInt32(DETAIL, true));
  if (name === "socket" || name === "socketPair" || name === "duplicate") addon.close(result);
}

test("every native function is a target", () => {
  const exported = Object.entries(addon).filter(([, value]) => typeof value === "function");
  assert.deepEqual(exported.map(([name]) => name).sort(), [...names].sort());
});

test(`${wanted} calls with nonsense`, (context) => {
  context.diagnostic(`seed ${seed}`);
  const nonsense = new Nonsense(seed);
  assert.equal(addon.loopCreate(1), 0);
  const answered = new Map<Native, number>();
  let refused = 0;
  for (let call = 0; call < wanted; call++) {
    const name = lots[nonsense.below(lots.length)] as Native;
    // What the hot calls read beside their arguments.
    frame.setInt32(FD, nonsense.descriptor(), true);
    frame.setInt32(FLAGS, nonsense.bits(), true);
    frame.setFloat64(OFFSET, nonsense.extent(), true);
    frame.setFloat64(LENGTH, nonsense.extent(), true);
    frame.setInt32(CONTROL, nonsense.length(), true);
    const given = nonsense.arguments(targets[name].arguments);
    if (name === "loopStart" && !hasLibuv) given[2] = 0;
    try {
      const result = functions[name](...given);
      if (result !== undefined && !Number.isInteger(result)) assert.fail(`${name} gave ${String(result)}`);
      closeMade(name, result);
      answered.set(name, (answered.get(name) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      refused += 1;
    }
  }
  const answers = [...answered.values()].reduce((sum, count) => sum + count, 0);
  context.diagnostic(`${wanted} calls: ${answers} answered by ${answered.size} functions, ${refused} refused`);
  // Both ways are well trodden, and every function that can be answered was.
  assert.ok(answers > wanted / 10 && refused > wanted / 10);
  if (wanted < 1_000_000) context.diagnostic("too few calls for every function to be met");
  const silent = names.filter((name) => !answered.has(name));
  if (wanted >= 1_000_000) assert.deepEqual(silent, ["adjustMemory", "closeOnThread"]);
  addon.loopClose(0);
  assert.deepEqual(openDescriptors(), []);
});

test("ranges are checked against their arrays, to the byte", () => {
  const value = new Uint8Array(4);
  for (const call of [addon.getOption, addon.setOption]) {
    assert.ok(call(-1, 1, 1, value, 4) < 0);
    for (const length of [5, -1, 2147483647]) assert.throws(() => call(-1, 1, 1, value, length), RangeError);
  }
  frame.setInt32(FD, -1, true);
  const range = (offset: number, length: number): void => {
    frame.setFloat64(OFFSET, offset, true);
    frame.setFloat64(LENGTH, length, true);
  };
  for (const call of [addon.send, addon.receive, addon.receiveFrom, (data: Uint8Array) => addon.sendTo(data, value)]) {
    range(4, 0);
    call(value);
    range(1, 3);
    call(value);
    for (const [offset, length] of [
      [0, 5],
      [4, 1],
      [5, 0],
      [-1, 1],
      [1, -1],
      [Number.NaN, 1],
      [0, Number.NaN],
      [2 ** 64, 1],
      [1, 2 ** 64],
      [-(2 ** 64), 2 ** 64],
    ] as const) {
      range(offset, length);
      assert.throws(() => call(value), RangeError, `${offset} ${length}`);
    }
  }
});

test("messages: the range lies within all pieces, the control data within its array", () => {
  const three = [new Uint8Array(2), new Uint8Array(0), new Uint8Array(3)];
  const control = new Uint8Array(16);
  const none = new Uint8Array(0);
  frame.setInt32(FD, -1, true);
  const calls = [
    (data: Uint8Array | Uint8Array[]) => addon.sendMessage(data, control, none),
    (data: Uint8Array | Uint8Array[]) => addon.receiveMessage(data, control),
  ];
  const set = (offset: number, length: number, controlLength: number): void => {
    frame.setFloat64(OFFSET, offset, true);
    frame.setFloat64(LENGTH, length, true);
    frame.setInt32(CONTROL, controlLength, true);
  };
  for (const call of calls) {
    for (const [offset, length, controlLength] of [
      [0, 5, 16],
      [5, 0, 0],
      [2, 3, 1],
      [1, 4, 15],
    ] as const) {
      set(offset, length, controlLength);
      call(three);
      call(new Uint8Array(5));
    }
    for (const [offset, length, controlLength] of [
      [0, 6, 0],
      [5, 1, 0],
      [6, 0, 0],
      [-1, 1, 0],
      [0, Number.NaN, 0],
      [Number.NaN, 0, 0],
      [0, 2 ** 64, 0],
      [0, 5, 17],
      [0, 5, -1],
      [0, 5, 2147483647],
    ] as const) {
      set(offset, length, controlLength);
      assert.throws(() => call(three), RangeError, `${offset} ${length} ${controlLength}`);
    }
    set(0, 0, 0);
    call(new Array(1024).fill(none));
    assert.throws(() => call(new Array(1025).fill(none)), RangeError);
    assert.throws(() => call([none, 1 as never]), TypeError);
  }
});

test("messages: an array whose elements take each other's memory away", () => {
  const none = new Uint8Array(0);
  frame.setInt32(FD, -1, true);
  frame.setFloat64(OFFSET, 0, true);
  frame.setInt32(CONTROL, 0, true);
  for (let round = 0; round < 100; round++) {
    const first = new Uint8Array(65536);
    const data = [first, first];
    Object.defineProperty(data, 1, {
      get: () => {
        structuredClone(first.buffer, { transfer: [first.buffer] });
        return none;
      },
    });
    frame.setFloat64(LENGTH, 65536, true);
    assert.throws(() => addon.receiveMessage(data, none), RangeError);
  }
});

test("places in files, and numbers of their bytes, are integers up to 2^53", () => {
  const wide = 2 ** 53;
  const room = new Uint8Array(4);
  assert.equal(addon.sendFile(-1, -1, wide, wide), -EBADF);
  assert.equal(addon.sendFile(-1, -1, -1, 0), -EBADF);
  assert.equal(addon.sendPipe(-1, -1, wide), -EBADF);
  assert.equal(addon.readFile(-1, room, 4, wide), -EBADF);
  assert.equal(addon.readFile(-1, room, 0, 0), -EBADF);
  assert.equal(addon.moveFile(-1, wide), -EBADF);
  for (const value of [-2, 0.5, Number.NaN, wide + 2, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.throws(() => addon.sendFile(-1, -1, value, 0), TypeError, `${value}`);
    assert.throws(() => addon.sendFile(-1, -1, 0, value), TypeError, `${value}`);
    assert.throws(() => addon.sendPipe(-1, -1, value), TypeError, `${value}`);
    assert.throws(() => addon.readFile(-1, room, value, 0), TypeError, `${value}`);
    assert.throws(() => addon.readFile(-1, room, 0, value), TypeError, `${value}`);
    assert.throws(() => addon.moveFile(-1, value), TypeError, `${value}`);
  }
  for (const count of [-1, undefined, "1", 1n]) {
    assert.throws(() => addon.sendFile(-1, -1, 0, count as number), TypeError);
    assert.throws(() => addon.readFile(-1, room, 0, count as number), TypeError);
  }
  for (const length of [5, 2 ** 31, 2 ** 32, wide]) {
    assert.throws(() => addon.readFile(-1, room, length, 0), RangeError);
  }
});

/** Waits for a job's descriptor and ends the job. */
function end(job: number): number {
  const entry = new Uint8Array(addon.layout["pollfd"]?.width ?? 0);
  const view = new DataView(entry.buffer);
  view.setInt32(0, job, true);
  view.setInt16(addon.layout["pollfd.events"]?.offset ?? 0, addon.constants.POLLIN ?? 0, true);
  while (addon.poll(entry, 100) === 0);
  return addon.endJob(job);
}

test("jobs: descriptors that nobody has, lookups in figures, ended in time or too early", async () => {
  const count = (): number => readdirSync("/proc/self/fd").length;
  const before = count();
  const nonsense = new Nonsense(seed);
  const figures = (addon.constants.AI_NUMERICHOST ?? 0) | (addon.constants.AI_NUMERICSERV ?? 0);
  for (let again = 0; again < 20; again++) {
    const closing = addon.closeOnThread(nonsense.descriptor());
    assert.ok(closing >= 0);
    assert.ok(end(closing) < 0);
    const node = Buffer.from("127.0.0.1\0");
    const looking = addon.addressInfo(1, node, new Uint8Array(0), 0, 0, 0, figures);
    assert.ok(looking >= 0);
    assert.equal(addon.endJob(nonsense.descriptor()), -EBADF);
    if (again % 2 === 0) assert.ok(end(looking) > 0);
    else addon.endJob(looking); // abandoned, perhaps
    assert.equal(addon.endJob(looking), -EBADF);
  }
  while (count() > before) await turn(); // an abandoned thread closes its end when it is done
});

test("memory that is told of and taken back", () => {
  for (const change of [0, 1, 65536, 1 << 20]) {
    addon.adjustMemory(change);
    addon.adjustMemory(-change);
  }
});

test("the library works as before", () => {
  using(Socket.pair(SocketDomain.unix, SocketType.stream), (first, second) => {
    first.send(bytes("still well"));
    assert.equal(receiveText(second), "still well");
  });
});
