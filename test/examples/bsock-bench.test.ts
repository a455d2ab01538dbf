/** `bsock bench` and `bsock top`: loads that are counted, sockets that are listed. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { type Json, portOf, program, run, start, startListening } from "../support/bsock.ts";
import { valuesOf } from "../support/lines.ts";
import { foreignEnv, notLinux, withoutProgram } from "../support/probe.ts";

/** A server of `node:net` while the body runs: its port. */
async function beside(server: Server, body: (port: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(String((server.address() as { port: number }).port));
  } finally {
    server.close();
  }
}

interface Told extends Json {
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly latency: Record<string, number>;
  readonly counters: Record<string, number>;
}

describe("bsock bench", () => {
  for (const [protocol, more] of [
    ["tcp", ["-c", "7", "-d", "3", "-s", "1000"]],
    ["udp", ["-c", "2", "-d", "8"]],
    ["tcp", ["--rate", "500"]],
    ["udp", ["--rate", "500", "-s", "1400"]],
  ] as const) {
    it(`${protocol} ${more.join(" ")}: what comes back is counted, here and there`, async () => {
      const server = await startListening(["bench", "--serve", "0"]);
      const { code, out, err } = await run([
        ...["bench", "--json", "-t", "1", ...more],
        ...[protocol, "127.0.0.1", portOf(server.address)],
      ]);
      server.child.kill("SIGINT");
      const served = await server.end;
      assert.deepEqual([code, err], [0, ""]);
      const told = valuesOf<Told>(out);
      assert.deepEqual(
        told.map(({ event }) => event),
        ["second", "summary"],
      );
      const summary = told.at(-1) as Told;
      const { messages, latency, counters } = summary;
      const [p50, p90, p99, p999, max] = ["p50", "p90", "p99", "p99.9", "max"].map((name) => latency[name] as number);
      assert.ok(
        [0, p50, p90, p99, p999, max].every(
          (each, index, all) => index === 0 || (all[index - 1] as number) <= (each as number),
        ),
        JSON.stringify(latency),
      );
      assert.ok(messages > 0 && (counters["wakeUps"] as number) > 0);
      const size = Number(more.includes("-s" as never) ? more.at(-1) : 64);
      const bytes = counters["bytesReceived"] as number;
      // What came in the midst of a second may be a part of a message.
      assert.ok(Math.abs(bytes - messages * size) <= 21 * size, `${bytes} bytes of ${messages} messages of ${size}`);
      const due =
        ((summary["rate"] as number | null) ?? Number.POSITIVE_INFINITY) * (Number(summary["milliseconds"]) / 1000);
      assert.ok(messages <= due + 2, `${messages} of ${due}`);
      assert.equal(served.signal, "SIGINT");
      assert.match(served.out, /^TIME +CONNECTIONS +RECEIVES\/S/);
    });
  }

  it("a server that stalls is charged for all who would have come meanwhile", async () => {
    const STALL = 300;
    // Node's server answers in time, but for once.
    let stalled = false;
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        if (!stalled) {
          stalled = true;
          const end = performance.now() + STALL;
          while (performance.now() < end);
        }
        socket.write(data);
      });
    });
    await beside(server, async (port) => {
      const measured = async (...more: string[]): Promise<Told> => {
        stalled = false;
        const { out } = await run(["bench", "--json", "-t", "1", "-c", "1", ...more, "tcp", "127.0.0.1", port]);
        return valuesOf<Told>(out).at(-1) as Told;
      };
      const open = await measured("--rate", "1000");
      assert.ok((open.latency["max"] as number) >= STALL);
      // Some 300 of 1,000 were due in that time: that many are no outliers.
      assert.ok((open.latency["p90"] as number) > STALL / 3, JSON.stringify(open.latency));
      const closed = await measured();
      assert.ok((closed.latency["max"] as number) >= STALL);
      assert.ok((closed.latency["p90"] as number) < STALL / 3, JSON.stringify(closed.latency));
    });
  });

  it("for people: a line a second, then the end; interrupted it tells what there was", async () => {
    const server = await startListening(["bench", "--serve", "tcp", "127.0.0.1", "0"]);
    const port = portOf(server.address);
    const { code, out, err } = await run(["bench", "-t", "1", "-c", "1", "tcp", "127.0.0.1", port]);
    assert.equal(code, 0);
    assert.match(err, /^bsock: tcp, 1 connection, messages of 64 bytes, 1 at a time on each to 127\.0\.0\.1:\d+;/);
    assert.match(
      out,
      /^TIME +MESSAGES\/S .*\n1\.\d s .*\n\n--- .* ---\n[\d,]+ messages, .*\nlatency {2}p50 .*\nreactor {2}.*\n$/,
    );
    const seen = start(["bench", "tcp", "127.0.0.1", port]);
    await seen.until(/^1\.\d s /m);
    seen.child.kill("SIGINT");
    const ended = await seen.end;
    assert.equal(ended.signal, "SIGINT");
    assert.match(ended.out, /\nlatency {2}p50 /);
    server.child.kill("SIGINT");
    await server.end;
  });

  it("who does not echo, ends, or is not there", async () => {
    const load = (...args: string[]): ReturnType<typeof run> => run(["bench", "-t", "5", "-c", "1", ...args]);
    await beside(
      createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write("something else"))),
      async (port) => {
        const { code, err } = await load("-q", "tcp", "127.0.0.1", port);
        assert.equal(code, 1);
        assert.match(err, /^bsock: 127\.0\.0\.1:\d+ does not echo$/m);
      },
    );
    await beside(
      createServer((socket) => void socket.on("error", () => undefined).end()),
      async (port) => assert.match((await load("tcp", "127.0.0.1", port)).err, /has ended a connection$/m),
    );
    assert.match((await load("tcp", "127.0.0.1", "1")).err, /ECONNREFUSED 127\.0\.0\.1:1\n$/);
    const gone = Socket.create(SocketDomain.internet, SocketType.datagram);
    gone.bind(InternetAddress.loopback(0));
    const port = String((gone.localAddress as InternetAddress).port);
    gone.close();
    assert.match((await load("udp", "127.0.0.1", port)).err, /ECONNREFUSED.*nobody receives there\n$/);
  });

  it("wrong usage", async () => {
    for (const [args, why] of [
      [[], /tcp or udp, HOST and PORT are needed/],
      [["sctp", "127.0.0.1", "9"], /tcp or udp/],
      [["tcp", "127.0.0.1"], /more arguments are needed/],
      [["tcp", "127.0.0.1", "70000"], /PORT/],
      [["-s", "7", "udp", "127.0.0.1", "9"], /--size is at least 8 with udp/],
      [["-s", "65508", "udp", "127.0.0.1", "9"], /--size is a number from 1 to 65507/],
      [["--serve", "-c", "3"], /--connections is not for --serve/],
      [["--serve", "127.0.0.1", "1", "2"], /unexpected argument '2'/],
    ] as const) {
      const { code, err } = await run(["bench", ...args]);
      assert.equal(code, 2, args.join(" "));
      assert.match(err, why);
    }
  });
});

