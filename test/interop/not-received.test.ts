/** A socket that was handed over and that nobody receives. Alone in its file: its timer must be the mocked one. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { receiveSocket, transferSocket } from "berkeley-sockets/interop";
import { turns } from "../support/awaiting.ts";

const CODE = "BERKELEY_SOCKET_NOT_RECEIVED";

test("it is warned of after a minute, once, and can be taken back", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.code === CODE) warnings.push(warning.message);
  };
  process.on("warning", listen);
  mock.timers.enable({ apis: ["setInterval"] });
  try {
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const { fd } = near;
    const message = transferSocket(near);
    receiveSocket(transferSocket(far)).close(); // one that was received is not warned of
    mock.timers.tick(50_000);
    await turns();
    assert.deepEqual(warnings, []);
    mock.timers.tick(10_000);
    await turns();
    const told = `A socket that was handed to another thread has not been received for a minute; its descriptor, ${fd}, `;
    assert.deepEqual(warnings, [`${told}stays open until receiveSocket is called.`]);
    mock.timers.tick(600_000);
    await turns();
    assert.equal(warnings.length, 1);
    receiveSocket(message).close();
  } finally {
    mock.timers.reset();
    process.off("warning", listen);
  }
});
