/**
 * The echo bot: greets everybody who connects, echoes their lines, and leaves a conversation at an empty
 * line. It talks to any number of clients at once, and ends when the last of them has left.
 *
 *     node build/examples/echo-bot.js [PORT [ADDRESS]]     and then: nc ::1 8000, or telnet ::1 8000
 */
import { SocketCondition } from "berkeley-sockets";
import { connections, getEveryLine, ListenCondition, listenOnIpv6Socket, putString } from "berkeley-sockets/async";
import { BufferedSocket } from "berkeley-sockets/simple";

const [port = "8000", address = "::1"] = process.argv.slice(2);

async function converse(client: BufferedSocket): Promise<void> {
  await putString(client, "Hello. I echo what you say, until you say nothing.\n");
  for await (const line of getEveryLine(client)) {
    if (line === "") return;
    await putString(client, `echo: ${line}\n`);
  }
}

async function serve(): Promise<void> {
  using listener = listenOnIpv6Socket(address, Number(port), 16);
  console.log(`listening on ${listener.localAddress}`);
  let clients = 0;

  const welcome = async (client: BufferedSocket, name: string): Promise<void> => {
    clients += 1;
    try {
      await converse(client);
    } catch (error) {
      // A client that breaks off is no reason to leave the others.
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      client.close();
      clients -= 1;
      // Closing it ends the loop below.
      if (clients === 0) listener.close();
    }
  };

  for await (const [socket, peer] of connections(listener)) {
    // Telnet ends its lines with CRLF, and wants them so.
    void welcome(new BufferedSocket(socket, { lineEnding: "crlf" }), String(peer));
  }
}

try {
  await serve();
} catch (error) {
  if (error instanceof ListenCondition) {
    console.error(`cannot listen: ${error.message}`);
    process.exitCode = 1;
  } else if (!(error instanceof SocketCondition) || error.code !== "ECANCELED") throw error;
}
