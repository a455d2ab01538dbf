import { connections, getEveryLine, listenOnHost, putString } from "../../async.ts";
import { type Socket, SocketCondition } from "../../index.ts";
import { BufferedSocket } from "../../simple.ts";
import { type Call, type Command, Failure, json, quiet } from "../command.ts";
import { messageOf } from "../failure.ts";
import { portNumber } from "../target.ts";

const GREETING = "bsock echo: type lines, an empty one ends the conversation\n";

/** One conversation, until an empty line or the end. */
async function talk(socket: Socket, signal: AbortSignal, heard: (line: string) => Promise<void>): Promise<void> {
  using buffered = new BufferedSocket(socket);
  await putString(buffered, GREETING, { signal });
  for await (const line of getEveryLine(buffered, { signal })) {
    await heard(line);
    if (line === "") return;
    await putString(buffered, `echo: ${line}\n`, { signal });
  }
}

/** The bot: everybody is talked to at once, and it ends when the last has left. */
async function serve(call: Call, listener: Socket): Promise<void> {
  const { signal } = call;
  let here = 0;
  let failure: unknown;
  const tell = async (event: object, note?: string): Promise<void> => {
    if (call.flag("json")) await call.printEvent(event);
    else if (note !== undefined) call.note(note);
  };
  const welcome = async (socket: Socket, peer: string): Promise<void> => {
    here += 1;
    await tell({ event: "arrived", peer, here }, `${peer} is here (${here})`);
    try {
      await talk(socket, signal, (text) => tell({ event: "line", peer, text }));
    } catch (error) {
      if (!signal.aborted) call.note(`${peer}: ${messageOf(error)}`);
    }
    here -= 1;
    await tell({ event: "left", peer, here }, `${peer} has left (${here})`);
    if (here === 0 && !call.flag("keep-open")) listener.close();
  };
  try {
    for await (const [socket, peer] of connections(listener, { signal })) {
      welcome(socket, String(peer)).catch((error: unknown) => {
        failure = error;
        listener.close();
      });
    }
  } catch (error) {
    const over = error instanceof SocketCondition && error.code === "ECANCELED";
    if (!over) throw error;
  }
  if (failure !== undefined) throw failure;
}

async function run(call: Call): Promise<number> {
  const { positionals } = call;
  const portText = positionals.at(-1) ?? "8000";
  const port = portNumber(portText, 0);
  if (port === undefined) throw new Failure(`PORT is a number here, not ${portText}`);
  using listener = listenOnHost(positionals.at(-2) ?? "::1", port);
  call.note(`listening on ${listener.localAddress}`);
  if (call.flag("json")) await call.printEvent({ event: "listening", local: String(listener.localAddress) });
  await serve(call, listener);
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [[ADDRESS] PORT]"],
  details: [
    "A bot that greets everybody who connects and echoes their lines; an empty line ends a conversation. It talks to " +
      "any number of clients at once and ends when the last of them has left. Unless told it listens on ::1 port 8000.",
  ],
  options: {
    "keep-open": { short: "k", help: "go on when the last has left, until interrupted" },
    quiet,
    json,
  },
  positionals: [0, 2],
  examples: [
    ["bsock echo", "start the bot; then, in other terminals: bsock connect ::1 8000"],
    ["bsock echo 127.0.0.1 8000", "the same on IPv4"],
  ],
  run,
};
