/** Accepting, in steps. */
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { AcceptCondition } from "./conditions.ts";
import { type Steps, TURN, tryNow } from "./steps.ts";

// A peer that went away again is no reason to stop accepting; on Linux neither are errors of its network,
// which accept(2) hands on and says to treat so.
export const PASSING: readonly string[] = [
  "ECONNABORTED",
  "EINTR",
  "EPROTO",
  "ENETDOWN",
  "ENOPROTOOPT",
  "EHOSTDOWN",
  "ENONET",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

/** The next connection of a listener in either mode; the listener's own mode stays. */
export function* accepting(who: string, listener: Socket): Steps<readonly [Socket, SocketAddress]> {
  for (;;) {
    try {
      const [socket, address] = tryNow(listener, () => listener.accept());
      if (socket !== undefined) return [socket, address];
    } catch (error) {
      if (!(error instanceof SocketCondition)) throw error;
      if (!PASSING.includes(error.code)) throw AcceptCondition.of(who, error);
      yield TURN;
      continue;
    }
    yield { socket: listener, event: "read" };
  }
}
