/**
 * Blocking mode. The kernel's descriptors stay non-blocking; a method that must wait does so here, by
 * poll(2) in short slices. Between slices control passes through a JavaScript function, and that is
 * where a runtime that ends the environment (`worker.terminate()`, `process.exit()`) stops us; one
 * long system call could not be stopped by anybody.
 *
 * While the thread waits its event loop stands still: timers and JavaScript signal handlers too.
 */
import { SocketCondition } from "../core/condition.ts";
import { EAGAIN, EALREADY, EINPROGRESS, EINTR, ENOTCONN, EWOULDBLOCK } from "../core/errno.ts";
import { readSigned, readUnsigned, sizeOf, systemLayout, writeSigned, writeUnsigned } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import { system } from "../sys/system.ts";

export const READABLE: number = required("POLLIN");
export const WRITABLE: number = required("POLLOUT");
export const READ_END: number = constants.POLLRDHUP ?? 0;
export const HANG_UP: number = READ_END | required("POLLHUP");

/** The longest that one poll may take, in milliseconds: how late an ending environment is noticed. */
export const SLICE = 50;
export const POLL_ENTRY: number = sizeOf(systemLayout, "pollfd");
const SOL_SOCKET = required("SOL_SOCKET");

/** Whether the call would have had to wait: by the errno, whatever the mode. */
export function isWouldBlock(type: number): boolean {
  return type === EAGAIN || type === EWOULDBLOCK;
}

/** Writes one `struct pollfd`. */
export function writePollEntry(entry: Uint8Array, fd: number, events: number): void {
  writeSigned(systemLayout, entry, "pollfd.fd", fd);
  writeUnsigned(systemLayout, entry, "pollfd.events", events);
}

/** One slice of waiting: what poll(2) gives. */
function slice(entries: Uint8Array, remaining: number): number {
  return system.poll(entries, Math.max(0, Math.min(SLICE, Math.ceil(remaining))));
}

/** Polls until something is ready (its count) or the deadline has passed (0). Looks once at least. */
export function pollUntil(who: string, entries: Uint8Array, deadline: number): number {
  for (;;) {
    const ready = slice(entries, deadline - performance.now());
    if (ready > 0) return ready;
    if (ready < 0 && ready !== -EINTR) throw new SocketCondition(who, "poll", -ready);
    if (ready === 0 && performance.now() >= deadline) return 0;
  }
}

/** Waits until the descriptor is ready; `false` when the deadline came first. */
export function waitUntil(who: string, fd: number, events: number, deadline: number): boolean {
  const entry = new Uint8Array(POLL_ENTRY);
  writePollEntry(entry, fd, events);
  return pollUntil(who, entry, deadline) > 0;
}

/** The deadline that SO_RCVTIMEO or SO_SNDTIMEO sets to a wait that begins now. */
function deadlineBy(fd: number, option: "SO_RCVTIMEO" | "SO_SNDTIMEO"): number {
  const bytes = new Uint8Array(sizeOf(systemLayout, "timeval"));
  if (system.getOption(fd, SOL_SOCKET, required(option), bytes, bytes.length) < 0) return Number.POSITIVE_INFINITY;
  const seconds = readSigned(systemLayout, bytes, "timeval.tv_sec");
  const microseconds = readSigned(systemLayout, bytes, "timeval.tv_usec");
  if (seconds === 0 && microseconds === 0) return Number.POSITIVE_INFINITY;
  return performance.now() + seconds * 1000 + microseconds / 1000;
}

/** One blocking transfer or accept: what it waits for, and an error that came after part of it was done. */
export class Wait {
  readonly #who: string;
  readonly #fd: number;
  readonly #events: number;
  readonly #ended: number;
  #deadline: number | undefined;
  #hungUp = false;
  /** The errno that ended a transfer after its first bytes: it belongs to the next call. */
  deferred = 0;
  /** The descriptor that what is sent comes from, if it does not come from memory. */
  source: number | undefined;

  /**
   * `ended` is what the call comes to on a socket that was shut down: there the kernel says EAGAIN to those
   * who do not wait, while poll(2) says readable.
   */
  constructor(who: string, fd: number, events: number, ended: number) {
    this.#who = who;
    this.#fd = fd;
    this.#events = events;
    this.#ended = ended;
  }

