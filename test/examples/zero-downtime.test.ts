/** The server that is replaced while it serves, under clients of python3 that connect without pause. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { type Finished, spawnPython } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { notLinux, withoutProgram } from "../support/probe.ts";
import { exampleFile, runExample } from "../support/run-example.ts";
import { type Running, running } from "../support/running.ts";

interface Server extends Running {
  readonly port: number;
}

const groups: number[] = [];
after(() => {
  for (const group of groups) {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // All of them have ended, as they should.
    }
  }
});

async function start(file: string, ...args: string[]): Promise<Server> {
  // In a group of their own, so that its successors are found if a test fails half-way.
  const child = spawn(process.execPath, [file, "127.0.0.1:0", ...args], { detached: true });
  groups.push(child.pid as number);
  const server = running(child);
  const [, port] = await server.until(/: listening on 127\.0\.0\.1:(\d+)\n/);
  return { ...server, port: Number(port) };
}

/** Replaces the process by its successor, and gives that one's number. */
async function replace(server: Server, pid: number): Promise<number> {
  process.kill(pid, "SIGHUP");
  const [, successor] = await server.until(new RegExp(`^${pid}: replaced by (\\d+)\n`, "m"));
  return Number(successor);
}

/** Ends the process that serves at last; what all of them printed ends when none of them is left. */
async function stop(server: Server, pid: number): Promise<Finished> {
  process.kill(pid, "SIGTERM");
  return server.end;
}

async function ask(client: Socket, text: string): Promise<string> {
  client.write(`${text}\n`);
  const [bytes] = (await once(client, "data")) as [Buffer];
  return bytes.toString();
}

/** Four threads that connect, ask and hear to the end, until their input ends; says what became of that. */
const clients = `
import json, socket, sys, threading
port, answered, pids, failures, ending = int(sys.argv[1]), [0], set(), [], threading.Event()
def work(name):
  count = 0
  while not ending.is_set():
    count += 1
    try:
      with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(b"%d.%d\\n" % (name, count))
        client.shutdown(socket.SHUT_WR)
        pid, text = client.makefile().read().split()
        if text != "%d.%d" % (name, count): failures.append("wrong: " + text)
        pids.add(int(pid))
        answered[0] += 1
        if answered[0] % 100 == 0: print("so far", answered[0])
    except Exception as error:
      failures.append(repr(error))
threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
for thread in threads: thread.start()
sys.stdin.read()
ending.set()
for thread in threads: thread.join()
print(json.dumps({"answered": answered[0], "pids": len(pids), "failures": failures[:10]}))
`;

// The limit is for a server that is broken: one that never ends keeps the test waiting for its end.
describe("examples/zero-downtime.ts", { skip: notLinux, timeout: 120_000 }, () => {
  it("refuses no connection and loses no reply while it is replaced, again and again", {
    skip: withoutProgram("python3"),
  }, async () => {
    const server = await start(exampleFile("zero-downtime"));
    let pid = server.child.pid as number;
    const crowd = running(spawnPython(clients, String(server.port)));
    await crowd.until(/so far/);
    for (let generation = 0; generation < 3; generation++) {
      const successor = await replace(server, pid);
      await server.until(new RegExp(`^${pid}: ended\n`, "m"));
      pid = successor;
    }
    crowd.child.stdin.end();
    const { out, err } = await crowd.end;
    assert.equal(err, "");
    const { answered, pids, failures } = JSON.parse(out.trim().split("\n").at(-1) ?? "");
    assert.deepEqual(failures, []);
    assert.ok(answered >= 100);
    assert.ok(pids >= 3, `${pids} processes answered`);
    const end = await stop(server, pid);
    assert.deepEqual([end.code, end.err], [0, ""]);
  });

  it("lets a client finish that was there before", async () => {
    const server = await start(exampleFile("zero-downtime"));
    const pid = server.child.pid as number;
    const client = connect(server.port, "127.0.0.1");
    assert.equal(await ask(client, "before"), `${pid} before\n`);
    const successor = await replace(server, pid);
    await server.until(/: waiting for 1 clients\n/);
    const newcomer = connect(server.port, "127.0.0.1");
    assert.equal(await ask(newcomer, "new"), `${successor} new\n`);
    assert.equal(await ask(client, "after"), `${pid} after\n`);
    client.end();
    await server.until(new RegExp(`^${pid}: ended\n`, "m"));
    assert.equal(await ask(newcomer, "still"), `${successor} still\n`);
    newcomer.end();
    await stop(server, successor);
  });

  it("cuts off who takes too long, or at a second signal", async () => {
    for (const hasty of [false, true]) {
      const server = await start(exampleFile("zero-downtime"), "--drain", hasty ? "600" : "0.01");
      const client = connect(server.port, "127.0.0.1");
      await ask(client, "x");
      server.child.kill("SIGINT");
      await server.until(/waiting for 1 clients\n/);
      if (hasty) server.child.kill("SIGINT");
      client.resume();
      await once(client, "close");
      assert.equal((await server.end).code, 0);
    }
  });

  it("goes on to serve when the successor does not come up", async () => {
    // A copy that finds the package, and whose next version is broken.
    const copy = join(root, "build", "documents", `zero-downtime-${process.pid}`, "server.mjs");
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(exampleFile("zero-downtime"), copy);
    try {
      const server = await start(copy);
      writeFileSync(copy, "process.exit(1);");
      server.child.kill("SIGHUP");
      await server.until(/: not replaced: /);
      const client = connect(server.port, "127.0.0.1");
      assert.equal(await ask(client, "there?"), `${server.child.pid} there?\n`);
      client.end();
      copyFileSync(exampleFile("zero-downtime"), copy);
      await stop(server, await replace(server, server.child.pid as number));
    } finally {
      rmSync(dirname(copy), { recursive: true });
    }
  });

  it("says what is wrong", async () => {
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await runExample("zero-downtime", args);
      assert.deepEqual([code, out], [1, ""]);
      return err;
    };
    assert.match(await said(), /^zero-downtime: usage: /);
    assert.match(await said("nonsense"), /^zero-downtime: text must be an IPv4 address/);
    assert.match(await said("127.0.0.1:0", "--drain", "long"), /^zero-downtime: --drain must be a number/);
    const server = await start(exampleFile("zero-downtime"));
    const at = `127.0.0.1:${server.port}`;
    assert.equal(await said(at), `zero-downtime: bind EADDRINUSE ${at}\n`);
    await stop(server, server.child.pid as number);
  });
});
