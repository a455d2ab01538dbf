import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import {
  accept,
  close,
  EventLoop,
  listenOnUnixSocket,
  receive,
  receiveExactly,
  writable,
} from "berkeley-sockets/async";
import { SO_LINGER } from "berkeley-sockets/options";
import { orderFault } from "berkeley-sockets/testing";
import { rejectsWith, staysPending, until } from "../support/awaiting.ts";
import { fill } from "../support/blocking.ts";
import { connectedKinds, connectedPair, type Kind, using } from "../support/kinds.ts";

const tcp = connectedKinds.find(({ name }) => name === "internet stream") as Kind;

/** A connection whose one side has much unsent, and would linger for a minute. */
function lingering(): [Socket, Socket, number] {
  const [a, b] = connectedPair(tcp);
  const filled = fill(a);
  a.setOption(SO_LINGER, { on: true, seconds: 60 });
  return [a, b, filled];
}

describe("close(), awaited", () => {
  it("of a socket that lingers never stalls the loop, and resolves when all is sent", () => {
    const [a, b, filled] = lingering();
    return using([a, b], async () => {
      let ticks = 0;
      const ticking = setInterval(() => {
        ticks += 1;
      }, 1);
      const waiting = rejectsWith("ECANCELED", receive(a, 1));
      const closing = close(a);
      assert.equal(a.closed, true, "its descriptor is gone from the program at once");
      await waiting;
      await until(() => ticks >= 5);
      await staysPending(closing);
      await receiveExactly(b, filled);
      await closing;
      clearInterval(ticking);
      assert.equal((await receive(b, 1)).length, 0);
    });
  });

  it("that is let go is made all the same", async () => {
    for (const how of ["signal", "timeout", "loop"]) {
      const [a, b, filled] = lingering();
      await using([a, b], async () => {
        const controller = new AbortController();
        const loop = new EventLoop();
        const closing =
          how === "signal"
            ? close(a, { signal: controller.signal })
            : how === "timeout"
              ? close(a, { timeout: 5 })
              : close(a, { loop });
        const outcome = closing.then(
          () => "closed",
          (error: unknown) => (error as { code?: string }).code ?? error,
        );
        if (how !== "timeout") await staysPending(outcome);
        controller.abort("enough");
        loop.close();
        const expected = { signal: "enough", timeout: "ETIMEDOUT", loop: "ECANCELED" }[how];
        assert.equal(await outcome, expected);
        assert.equal((await receiveExactly(b, filled)).length, filled);
        assert.equal((await receive(b, 1)).length, 0);
      });
    }
  });

  it("does nothing when its signal was aborted before, or its loop closed", () => {
    const [a, b] = lingering();
    return using([a, b], async () => {
      await assert.rejects(close(a, { signal: AbortSignal.abort("before") }), (error) => error === "before");
      const loop = new EventLoop();
      loop.close();
      await rejectsWith("ECANCELED", close(a, { loop }));
      assert.equal(a.closed, false);
      a.setOption(SO_LINGER, { on: false, seconds: 0 });
    });
  });

  it("of a Unix listener takes its file along", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bs-close-"));
    const path = join(folder, "socket");
    const listener = listenOnUnixSocket(path, 5);
    const waiting = rejectsWith("ECANCELED", accept(listener));
    assert.ok(existsSync(path));
    await close(listener);
    assert.equal(existsSync(path), false);
    await waiting;
    rmSync(folder, { recursive: true });
  });

  it("of other sockets is done at once; twice does nothing; an error is told", async () => {
    const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const waiting = writable(a).then(() => receive(a, 1));
    await staysPending(waiting);
    const outcome = rejectsWith("ECANCELED", waiting);
    const closing = close(a);
    assert.equal(a.closed, true);
    await closing;
    await close(a);
    await outcome;
    orderFault({ syscall: "close", errno: "EIO" });
    await rejectsWith("EIO", close(b));
    assert.equal(b.closed, true);
  });
});
