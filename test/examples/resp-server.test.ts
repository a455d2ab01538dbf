/** examples/resp-server.ts, on `berkeley-sockets/reactor`: with redis-cli and redis-benchmark, and in all pieces. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { notLinux, withoutProgram } from "../support/probe.ts";
import {
  conversation,
  pieces,
  reluctantConversation,
  type Serving,
  startServing,
} from "../support/protocol-example.ts";
import { runForeign } from "../support/run-example.ts";

const start = (): Promise<Serving> => startServing("resp-server", "--port", "0");

describe("examples/resp-server.ts, with redis-cli", { skip: notLinux || withoutProgram("redis-cli") }, () => {
  it("keeps strings, which may expire, and counts", async () => {
    const server = await start();
    const cli = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await runForeign("redis-cli", ["-p", String(server.port), "--no-raw", ...args]);
      assert.deepEqual([code, err], [0, ""]);
      return out.trimEnd();
    };
    assert.equal(await cli("PING"), "PONG");
    assert.equal(await cli("ping", "hello"), '"hello"');
    assert.equal(await cli("ECHO", "a\r\nb\u00fc"), '"a\\r\\nb\\xc3\\xbc"');
    assert.equal(await cli("GET", "key"), "(nil)");
    assert.equal(await cli("SET", "key", "value"), "OK");
    assert.equal(await cli("GET", "key"), '"value"');
    assert.equal(await cli("SET", "key", "other", "NX"), "(nil)");
    assert.equal(await cli("INCR", "key"), "(error) ERR value is not an integer or out of range");
    assert.equal(await cli("INCR", "number"), "(integer) 1");
    assert.equal(await cli("INCR", "number"), "(integer) 2");
    assert.equal(await cli("SET", "full", "9223372036854775807"), "OK");
    assert.equal(await cli("INCR", "full"), "(error) ERR increment or decrement would overflow");
    assert.equal(await cli("EXISTS", "key", "number", "none", "key"), "(integer) 3");
    assert.equal(await cli("DEL", "key", "none"), "(integer) 1");
    assert.equal(await cli("GET", "key"), "(nil)");
    assert.equal(await cli("SET", "short", "life", "PX", "1"), "OK");
    assert.equal(await cli("GET", "short"), "(nil)"); // a process takes longer to start
    assert.equal(await cli("SET", "long", "life", "EX", "100"), "OK");
    assert.match(await cli("TTL", "long"), /^\(integer\) (99|100)$/);
    assert.equal(await cli("SET", "long", "life"), "OK");
    assert.equal(await cli("TTL", "long"), "(integer) -1");
    assert.equal(await cli("SET", "key", "value", "EX", "0"), "(error) ERR invalid expire time in 'set' command");
    assert.equal(await cli("SET", "key", "value", "AND"), "(error) ERR syntax error");
    assert.equal(await cli("GET"), "(error) ERR wrong number of arguments for 'get' command");
    assert.equal(await cli("FLY", "away"), "(error) ERR unknown command 'FLY'");
    await server.stop();
  });

  it("takes many requests through its pipe, and values of any size", async () => {
    const server = await start();
    const long = "0123456789".repeat(300_000);
    const request = (...words: string[]): string =>
      `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
    const input = `${request("INCR", "n").repeat(50_000)}${request("SET", "long", long)}`;
    const { code, out } = await runForeign("redis-cli", ["-p", String(server.port), "--pipe"], input);
    assert.equal(code, 0);
    assert.match(out, /errors: 0, replies: 50001\n/);
    const got = await runForeign("redis-cli", ["-p", String(server.port), "GET", "long"]);
    assert.ok(got.out === `${long}\n`);
    assert.equal((await runForeign("redis-cli", ["-p", String(server.port), "GET", "n"])).out, "50000\n");
    await server.stop();
  });
});

describe("examples/resp-server.ts, with redis-benchmark", {
  skip: notLinux || withoutProgram("redis-benchmark"),
}, () => {
  it("serves it", async () => {
    const server = await start();
    const args = ["-p", String(server.port), "-t", "ping,set,get", "-P", "16", "-n", "20000", "--csv"];
    const { code, out, err } = await runForeign("redis-benchmark", args);
    assert.deepEqual([code, err], [0, ""]);
    const rates = [...out.matchAll(/^"(PING_INLINE|PING_MBULK|SET|GET)","([\d.]+)"/gm)].map(([, name, rate]) => {
      assert.ok(Number(rate) > 0, out);
      return name;
    });
    assert.deepEqual(rates, ["PING_INLINE", "PING_MBULK", "SET", "GET"]);
    await server.stop();
  });
});

describe("examples/resp-server.ts, with requests of all kinds", { skip: notLinux }, () => {
  it("reads them in whatever pieces they come, up to one of which nobody knows the end", async () => {
    const server = await start();
    const requests = [
      "PING\r\n",
      "*1\r\n$4\r\nPiNg\r\n",
      "\r\n*0\r\n",
      "  set   key  value \n",
      "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n",
      "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\n\0\r\n\xff\r\n",
      "*2\r\n$3\r\nget\r\n$0\r\n\r\n",
      "*2\r\n$4\r\nECHO\r\n$2\r\n\r\n\r\n",
      "*1\r\n$12\r\npingpingping\r\n",
      "*1\r\n$4\r\nPING\r\n*1\r\nPING\r\n",
    ].join("");
    const expected = [
      "+PONG\r\n+PONG\r\n+OK\r\n$5\r\nvalue\r\n+OK\r\n$4\r\n\0\r\n\xff\r\n$2\r\n\r\n\r\n",
      "-ERR unknown command 'pingpingping'\r\n+PONG\r\n-ERR Protocol error: expected '$'\r\n",
    ].join("");
    for (const length of [requests.length, 5, 1]) {
      const sent = pieces(requests, length).map((piece) => Buffer.from(piece, "latin1"));
      assert.equal(await conversation(server.port, ...sent), expected, `in pieces of ${length}`);
    }
    await server.stop();
  });

  it("closes after what is no protocol", async () => {
    const server = await start();
    const wrong = ["*x\r\n", "*-1\r\n", "*1\r\n$x\r\n", "*1025\r\n", "*1\r\n$99999999\r\n", "*1\r\n$1\r\nabc", "*1\rx"];
    for (const each of [...wrong, "x".repeat(70_000)]) {
      assert.match(await conversation(server.port, each), /^-ERR Protocol error: [^\r\n]*\r\n$/, each.slice(0, 20));
    }
    await server.stop();
  });

  it("waits for who does not take the answers", async () => {
    const server = await start();
    // 40 MB of answers to 800 kB of requests, and then a value larger than all that may wait.
    const set = (value: string): string => `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${value.length}\r\n${value}\r\n`;
    const get = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
    const [short, long] = ["x".repeat(1000), "y".repeat(5_000_000)];
    const text = await reluctantConversation(
      server.port,
      `${set(short)}${get.repeat(40_000)}${set(long)}${get.repeat(3)}*x\r\n`,
    );
    const answers = [
      `+OK\r\n${`$1000\r\n${short}\r\n`.repeat(40_000)}`,
      `+OK\r\n${`$5000000\r\n${long}\r\n`.repeat(3)}`,
      "-ERR Protocol error: invalid length\r\n",
    ];
    assert.ok(text === answers.join(""));
    await server.stop();
  });
});