describe("bsock top", { skip: notLinux }, () => {
  interface Sample extends Json {
    readonly count: number;
    readonly sockets: readonly Json[];
  }

  /** Samples of this process's sockets. */
  async function sampled(...args: string[]): Promise<Sample> {
    const { code, out, err } = await run(["top", "--json", "-c", "1", "-i", "20", "-p", String(process.pid), ...args]);
    assert.deepEqual([code, err], [0, ""]);
    return valuesOf<Sample>(out).at(-1) as Sample;
  }

  it("a connection's queues, whose it is, and what ss(8) says", { skip: withoutProgram("ss", "-V") }, async () => {
    const listener = Socket.create(SocketDomain.internet, SocketType.stream);
    listener.bind(InternetAddress.loopback(0));
    listener.listen(7);
    const client = Socket.create(SocketDomain.internet, SocketType.stream);
    client.connect(listener.localAddress as InternetAddress);
    const [server] = listener.accept();
    assert.ok(server !== undefined);
    client.send(new Uint8Array(1234));
    const { sockets } = await sampled("--tcp");
    const [local, peer] = [String(server.localAddress), String(server.peerAddress)];
    const found = sockets.find((each) => each["local"] === local && each["peer"] === peer);
    assert.deepEqual(
      [found?.["transport"], found?.["state"], found?.["receiveQueue"], found?.["pid"]],
      ["tcp", "established", 1234, process.pid],
    );
    assert.ok(!sockets.some(({ state }) => state === "listen"));
    const { stdout } = spawnSync("ss", ["-tnH", "src", local, "dst", peer], { encoding: "utf8", env: foreignEnv });
    assert.match(stdout, /^ESTAB +1234 +0 /);
    const all = await sampled("--all", "--sort", "local");
    const listening = all.sockets.find((each) => each["state"] === "listen" && each["local"] === local);
    assert.deepEqual([listening?.["sendQueue"], listening?.["peer"]], [7, null]);
    const locals = all.sockets.map((each) => String(each["local"]));
    assert.deepEqual(
      locals,
      [...locals].sort((a, b) => a.localeCompare(b)),
    );
    assert.equal((await sampled("--tcp", "--ipv6")).sockets.length, 0);
    for (const each of [listener, client, server]) each.close();
  });

  it("what a connection moves, and what a datagram socket dropped", async () => {
    const [client, server] = await moving();
    const watching = start(["top", "--json", "--tcp", "-i", "50", "-p", String(process.pid)]);
    const chunk = new Uint8Array(65536);
    const moved = setInterval(() => {
      client.send(chunk);
      server.receive(chunk.length);
    }, 1);
    await watching.until(/"inBytesPerSecond":[1-9]\d+/);
    clearInterval(moved);
    watching.child.kill("SIGINT");
    const { signal, out } = await watching.end;
    assert.equal(signal, "SIGINT");
    const first = valuesOf<Sample>(out).findLast(({ sockets }) =>
      sockets.some((each) => each["inBytesPerSecond"] !== 0),
    );
    assert.equal(first?.sockets[0]?.["process"], "node", "the busiest comes first");
    client.close();
    server.close();

    const receiver = Socket.create(SocketDomain.internet, SocketType.datagram);
    receiver.bind(InternetAddress.loopback(0));
    const sender = Socket.create(SocketDomain.internet, SocketType.datagram);
    for (let count = 0; count < 1000; count++)
      sender.sendTo(new Uint8Array(1000), receiver.localAddress as InternetAddress);
    const { sockets } = await sampled("--udp", "--sort", "drops");
    const [overrun] = sockets;
    assert.equal(overrun?.["local"], String(receiver.localAddress));
    assert.ok((overrun?.["drops"] as number) > 0 && (overrun?.["receiveQueue"] as number) > 0);
    receiver.close();
    sender.close();
  });

  it("for people: a table, which on a terminal stays in its place", { skip: withoutProgram("python3") }, async () => {
    const { code, out } = await run(["top", "-c", "2", "-i", "20", "--all", "-l", "1"]);
    assert.equal(code, 0);
    assert.match(out, /^(\d\d:\d\d:\d\d {2}\d+ sockets, .*\nLOCAL +PEER +KIND .*\n(.+\n)?\n){2}$/);
    assert.ok(!out.includes("\u001b"));
    const source = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
    const args = ["-c", source, process.execPath, program, "top", "-c", "2", "-i", "20", "-q"];
    const { stdout } = spawnSync("python3", args, { encoding: "utf8", env: { ...process.env, TERM: "xterm" } });
    // Cleared once; then each table begins at the top.
    assert.equal(stdout.split("\u001b[2J").length, 2);
    assert.equal(stdout.split("\u001b[H").length, 3);
  });

  it("wrong usage, and who is not there", async () => {
    assert.match((await run(["top", "--sort", "colour"])).err, /--sort is one of rate, in, out/);
    assert.match((await run(["top", "--tcp", "--udp"])).err, /--tcp and --udp exclude each other/);
    const { code, err } = await run(["top", "--pid", String(2 ** 22)]);
    assert.deepEqual([code, err], [1, `bsock: there is no process ${2 ** 22}\n`]);
  });
});

/** Two ends of a connection. */
async function moving(): Promise<[Socket, Socket]> {
  const listener = Socket.create(SocketDomain.internet, SocketType.stream);
  listener.bind(InternetAddress.loopback(0));
  listener.listen(1);
  const client = Socket.create(SocketDomain.internet, SocketType.stream);
  client.connect(listener.localAddress as InternetAddress);
  const [server] = listener.accept();
  listener.close();
  assert.ok(server !== undefined);
  return [client, server];
}
