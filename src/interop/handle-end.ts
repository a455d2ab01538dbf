/** The end of the runtime's handles: heard of while the descriptor is still its own. */
import type { Handle } from "./handle.ts";

type Close = (this: unknown, ...given: unknown[]) => unknown;

/** The methods that give a descriptor back to the kernel, in the runtimes that we know. */
const CLOSERS = ["close", "reset"];
const actionsOf = new WeakMap<Handle, Set<() => void>>();

/**
 * Has an action run before a handle closes its descriptor; gives what takes that back. The event `close` would
 * come too late: the number may be another's by then, so it is the handle's own methods that are listened to.
 */
export function beforeHandleCloses(handle: Handle, action: () => void): () => void {
  const known = actionsOf.get(handle);
  const actions = known ?? new Set<() => void>();
  actions.add(action);
  if (known === undefined) {
    actionsOf.set(handle, actions);
    const methods = handle as unknown as Record<string, Close | undefined>;
    for (const name of CLOSERS) {
      const original = methods[name];
      if (typeof original !== "function") continue;
      methods[name] = function (...given) {
        const due = [...actions];
        actions.clear();
        for (const each of due) each();
        return original.apply(this, given);
      };
    }
  }
  return () => actions.delete(action);
}
