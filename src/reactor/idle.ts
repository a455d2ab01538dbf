/** Idle timeouts: when each connection last did something, and a timer wheel that looks from time to time. */
import { INDEX_MASK } from "../sys/reactor.ts";
import { type Member, reactor } from "./reactor.ts";
import { TimerWheel } from "./timer-wheel.ts";

const TICK = 100;

let seen = new Float64Array(0);
let limits = new Float64Array(0);
const wheel = new TimerWheel();
let origin = 0;
let timer: NodeJS.Timeout | undefined;

function grown(array: Float64Array<ArrayBuffer>, least: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(least, 2 * array.length, 64));
  larger.set(array);
  return larger;
}

function due(index: number): void {
  const member = reactor.members[index];
  if (member === undefined) return;
  const deadline = (seen[index] as number) + (limits[index] as number);
  // Moved on only here, so that a message costs no more than a number's store.
  if (deadline > wheel.now) wheel.set(index, deadline);
  else member.idled();
}

function tick(): void {
  wheel.advance(Math.floor((performance.now() - origin) / TICK), due);
  if (wheel.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

/** Gives a member so many milliseconds; 0 takes its limit away. */
export function limitIdle(member: Member, milliseconds: number): void {
  const index = member.token & INDEX_MASK;
  if (milliseconds === 0) {
    wheel.clear(index);
    return;
  }
  if (timer === undefined) {
    origin = performance.now() - wheel.now * TICK;
    timer = setInterval(tick, TICK);
    timer.unref();
  }
  if (index >= seen.length) {
    seen = grown(seen, index + 1);
    limits = grown(limits, index + 1);
  }
  seen[index] = wheel.now;
  // A whole tick may be over almost at once.
  limits[index] = Math.ceil(milliseconds / TICK) + 1;
  wheel.set(index, wheel.now + (limits[index] as number));
}

/** Notes that a member did something. */
export function touch(member: Member): void {
  seen[member.token & INDEX_MASK] = wheel.now;
}