  /** Waits for readiness, `again` when it did not help; `false` when the socket's own timeout came first. */
  #ready(again: boolean): boolean {
    const reading = this.#events === READABLE;
    this.#deadline ??= deadlineBy(this.#fd, reading ? "SO_RCVTIMEO" : "SO_SNDTIMEO");
    // The socket has room, and still nothing went: perhaps the source is a pipe with nothing in it.
    if (again && this.source !== undefined && !waitUntil(this.#who, this.source, READABLE, 0)) {
      return waitUntil(this.#who, this.source, READABLE, this.#deadline);
    }
    const entry = new Uint8Array(POLL_ENTRY);
    writePollEntry(entry, this.#fd, reading ? READABLE | READ_END : WRITABLE);
    const ready = pollUntil(this.#who, entry, this.#deadline) > 0;
    this.#hungUp = reading && (readUnsigned(systemLayout, entry, "pollfd.revents") & HANG_UP) !== 0;
    return ready;
  }

  /**
   * Repeats an attempt until it gives something other than EAGAIN or EINTR, or time is up. `result` is
   * what the first attempt gave.
   */
  once(result: number, attempt: () => number): number {
    let last = result;
    let again = false;
    while (last === -EINTR || (last < 0 && isWouldBlock(-last))) {
      if (last !== -EINTR) {
        if (this.#hungUp) return this.#ended;
        if (!this.#ready(again)) return last;
        again = true;
      }
      last = attempt();
    }
    return last;
  }

  /**
   * Repeats an attempt until `wanted` bytes are done, the other side has ended, time is up, or an error
   * came: the count, or -errno when nothing was done. `attempt` continues behind the bytes already done.
   */
  whole(result: number, wanted: number, attempt: (done: number) => number): number {
    let done = 0;
    let last = result;
    for (;;) {
      try {
        last = this.once(last, () => attempt(done));
      } catch (error) {
        // Waiting failed. What is done is told first, as with an error of the call itself.
        if (done === 0 || !(error instanceof SocketCondition)) throw error;
        last = -error.type;
      }
      if (last < 0) {
        if (done === 0) return last;
        if (!isWouldBlock(-last)) this.deferred = -last;
        return done;
      }
      done += last;
      if (last === 0 || done >= wanted) return done;
      last = attempt(done);
    }
  }

  /**
   * The same for peeking, which starts at the same byte each time: looks again when more has come or
   * a moment has passed, until `wanted` bytes are there or no more can come.
   */
  wholePeek(result: number, wanted: number, attempt: () => number): number {
    let last = result;
    for (;;) {
      last = this.once(last, attempt);
      if (last <= 0 || last >= wanted) return last;
      this.#deadline ??= deadlineBy(this.#fd, "SO_RCVTIMEO");
      const pause = Math.min(10, this.#deadline - performance.now());
      if (pause <= 0) return last;
      // Bytes below the wanted count keep the socket readable, so only its end can be waited for.
      if (waitUntil(this.#who, this.#fd, HANG_UP, performance.now() + pause)) return this.once(attempt(), attempt);
      last = attempt();
    }
  }
}

/**
 * Sees a connection through that was not made at once: 0, or -errno. `result` is what connect(2)
 * gave. Past the socket's send timeout it gives -EINPROGRESS, as the kernel does.
 */
export function finishConnect(who: string, fd: number, result: number, attempt: () => number): number {
  const deadline = deadlineBy(fd, "SO_SNDTIMEO");
  let last = result;
  // A Unix listener whose backlog is full: nothing was started, and there is nothing to poll for.
  for (let pause = 1; last < 0 && isWouldBlock(-last); pause = Math.min(2 * pause, SLICE)) {
    const until = Math.min(deadline, performance.now() + pause);
    pollUntil(who, new Uint8Array(0), until);
    if (performance.now() >= deadline) return last;
    last = attempt();
  }
  if (last !== -EINPROGRESS && last !== -EALREADY && last !== -EINTR) return last;
  // Never connect again: the attempt goes on in the kernel, interrupted or not.
  if (!waitUntil(who, fd, WRITABLE, deadline)) return -EINPROGRESS;
  const error = takeSocketError(fd);
  if (error !== 0) return error < 0 ? error : -error;
  if (last === -EINTR && system.peerAddress(fd) === -ENOTCONN) return -EINTR;
  return 0;
}

const errorBytes = new Uint8Array(4);
const errorWord = new Int32Array(errorBytes.buffer);

/** SO_ERROR, which asking clears: an error number, 0 for none, or -errno of asking. */
export function takeSocketError(fd: number): number {
  const result = system.getOption(fd, SOL_SOCKET, required("SO_ERROR"), errorBytes, 4);
  return result < 0 ? result : (errorWord[0] as number);
}
