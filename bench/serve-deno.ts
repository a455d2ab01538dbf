/** The echo server on `Deno.listen`, run by Deno. */
import { type DenoConnection, deno } from "./deno-types.ts";
import { serveOn } from "./server-life.ts";

async function echo(connection: DenoConnection): Promise<void> {
  const room = new Uint8Array(16_384);
  try {
    for (;;) {
      const count = await connection.read(room);
      if (count === null) break;
      for (let sent = 0; sent < count; ) sent += await connection.write(room.subarray(sent, count));
    }
  } catch {
    // The load resets its connections: that is their ordinary end.
  }
  connection.close();
}

const listener = deno.listen({ hostname: "127.0.0.1", port: 0 });
serveOn(listener.addr.port);
for await (const connection of listener) void echo(connection);
