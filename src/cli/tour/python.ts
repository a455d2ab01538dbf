import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { InternetAddress, pollSockets, ShutdownMethod, Socket, SocketDomain, SocketType } from "../../index.ts";
import { accepted } from "./connection.ts";
import type { Chapter, Page } from "./page.ts";
import { tellEnd, tellLocal, tellReady } from "./tell.ts";

/** How long Python may take to begin, in milliseconds. */
const patience = 10_000;

const program = [
  "import socket, sys",
  's = socket.create_connection(("127.0.0.1", int(sys.argv[1])))',
  's.sendall(b"Hello from Python.")',
  "s.sendall(s.recv(100).upper())",
  "s.close()",
];

/** python3's version, or `undefined` where there is none that works. */
function pythonVersion(): string | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", "import socket, platform; print(platform.python_version())"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 5000,
  });
  return status === 0 ? stdout.trim() : undefined;
}

export const python: Chapter = {
  title: "A program not written by us",
  sentence: "The same calls in a conversation with the socket module of python3.",
  async run(page) {
    const version = pythonVersion();
    if (version === undefined) return page.skip("there is no python3 on this machine");
    page.note(`Python ${version} runs this:`, ...program.map((line) => `  ${line}`));
    const server = page.define("server", () => Socket.create(SocketDomain.internet, SocketType.stream));
    page.call(() => server.bind(InternetAddress.loopback(0)), tellLocal(server));
    page.call(
      () => server.listen(),
      () => "listens",
    );
    const address = server.localAddress;
    if (!(address instanceof InternetAddress)) throw new Error("the server has no address");
    const child = spawn("python3", ["-c", program.join("\n"), String(address.port)], { stdio: "ignore" });
    try {
      converse(page, server);
    } finally {
      server.close();
      await ended(child);
    }
  },
};

function converse(page: Page, server: Socket): void {
  page.call(() => pollSockets([{ socket: server, read: true }], patience), tellReady);
  const [guest] = accepted(page.define("[guest, from]", () => server.accept()));
  page.note("in blocking mode a receive waits for what Python has to say");
  page.call(
    () => guest.setNonblocking(false),
    () => `nonblocking: ${guest.nonblocking}`,
  );
  page.call(() => guest.receive(100));
  page.call(() => guest.send(Buffer.from("Glad to meet you.")));
  page.call(
    () => guest.shutdown(ShutdownMethod.write),
    () => "sends no more",
  );
  page.call(() => guest.receive(100));
  page.call(() => guest.receive(100), tellEnd);
}

/** Waits for the program's end, and sees to it. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), 2000);
  await once(child, "exit");
  clearTimeout(timer);
}
