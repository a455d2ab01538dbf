/** examples/iperf3.ts, on `berkeley-sockets/reactor`: both roles, each with iperf3 in the other. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Namespace } from "../support/namespace.ts";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import { notLinux, withoutProgram } from "../support/probe.ts";
import { conversation, type Serving, startServing } from "../support/protocol-example.ts";
import { runExample, runForeign } from "../support/run-example.ts";

interface Sum {
  readonly bytes: number;
  readonly seconds: number;
}

/** What iperf3 prints of a test as JSON. */
interface Printed {
  readonly error?: string;
  readonly end: { readonly streams: readonly unknown[]; readonly sum_sent: Sum; readonly sum_received: Sum };
}

const start = (): Promise<Serving> => startServing("iperf3", "server", "--host", "127.0.0.1", "--port", "0");
const most = 64 << 20; // of what the kernel's buffers may hold, and more

describe("examples/iperf3.ts, the server", { skip: notLinux || withoutProgram("iperf3") }, () => {
  const measure = async ({ port }: Serving, ...args: string[]): Promise<Printed> => {
    const { out, code } = await runForeign("iperf3", ["-c", "127.0.0.1", "-p", String(port), "-J", ...args]);
    const printed = JSON.parse(out) as Printed;
    assert.deepEqual([code, printed.error], [0, undefined]);
    return printed;
  };

  it("receives and sends, for a time or so many bytes, in one stream and in several", async () => {
    const server = await start();
    for (const args of [
      ["-t", "1"],
      ["-t", "1", "-R", "-P", "3"],
      ["-t", "1", "-O", "1"],
    ]) {
      const { streams, sum_sent: sent, sum_received: received } = (await measure(server, ...args)).end;
      assert.equal(streams.length, args.includes("-P") ? 3 : 1);
      assert.ok(received.bytes > 0 && Math.abs(sent.bytes - received.bytes) < most, JSON.stringify([sent, received]));
      assert.ok(sent.seconds >= 0.9 && received.seconds >= 0.9, JSON.stringify([sent, received]));
    }
    for (const direction of [[], ["-R"]]) {
      const { sum_sent: sent, sum_received: received } = (await measure(server, "-n", "8M", "-P", "2", ...direction))
        .end;
      const counted = direction.length === 0 ? sent : received;
      assert.ok(counted.bytes >= 8 << 20 && counted.bytes < (8 << 20) + most, JSON.stringify([sent, received]));
    }
    const told = await server.stop();
    assert.equal([...told.matchAll(/^test of 127\.0\.0\.1:\d+\n/gm)].length, 5);
    assert.equal([...told.matchAll(/^\[all\] .* sender, \d+ % of a processor$/gm)].length, 5, told);
  });

  it("makes one test at a time, and says what it does not do", async () => {
    const server = await start();
    const args = ["-c", "127.0.0.1", "-p", String(server.port)];
    const first = runForeign("iperf3", [...args, "-t", "1"]);
    await server.until(/^test of/m);
    const second = await runForeign("iperf3", args);
    assert.deepEqual([second.code, /busy running a test/.test(second.err)], [1, true], second.err);
    assert.equal((await first).code, 0);
    const datagrams = await runForeign("iperf3", [...args, "-u"]);
    assert.deepEqual([datagrams.code, /not implemented/.test(datagrams.err)], [1, true], datagrams.err);
    await server.stop();
  });

  it("lives on when a client says nonsense or leaves", async () => {
    const server = await start();
    const cookie = `${"x".repeat(36)}\0`;
    assert.equal(await conversation(server.port, cookie, "\0\0\0\x02no", null), "\x09");
    assert.equal(await conversation(server.port, cookie, "\x7f\0\0\0", null), "\x09");
    for (const told of ['{"parallel":1}', "null", '{"time":"x"}']) {
      const length = String.fromCharCode(0, 0, 0, told.length);
      // Whether it is told to connect streams depends on whether it has gone by then.
      const heard = await conversation(server.port, cookie, length, told, null);
      assert.ok(["\x09", "\x09\x0a"].includes(heard), told);
    }
    const tooMany = await conversation(server.port, cookie, '\0\0\0\x10{"parallel":129}');
    assert.equal(tooMany, "\x09\xfe\0\0\0\x0d\0\0\0\0");
    assert.equal(await conversation(server.port, "short", null), "");
    await measure(server, "-n", "1M");
    await server.stop();
  });
});

describe("examples/iperf3.ts, the client", { skip: withoutPeers("iperf3") }, () => {
  it("sends and receives, for a time or so many bytes, in one stream and in several", async () => {
    using space = new Namespace();
    const server = startForeign(space, "iperf3", "-s", "-p", "5201", "--forceflush");
    await server.until(/Server listening/);
    for (const args of [
      ["-t", "1"],
      ["-t", "1", "-R", "-P", "3"],
      ["-n", "8M", "-P", "2"],
      ["-n", "8M", "-R"],
    ]) {
      const { code, out, err } = await startInside(space, "iperf3", "client", "127.0.0.1", ...args).end;
      assert.deepEqual([code, err], [0, ""]);
      const sums = [...out.matchAll(/^\[all\] ([\d.]+) s {2}([\d.]+) MiB .* (sender|receiver),/gm)];
      assert.deepEqual(
        sums.map(([, , , who]) => who),
        ["sender", "receiver"],
        out,
      );
      const [sent = 0, received = 0] = sums.map(([, , size]) => Number(size));
      assert.ok(sent > 0 && received > 0, out);
      if (args.includes("-n")) assert.ok(args.includes("-R") ? received >= 8 : sent === 8, out);
      const streams = [...out.matchAll(/^\[ {2}(\d)\] .* sender/gm)].map(([, id]) => id);
      assert.deepEqual(streams, args.includes("3") ? ["1", "3", "4"] : args.includes("2") ? ["1", "3"] : ["1"]);
    }
    server.child.kill("SIGTERM");
    await server.end;
  });

  it("says what is wrong", async () => {
    using space = new Namespace();
    const nobody = await startInside(space, "iperf3", "client", "127.0.0.1").end;
    assert.deepEqual([nobody.code, nobody.err], [1, "iperf3: connect ECONNREFUSED 127.0.0.1:5201\n"]);
  });
});

describe("examples/iperf3.ts, with itself", { skip: notLinux }, () => {
  it("measures", async () => {
    const server = await startServing("iperf3", "server", "--host", "127.0.0.1", "--port", "0", "--one-off");
    const { code, out, err } = await runExample("iperf3", [
      "client",
      "127.0.0.1",
      "-p",
      String(server.port),
      "-n",
      "4M",
    ]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^\[ {2}1\] [\d.]+ s {2}4\.00 MiB {2}[\d.]+ Gbit\/s {2}sender/m);
    assert.equal((await server.end).code, 0);
  });

  it("says how it is used", async () => {
    const { code, err } = await runExample("iperf3", ["client"]);
    assert.deepEqual([code, err.startsWith("iperf3: server or client HOST?\nusage: iperf3 server")], [1, true]);
    const many = await runExample("iperf3", ["client", "127.0.0.1", "-n", "many"]);
    assert.deepEqual([many.code, many.err], [1, "iperf3: many is no number from 1 on\n"]);
  });
});
