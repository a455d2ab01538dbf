/** Whether a call waits, told without a clock: by its polls. */
import assert from "node:assert/strict";
import { orderFault } from "berkeley-sockets/testing";

/** The action waits: when its first slices bring nothing, it polls again. */
export function waits(action: () => void): void {
  const slices = [1, 2, 3].map((call) => orderFault({ syscall: "poll", call, result: 0 }));
  try {
    action();
    assert.ok(
      slices.every(({ fired }) => fired),
      "it came back before its time",
    );
  } finally {
    for (const slice of slices) slice.cancel();
  }
}

/** The action does not wait: it never polls. */
export function doesNotWait(action: () => void): void {
  const poll = orderFault({ syscall: "poll", errno: "EIO" });
  try {
    action();
    assert.equal(poll.fired, false, "it waited");
  } finally {
    poll.cancel();
  }
}
