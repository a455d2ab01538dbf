/**
 * The testing room: what `berkeley-sockets/testing` offers to users' tests and to our own. The switch
 * itself lies under all system calls, in `sys`.
 */
import { wrongType } from "../core/check.ts";
import { ownedDescriptors } from "../sys/descriptors.ts";
import { type Fault, type OrderedFault, order } from "../sys/faults.ts";
import { callCount } from "../sys/frame.ts";

/**
 * Orders one fault: the `call`-th time from now that `syscall` is made, it fails with `errno`, or gives
 * `result`. It happens once; of two ordered for the same call the second happens with the next one.
 *
 * Orders are this environment's own; they hold across all the library's entry points.
 *
 * @example
 * orderFault({ syscall: "accept", errno: "EMFILE" });
 */
export function orderFault(fault: Fault): OrderedFault {
  return order(fault);
}

/**
 * Runs an action with faults ordered, and takes back those that did not happen when it is over. Gives
 * what the action gives; a promise is waited for.
 *
 * @example
 * const count = withFaults([{ syscall: "send", result: 3 }], () => socket.send(data)); // 3
 */
export function withFaults<T>(faults: readonly Fault[], action: () => T): T {
  if (!Array.isArray(faults)) throw wrongType("faults", "an array", faults);
  if (typeof action !== "function") throw wrongType("action", "a function", action);
  const ordered: OrderedFault[] = [];
  const cancel = (): void => {
    for (const fault of ordered) fault.cancel();
  };
  let result: T;
  try {
    for (const fault of faults) ordered.push(order(fault));
    result = action();
  } catch (error) {
    cancel();
    throw error;
  }
  if (result instanceof Promise) return result.finally(cancel) as T;
  cancel();
  return result;
}

/** The number of system calls that the library has made in this environment; an ordered fault counts as one. */
export function systemCallCount(): number {
  return callCount();
}

/** The descriptors that this environment's sockets own now, in ascending order. */
export function openDescriptors(): number[] {
  return ownedDescriptors();
}
