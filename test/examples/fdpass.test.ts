/** The example that hands over descriptors, with python3's socket.send_fds and socket.recv_fds at the other end. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { finished, spawnPython } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { temporaryPath } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { withoutProgram } from "../support/probe.ts";
import { runExample, runForeign, startExample } from "../support/run-example.ts";

const licence = join(root, "LICENSE");
const text = readFileSync(licence, "utf8");

describe("examples/fdpass.ts", () => {
  it("hands a file and a listening socket to another process", { skip: withoutProgram("nc", "-h") }, async () => {
    const path = temporaryPath("fdpass");
    const { child, end, until } = startExample("fdpass", ["receive", path]);
    await until(/waiting at/);
    const sender = await runExample("fdpass", ["send", path, licence, "tcp:127.0.0.1:0"]);
    assert.deepEqual([sender.code, sender.out, sender.err], [0, "", ""]);
    // Whoever opened it has ended.
    const [, port = ""] = await until(/a listening socket, tcp:127\.0\.0\.1:(\d+): 127\.0\.0\.1:\1\n/);
    const nc = await runForeign("nc", ["127.0.0.1", port]);
    assert.equal(nc.out, `process ${child.pid} greets you\n`);
    const { code, out, err } = await end;
    assert.deepEqual([code, out], [0, text]);
    assert.match(err, /fdpass: a file, .*LICENSE\n/);
    assert.ok(!existsSync(path));
  });

  it("receives from python3", { skip: withoutProgram("python3") }, async () => {
    const path = temporaryPath("fdpass");
    const { child, end, until } = startExample("fdpass", ["receive", path]);
    await until(/waiting at/);
    const source = `
import os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
file = os.open(sys.argv[2], os.O_RDONLY)
reading, writing = os.pipe()
os.write(writing, b"from a pipe\\n")
os.close(writing)
near, far = socket.socketpair()
null = os.open("/dev/null", os.O_RDONLY)
peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
socket.send_fds(peer, [b"first\\nsecond\\n"], [file, reading, near.fileno(), null, listener.fileno()])
os.close(file)
port = listener.getsockname()[1]
listener.close()
print(socket.create_connection(("127.0.0.1", port)).makefile().read(), end="")
`;
    const python = await finished(spawnPython(source, path, licence));
    assert.deepEqual([python.code, python.err], [0, ""]);
    assert.equal(python.out, `process ${child.pid} greets you\n`);
    const { code, out, err } = await end;
    assert.deepEqual([code, out], [0, `${text}from a pipe\n`]);
    assert.match(
      err,
      /a file, first\n.*a file, second\n.*a socket, unnamed: \(unnamed\)\n.*neither a file nor a socket, unnamed\n.*a listening socket, unnamed: 127/,
    );
  });

  it("sends to python3", { skip: withoutProgram("python3") }, async () => {
    const path = temporaryPath("fdpass");
    const source = `
import json, os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print("null")
peer, _ = listener.accept()
data, fds, flags, _ = socket.recv_fds(peer, 1000, 10)
served = socket.socket(fileno=fds[1])
print(json.dumps([data.decode().split("\\n"), os.read(fds[0], 100000).decode(), served.getsockname()[1], len(fds)]))
client, _ = served.accept()
client.sendall(b"python3 serves it")
`;
    const python = new Lines(spawnPython(source, path));
    await python.next();
    const sender = await runExample("fdpass", ["send", path, licence, "tcp:127.0.0.1:0"]);
    assert.deepEqual([sender.code, sender.err], [0, ""]);
    const [names, content, port, count] = await python.value<[string[], string, number, number]>();
    assert.deepEqual([names, content, count], [[licence, `tcp:127.0.0.1:${port}`, ""], text, 2]);
    const reply = await finished(
      spawnPython(
        `import socket, sys\nprint(socket.create_connection(("127.0.0.1", int(sys.argv[1]))).makefile().read())`,
        String(port),
      ),
    );
    assert.equal(reply.out, "python3 serves it\n");
    assert.equal((await python.end()).code, 0);
  });

  it("says what is wrong", { skip: withoutProgram("nc", "-h") }, async () => {
    const path = temporaryPath("fdpass");
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await runExample("fdpass", args);
      assert.deepEqual([code, out], [1, ""]);
      return err;
    };
    assert.equal(await said("send", path, licence), `fdpass: connect ENOENT ${path}\n`);
    assert.match(await said("send", path, "/nowhere/at-all"), /^fdpass: ENOENT: .*'\/nowhere\/at-all'\n$/);
    assert.match(await said("send", path, "tcp:nonsense"), /^fdpass: text must be an IPv4 address/);
    for (const args of [[], ["send"], ["receive"], ["receive", path, "more"]]) {
      assert.match(await said(...args), /^fdpass: usage: /);
    }
    const receiver = startExample("fdpass", ["receive", path]);
    await receiver.until(/waiting/);
    assert.equal(await said("receive", path), `fdpass: bind EADDRINUSE ${path}\n`);
    await runForeign("nc", ["-N", "-U", path], "no descriptors");
    await receiver.until(/fdpass: a peer sent no descriptors\n/);
    assert.equal((await runExample("fdpass", ["send", path, licence])).code, 0);
    assert.equal((await receiver.end).out, text);
  });

  it("ends when it is told to, and removes its path", async () => {
    const path = temporaryPath("fdpass");
    const { child, end, until } = startExample("fdpass", ["receive", path]);
    await until(/waiting/);
    child.kill("SIGINT");
    const { code, err } = await end;
    assert.deepEqual([code, err], [1, `fdpass: waiting at ${path}\n`]);
    assert.ok(!existsSync(path));
  });
});
