import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runModule } from "../support/child.ts";

/** In a child: `warned` resolves with the first warning, or in a long time. The program is not warned when it ends before. */
const WARNED = `
    const warned = new Promise((resolve) => {
      const late = setTimeout(resolve, 10_000);
      process.once("warning", () => { clearTimeout(late); setTimeout(resolve, 50); });
    });`;

/** Leaks sockets in a child, collects, and prints what is still open and which warnings came. */
function leaking(count: number, env: Record<string, string> = {}): ReturnType<typeof runModule> {
  return runModule(
    `
    import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import { openDescriptors } from "berkeley-sockets/testing";
    const warnings = [];
    process.on("warning", (warning) => warnings.push(warning));
    ${WARNED}
    function leak() { for (let i = 0; i < ${count}; i++) Socket.create(SocketDomain.internet, SocketType.stream); }
    leak();
    const open = openDescriptors().length;
    for (let turn = 0; turn < 100 && openDescriptors().length > 0; turn++) {
      gc();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await warned;
    console.log(JSON.stringify({ open, left: openDescriptors().length, warnings: warnings.map(({ name, code, message }) => ({ name, code, message })) }));
    `,
    ["--expose-gc", "--no-warnings"],
    env,
  );
}

describe("garbage collection", () => {
  it("closes sockets that were forgotten, and warns once", async () => {
    const { code, out, err } = await leaking(20);
    assert.equal(code, 0, err);
    const { open, left, warnings } = JSON.parse(out);
    assert.equal(open, 20);
    assert.equal(left, 0);
    assert.equal(warnings.length, 1);
    assert.equal(warnings[0].name, "SocketLeakWarning");
    assert.equal(warnings[0].code, "BERKELEY_SOCKET_LEAK");
    assert.match(warnings[0].message, /BERKELEY_TRACE_LEAKS=1/);
  });

  it("closes them without a word at the end of the program, where all are closed", async () => {
    const { code, out, err } = await runModule(
      `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { openDescriptors } from "berkeley-sockets/testing";
      (() => { for (let i = 0; i < 20; i++) Socket.create(SocketDomain.internet, SocketType.stream); })();
      for (let turn = 0; turn < 100 && openDescriptors().length > 0; turn++) {
        gc();
        await new Promise((resolve) => setImmediate(resolve));
      }
      console.log(openDescriptors().length);`,
      ["--expose-gc"],
    );
    assert.deepEqual([code, out, err], [0, "0\n", ""]);
  });

  it("says where they were created under BERKELEY_TRACE_LEAKS=1", async () => {
    const { out } = await leaking(3, { BERKELEY_TRACE_LEAKS: "1" });
    const { left, warnings } = JSON.parse(out);
    assert.equal(left, 0);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0].message, /at leak /);
    assert.doesNotMatch(warnings[0].message, /dist\//);
  });

  it("collects before descriptors run out, in a program that leaks and takes turns", async () => {
    const { code, out, err } = await runModule(
      `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { openDescriptors } from "berkeley-sockets/testing";
      let peak = 0;
      for (let i = 0; i < 4000; i++) {
        Socket.create(SocketDomain.internet, SocketType.stream);
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
        peak = Math.max(peak, openDescriptors().length);
      }
      console.log(peak);`,
      ["--no-warnings"],
    );
    assert.equal(code, 0, err);
    assert.ok(Number(out) < 4000, `peak ${out}`);
  });

  it("closes received descriptors that were forgotten, and warns once; what was taken stays open", async () => {
    const { code, out, err } = await runModule(
      `
      import { ReceivedDescriptor } from "berkeley-sockets";
      import { openDescriptors } from "berkeley-sockets/testing";
      import { fstatSync, openSync } from "node:fs";
      const warnings = [];
      process.on("warning", ({ name, code, message }) => warnings.push({ name, code, message }));
      ${WARNED}
      let taken;
      (() => {
        for (let i = 0; i < 20; i++) new ReceivedDescriptor(openSync("/dev/null", "r"));
        taken = new ReceivedDescriptor(openSync("/dev/null", "r")).take();
      })();
      const open = openDescriptors().length;
      for (let turn = 0; turn < 100 && openDescriptors().length > 0; turn++) {
        gc();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await warned;
      fstatSync(taken);
      console.log(JSON.stringify({ open, left: openDescriptors().length, warnings }));`,
      ["--expose-gc", "--no-warnings"],
    );
    assert.equal(code, 0, err);
    const { open, left, warnings } = JSON.parse(out);
    assert.deepEqual([open, left, warnings.length], [20, 0, 1]);
    assert.deepEqual([warnings[0].name, warnings[0].code], ["DescriptorLeakWarning", "BERKELEY_DESCRIPTOR_LEAK"]);
    assert.match(warnings[0].message, /A ReceivedDescriptor was garbage-collected/);
  });

  it("leaves closed, detached and borrowed sockets alone", async () => {
    const { code, out, err } = await runModule(
      `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { fstatSync } from "node:fs";
      let warned = false;
      process.on("warning", () => { warned = true; });
      let fd;
      (() => {
        Socket.create(SocketDomain.internet, SocketType.stream).close();
        fd = Socket.create(SocketDomain.internet, SocketType.stream).detach();
        Socket.borrow(fd);
      })();
      for (let turn = 0; turn < 20; turn++) { gc(); await new Promise((resolve) => setImmediate(resolve)); }
      await new Promise((resolve) => setTimeout(resolve, 400)); // a warning comes a little later
      console.log(JSON.stringify({ warned, open: fstatSync(fd).isSocket() }));`,
      ["--expose-gc", "--no-warnings"],
    );
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), { warned: false, open: true });
  });

  it("ten million would-blocks leave the heap where it was", async () => {
    const { code, out, err } = await runModule(
      `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      const [socket] = globalThis.keep = Socket.pair(SocketDomain.unix, SocketType.datagram);
      const buffer = new Uint8Array(64);
      const turn = () => { for (let i = 0; i < 1_000_000; i++) socket.receiveInto(buffer); };
      turn();
      gc();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < 10; i++) turn();
      gc();
      console.log(process.memoryUsage().heapUsed - before);`,
      ["--expose-gc"],
    );
    assert.equal(code, 0, err);
    assert.ok(Number(out) < 1_000_000, `grew by ${out} bytes`);
  });

  it("a signal and a timeout that many operations shared hold nothing of them", async () => {
    const { code, out, err } = await runModule(
      `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { getBlock, receive, receiveExactly } from "berkeley-sockets/async";
      import { BufferedSocket } from "berkeley-sockets/simple";
      const [a, b] = globalThis.keep = Socket.pair(SocketDomain.unix, SocketType.stream);
      const { signal } = (globalThis.controller = new AbortController());
      const options = { signal, timeout: 1e9 };
      const buffered = new BufferedSocket(a);
      const data = new Uint8Array(1);
      async function rounds(count) {
        for (let round = 0; round < count; round++) {
          for (const wait of [() => receive(a, 1, options), () => receiveExactly(a, 1, options), () => getBlock(buffered, 1, options)]) {
            const waiting = wait();
            b.send(data);
            await waiting;
          }
        }
      }
      await rounds(500);
      gc();
      const before = process.memoryUsage().heapUsed;
      await rounds(5000);
      gc();
      console.log(process.memoryUsage().heapUsed - before);
      process.exit(0);`,
      ["--expose-gc"],
    );
    assert.equal(code, 0, err);
    assert.ok(Number(out) < 1_000_000, `grew by ${out} bytes`);
  });

  it("of a socket that was awaited leaves nothing to the next one of its number", async () => {
    const { code, out, err } = await runModule(
      `
      import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { accept, connect, receive } from "berkeley-sockets/async";
      import { openDescriptors } from "berkeley-sockets/testing";
      const listener = Socket.create(SocketDomain.internet, SocketType.stream);
      listener.bind(InternetAddress.loopback(0));
      listener.listen();
      async function connected() {
        const client = Socket.create(SocketDomain.internet, SocketType.stream);
        const [, [server]] = await Promise.all([connect(client, listener.localAddress), accept(listener)]);
        return [client, server];
      }
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      // Read empty, and forgotten with its peer.
      async function forgotten() {
        const [client, server] = await connected();
        for (const [from, to] of [[client, server], [server, client]]) {
          const waiting = receive(to, 100);
          await turn();
          from.send(new Uint8Array(1));
          await waiting;
        }
        return [client.fd, server.fd];
      }
      const numbers = await forgotten();
      for (let count = 0; count < 200 && openDescriptors().length > 1; count++) { gc(); await turn(); }
      const [client, server] = await connected();
      const reused = [client.fd, server.fd].every((fd) => numbers.includes(fd));
      let got = 0;
      for (let round = 0; round < 3; round++) {
        server.send(new Uint8Array(5));
        client.send(new Uint8Array(5));
        got += (await receive(client, 100)).length + (await receive(server, 100)).length;
      }
      console.log(reused, got);
      process.exit(0);`,
      ["--expose-gc", "--no-warnings"],
    );
    assert.deepEqual([code, out, err], [0, "true 30\n", ""]);
  });
});
