/** The server on `Bun.udpSocket`, run by Bun: it sends each datagram back. */
import { bun } from "./bun-types.ts";
import { serveOn } from "./server-life.ts";

const socket = await bun.udpSocket({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    data(socket, data, port, address) {
      if (!socket.send(data, port, address)) throw new Error("no room for an answer");
    },
  },
});
serveOn(socket.port);
