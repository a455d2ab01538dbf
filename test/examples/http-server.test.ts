/** examples/http-server.ts, on `berkeley-sockets/reactor`: with curl and wrk, and with what they would not send. */
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

const start = (): Promise<Serving> => startServing("http-server", "--port", "0");

/** The status and the bodies of answers, told apart by their lengths. */
function answers(text: string): [number, string][] {
  const found: [number, string][] = [];
  for (let rest = text; rest !== ""; ) {
    const [head, status, length] = /^HTTP\/1\.1 (\d+) .*?Content-Length: (\d+)\r\n.*?\r\n\r\n/s.exec(rest) ?? [];
    assert.ok(head !== undefined, `no answer: ${rest.slice(0, 200)}`);
    const end = head.length + Number(length);
    found.push([Number(status), rest.slice(head.length, end)]);
    rest = rest.slice(end);
  }
  return found;
}

describe("examples/http-server.ts, with curl", { skip: notLinux || withoutProgram("curl") }, () => {
  const curl = async (input: string, ...args: string[]): Promise<string> => {
    const { code, out, err } = await runForeign("curl", ["-sS", "--max-time", "20", ...args], input);
    assert.deepEqual([code, err], [0, ""]);
    return out;
  };

  it("answers several requests on one connection", async () => {
    const server = await start();
    const url = `http://127.0.0.1:${server.port}`;
    const told = await curl("", "-w", "%{http_code} %{num_connects}\n", `${url}/`, `${url}/?again`, `${url}/none`);
    assert.equal(told, "hello\n200 1\nhello\n200 0\nthere is no /none\n404 0\n");
    await server.stop();
  });

  it("answers HEAD without a body, and tells what may be asked", async () => {
    const server = await start();
    const url = `http://127.0.0.1:${server.port}`;
    const head = await curl("", "--head", `${url}/`);
    assert.match(
      head,
      /^HTTP\/1\.1 200 OK\r\nDate: .*GMT\r\nContent-Type: .*\r\nContent-Length: 6\r\nConnection: keep-alive\r\n\r\n$/,
    );
    assert.match(await curl("", "-i", "-X", "DELETE", `${url}/`), /^HTTP\/1\.1 405 .*\r\nAllow: GET, HEAD\r\n/s);
    await server.stop();
  });

  it("gives back what is posted: with a length, in chunks, and after it was told to go on", async () => {
    const server = await start();
    const url = `http://127.0.0.1:${server.port}/echo`;
    assert.equal(await curl("", "-d", "some=text", url), "some=text");
    const long = "0123456789abcdef".repeat(60_000);
    const post = ["--data-binary", "@-", "-H", "Content-Type: text/x-test"];
    assert.equal(await curl(long, ...post, url), long);
    assert.equal(await curl(long, ...post, "-H", "Transfer-Encoding: chunked", url), long);
    const { out, err } = await runForeign("curl", ["-sv", ...post, "-H", "Expect: 100-continue", url], "wait for me");
    assert.equal(out, "wait for me");
    assert.match(err, /< HTTP\/1\.1 100 Continue[\s\S]*< HTTP\/1\.1 200 OK[\s\S]*< Content-Type: text\/x-test/);
    const tooLong = await curl(long.repeat(2), ...post, "-o", "/dev/null", "-w", "%{http_code}", url);
    assert.equal(tooLong, "413");
    await server.stop();
  });

  it("speaks HTTP/1.0 too", async () => {
    const server = await start();
    const told = await curl("", "-0", "-i", `http://127.0.0.1:${server.port}/`);
    assert.match(told, /\r\nConnection: close\r\n\r\nhello\n$/);
    await server.stop();
  });
});

describe("examples/http-server.ts, with wrk", { skip: notLinux || withoutProgram("wrk") }, () => {
  it("serves it for a second without an error", async () => {
    const server = await start();
    const { out } = await runForeign("wrk", ["-t1", "-c20", "-d1s", `http://127.0.0.1:${server.port}/`]);
    const [, requests] = /(\d+) requests in/.exec(out) ?? [];
    assert.ok(Number(requests) > 0, out);
    assert.doesNotMatch(out, /Non-2xx|Socket errors/);
    await server.stop();
  });
});

describe("examples/http-server.ts, with requests of all kinds", { skip: notLinux }, () => {
  const last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  it("answers pipelined requests in their order, in whatever pieces they come", async () => {
    const server = await start();
    const requests = [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost:x\r\nContent-Length: 5\r\n\r\nfirst",
      "\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4;why=so\r\nin c\r\n05\r\nhunks\r\n0\r\nTrailer: 1\r\n\r\n",
      "GET /none HTTP/1.1\r\nHost: x\r\n\r\n",
      last,
    ].join("");
    const expected = [
      [200, "hello\n"],
      [200, "first"],
      [200, "in chunks"],
      [404, "there is no /none\n"],
      [200, "hello\n"],
    ];
    for (const length of [requests.length, 7, 1]) {
      const text = await conversation(server.port, ...pieces(requests, length));
      assert.deepEqual(answers(text), expected, `in pieces of ${length}`);
    }
    await server.stop();
  });

  it("refuses what is wrong, and closes", async () => {
    const server = await start();
    const refused: readonly (readonly [number, string])[] = [
      [400, "nonsense\r\n\r\n"],
      [400, "GET / HTTP/1.1\r\n\r\n"],
      [400, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"],
      [400, "GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n"],
      [400, "GET / HTTP/1.1\r\nHost : x\r\n\r\n"],
      [400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n"],
      [400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
      [400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
      [400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
      [400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz"],
      [413, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"],
      [413, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"],
      [431, `GET / HTTP/1.1\r\nHost: x\r\nLong: ${"x".repeat(17_000)}`],
      [501, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"],
      [505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"],
    ];
    for (const [status, request] of refused) {
      const got = answers(await conversation(server.port, request, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      assert.deepEqual(
        got.map(([code]) => code),
        [status],
        request.slice(0, 100),
      );
    }
    assert.deepEqual(answers(await conversation(server.port, last)), [[200, "hello\n"]]);
    await server.stop();
  });

  it("waits for who does not take the answers", async () => {
    const server = await start();
    // 40 MB of answers to 40 MB of requests: more than it may keep, and the kernel with it.
    const body = "x".repeat(1_000_000);
    const request = `POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const got = answers(await reluctantConversation(server.port, request.repeat(40) + last));
    assert.deepEqual(
      got.map(([status, { length }]) => `${status} ${length}`),
      [...Array(40).fill("200 1000000"), "200 6"],
    );
    await server.stop();
  });
});
