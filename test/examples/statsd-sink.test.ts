/** examples/statsd-sink.ts, on `berkeley-sockets/reactor`: told by python3's sockets, nc, bash and logger. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notLinux, withoutProgram } from "../support/probe.ts";
import { type Serving, startServing } from "../support/protocol-example.ts";
import { runExample, runForeign } from "../support/run-example.ts";

const start = (...args: string[]): Promise<Serving> => startServing("statsd-sink", "--port", "0", ...args);

/** The words of the table's rows, behind the line that says where it listens. */
function rows(text: string): string[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/ {2,}/g, " "))
    .filter((line) => line !== "");
}

describe("examples/statsd-sink.ts, with python3", { skip: notLinux || withoutProgram("python3") }, () => {
  const send = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for text in sys.argv[2:]: s.sendto(text.encode(), ("127.0.0.1", int(sys.argv[1])))`;

  const told = async (texts: readonly string[], ...args: string[]): Promise<string[]> => {
    const sink = await start(...args);
    const { code, err } = await runForeign("python3", ["-c", send, String(sink.port), ...texts]);
    assert.deepEqual([code, err], [0, ""]);
    const lines = rows(await sink.stop());
    assert.match(lines[0] ?? "", /^\d+ lines in [\d.]+ s, \d+ bad$/);
    return lines.map((line) => line.replace(/ in [\d.]+ s/, ""));
  };

  it("counts, with the rate of sampling", async () => {
    const lines = await told(["b:1|c", "a:2|c\na:3|c|@0.1\n", "b:-4|c", "b:.5|c|#zone:x,y", "ü:1e2|c"]);
    assert.equal(lines[0], "6 lines, 0 bad");
    // How many there were in a second depends on the second.
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(" ").slice(0, 2).join(" ")),
      ["counter count", ...["a 32", "b -3", "b{zone:x,y} 0.5", "ü 100"]],
    );
  });

  it("has gauges, which may change", async () => {
    const lines = await told(["a:10|g", "a:+5|g", "a:-3.5|g", "b:-1|g", "c:1|g\nc:7|g"]);
    assert.deepEqual(lines, ["6 lines, 0 bad", "gauge value", "a 11.5", "b -1", "c 7"]);
  });

  it("sums up timers", async () => {
    const values = Array.from({ length: 100 }, (_, index) => `t:${100 - index}|ms`);
    const lines = await told([...values, "h:4|h|@0.5", "h:2|h"], "--percentile", "50", "--percentile", "99.9");
    assert.deepEqual(lines.slice(1), [
      "timer count min mean p50 p99.9 max",
      "h 3 2 3 2 4 4",
      "t 100 1 50.5 50 100 100",
    ]);
  });

  it("counts what is different", async () => {
    const lines = await told(["users:ann|s", "users:bob|s\nusers:ann|s", "other:1|s"]);
    assert.deepEqual(lines.slice(1), ["set different", "other 1", "users 2"]);
  });

  it("counts lines that say nothing", async () => {
    const bad = [
      ...["nothing", "a:1", "a|c", ":1|c", "a:x|c", "a:1|z", "a:1|c|@0", "a:1|c|@2", "a:1|c|@x", "a:|c", "a:1|cc"],
      ...["a:NaN|g", "a:Infinity|g", "a:0x10|g", "a:1e999|ms", "a: 1|c"],
    ];
    const lines = await told([...bad.slice(0, 5), bad.slice(5).join("\n"), "\n\n", "good:1|g"]);
    assert.deepEqual(lines, [`${bad.length + 1} lines, ${bad.length} bad`, "gauge value", "good 1"]);
  });

  it("prints from time to time, and then begins anew with all but gauges", async () => {
    const sink = await start("--interval", "0.1");
    await runForeign("python3", ["-c", send, String(sink.port), "a:1|c\nb:2|g"]);
    await sink.until(
      /2 lines.*\n\ncounter.*\na +1 .*\n\ngauge +value\nb +2\n[\s\S]*\n0 lines.*\n\ngauge +value\nb +2\n/,
    );
    await sink.stop();
  });
});

describe("examples/statsd-sink.ts, with the shell", { skip: notLinux }, () => {
  it("hears nc", { skip: withoutProgram("nc", "-h") }, async () => {
    const sink = await start();
    const { code } = await runForeign("nc", ["-u", "-w1", "-q0", "127.0.0.1", String(sink.port)], "a:1|g\nb:2|g\n");
    assert.equal(code, 0);
    assert.deepEqual(rows(await sink.stop()).slice(1), ["gauge value", "a 1", "b 2"]);
  });

  it("hears bash", { skip: withoutProgram("bash") }, async () => {
    const sink = await start();
    await runForeign("bash", ["-c", `for n in 1 2 3; do echo "a:+$n|g" > /dev/udp/127.0.0.1/${sink.port}; done`]);
    assert.deepEqual(rows(await sink.stop()).slice(1), ["gauge value", "a 6"]);
  });

  it("takes what logger sends for what it is not", { skip: withoutProgram("logger") }, async () => {
    const sink = await start();
    await runForeign("logger", ["-n", "127.0.0.1", "-P", String(sink.port), "-d", "a:1|c"]);
    assert.match(await sink.stop(), /\n1 lines in .* s, 1 bad\n/);
  });

  it("says what is wrong", async () => {
    const { code, err } = await runExample("statsd-sink", ["--interval", "soon"]);
    assert.deepEqual([code, err], [1, "statsd-sink: soon is no number from 0.1 to 86400\n"]);
  });
});
