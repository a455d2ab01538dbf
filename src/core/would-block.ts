import { brand } from "./brand.ts";
import { SocketCondition } from "./condition.ts";

/**
 * The call would have had to wait: a value that is returned, never thrown. Compare `accept` and
 * `receive` results on `undefined`, `connect` with `true`, or ask `instanceof WouldBlock`.
 *
 * There is one frozen object per method and error number, without stack or address, so that meeting
 * it costs nothing.
 */
export class WouldBlock extends SocketCondition {
  static {
    brand(this, "WouldBlock");
  }
}
Object.defineProperty(WouldBlock.prototype, "name", { value: "WouldBlock", writable: true, configurable: true });

const made = new Map<string, Map<number, WouldBlock>>();

/** Makes an error that notes no frames: they would hold, as long as it lives, the socket that met it first. */
function withoutFrames<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Reflect.set(Error, "stackTraceLimit", 0);
  try {
    return make();
  } finally {
    Reflect.set(Error, "stackTraceLimit", limit);
  }
}

/** On its own, so that who finds one that is made already has no closure to make. */
function makeWouldBlock(who: string, syscall: string, type: number): WouldBlock {
  const condition = withoutFrames(() => new WouldBlock(who, syscall, type));
  Object.defineProperty(condition, "stack", { value: undefined });
  return Object.freeze(condition);
}

/** The one WouldBlock of a method and error number. */
export function wouldBlock(who: string, syscall: string, type: number): WouldBlock {
  let ofMethod = made.get(who);
  if (ofMethod === undefined) {
    ofMethod = new Map();
    made.set(who, ofMethod);
  }
  let condition = ofMethod.get(type);
  if (condition === undefined) {
    condition = makeWouldBlock(who, syscall, type);
    ofMethod.set(type, condition);
  }
  return condition;
}
