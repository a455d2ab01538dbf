/** The guide to families: each of its programs, compiled and run as it stands there. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { Socket, SocketCondition, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { type Finished, finished } from "../support/child.ts";
import { compile } from "../support/compile.ts";
import { readDocument } from "../support/markdown.ts";
import { Namespace, withoutNamedNamespaces } from "../support/namespace.ts";
import { notLinux } from "../support/probe.ts";

/** Why this machine has no such sockets, if it has none. */
function without(type: SocketType, protocol: SocketProtocol): string | false {
  try {
    Socket.create(SocketDomain.internet, type, protocol).close();
    return false;
  } catch (error) {
    return `no ${protocol} here: ${error instanceof SocketCondition ? error.code : String(error)}`;
  }
}
const apart = withoutNamedNamespaces();

/** What each program needs; those that need a privilege run in a namespace of their own. */
const programs: Readonly<Record<string, { readonly skip: string | false; readonly apart?: boolean }>> = {
  Netlink: { skip: notLinux },
  "Changes of interfaces": { skip: apart, apart: true },
  "Packet sockets": { skip: apart, apart: true },
  "Raw IP": { skip: apart, apart: true },
  Ping: { skip: apart, apart: true },
  "UDP-Lite": { skip: notLinux || without(SocketType.datagram, SocketProtocol.udpLite) },
  MPTCP: { skip: notLinux || without(SocketType.stream, SocketProtocol.mptcp) },
  Disconnecting: { skip: notLinux },
  "Abstract names": { skip: notLinux },
  vsock: { skip: notLinux },
  CAN: { skip: notLinux },
  "ISO-TP and J1939": { skip: notLinux },
  Bluetooth: { skip: notLinux },
  ALG: { skip: notLinux },
  TIPC: { skip: notLinux },
  XDP: { skip: notLinux },
  SCTP: { skip: notLinux },
};
const guide = readDocument("families.md");
const sources = Object.keys(programs).map((title) => {
  const [, source] = new RegExp(`^## ${title}\\n\\n\`\`\`ts\\n(.*?)^\`\`\`$`, "ms").exec(guide) ?? [];
  assert.ok(source !== undefined, `no program under ${title}`);
  return source;
});
const folder = compile("families", Object.fromEntries(sources.map((source, index) => [`program${index}.ts`, source])));

test("every program of the guide is here", () => {
  assert.equal(guide.match(/^```ts$/gm)?.length, sources.length);
});

function run(file: string, space: Namespace | undefined): Promise<Finished> {
  if (space !== undefined) return finished(space.spawnFile(file));
  return finished(spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] }));
}

for (const [index, [title, needs]] of Object.entries(programs).entries()) {
  test(`${title}: prints what it says`, { skip: needs.skip }, async () => {
    const space = needs.apart === true ? new Namespace().cable() : undefined;
    try {
      space?.set("net.ipv4.ping_group_range", "0 65534");
      const { code, out, err } = await run(join(folder, `program${index}.js`), space);
      assert.deepEqual([code, err], [0, ""]);
      const promised = [...(sources[index] as string).matchAll(/console\.log\(.*; \/\/ (.*)$/gm)].map(
        ([, text]) => text,
      );
      assert.ok(promised.length > 0);
      assert.deepEqual(out.trimEnd().split("\n"), promised);
    } finally {
      space?.close();
    }
  });
}
