/** The add-on that is not there, not whole, or not for this machine: what was looked for, where, and what to do. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Finished, runModule } from "../support/child.ts";
import { builtAddon, filled, type PackageCopy, packageCopy, WHOLE } from "../support/package-copy.ts";

const machine = `${process.platform}-${process.arch}`;
const prebuilt = (target: string): string => `prebuilds/${target}/berkeley-sockets.node`;
const glibc = prebuilt(`${machine}-glibc`);
const musl = prebuilt(`${machine}-musl`);
const built = "build/native/berkeley-sockets.node";
const skip = process.platform !== "linux" && "the names of the binaries are Linux's";

const use = `
  const [a, b] = Socket.pair(SocketDomain.unix, SocketType.stream);
  a.send(Buffer.from("works"));
  console.log(Buffer.from(b.receive(10)).toString());
  a.close(); b.close();`;

async function load(
  files: Readonly<Record<string, Uint8Array | string>>,
  check: (result: Finished, copy: PackageCopy) => void,
  { before = "", flags = [] as string[], env = {} as Record<string, string> } = {},
): Promise<void> {
  const copy = packageCopy(files);
  try {
    const source = `${before}
      const { Socket, SocketDomain, SocketType } = await import(${JSON.stringify(copy.entry)});${use}`;
    check(await runModule(source, flags, { BERKELEY_ADDON: "", ...env }), copy);
  } finally {
    copy.remove();
  }
}

const works = ({ out, err }: Finished): void => assert.equal(out, "works\n", err);
const refusedWith =
  (...parts: (string | RegExp)[]) =>
  ({ code, signal, err }: Finished, { folder }: PackageCopy): void => {
    assert.deepEqual([code, signal], [1, null], err); // thrown, not killed
    assert.match(err, /berkeley-sockets: no add-on for /);
    for (const part of parts) {
      const text = typeof part === "string" ? part.replace("FOLDER", folder) : part;
      if (typeof text === "string") assert.ok(err.includes(text), `no ${text} in: ${err}`);
      else assert.match(err, text);
    }
  };

/** The add-on as another machine's: its header says so. */
function foreign(): Buffer {
  const bytes = Buffer.from(filled(builtAddon()));
  bytes.writeUInt16LE(bytes.readUInt16LE(18) === 183 ? 62 : 183, 18);
  return bytes;
}

describe("the loader", { skip }, () => {
  it("takes the prebuilt binary of either libc", async () => {
    await load({ [glibc]: filled(builtAddon()) }, works);
    await load({ [musl]: filled(builtAddon()) }, works);
  });

  it("takes what was built on this machine first, and when that will not load the prebuilt one", async () => {
    await load({ [built]: builtAddon(), [glibc]: "nothing" }, works);
    await load({ [built]: foreign(), [glibc]: filled(builtAddon()) }, works);
  });

  it("names what it looked for, where, and how to build, when there is none", async () => {
    await load(
      {},
      refusedWith(
        `no add-on for ${machine}`,
        `looked for ${built}, ${glibc}, ${musl}`,
        "in FOLDER/",
        "npx berkeley-sockets build",
      ),
    );
  });

  it("survives a truncated binary, and says how much there is of it", async () => {
    for (const length of [0, 10, 5000, 65_536, WHOLE - 1]) {
      const short = filled(builtAddon()).subarray(0, length);
      await load({ [glibc]: short }, refusedWith(`FOLDER/${glibc}: truncated: it has ${length} bytes`));
    }
    await load({ [glibc]: filled(builtAddon()).subarray(0, 4096), [musl]: filled(builtAddon()) }, works);
  });

  it("says of another machine's binary whose it is", async () => {
    const other = process.arch === "arm64" ? "x64" : "arm64";
    await load(
      { [glibc]: foreign() },
      refusedWith(`FOLDER/${glibc}: built for linux-${other}, and this is ${machine}`),
    );
    const windows = Buffer.alloc(WHOLE);
    windows.write("MZ");
    windows.writeUInt32LE(128, 60);
    windows.writeUInt16LE(0x8664, 132);
    await load({ [glibc]: windows }, refusedWith("built for win32-x64"));
    const mac = Buffer.alloc(WHOLE);
    mac.writeUInt32LE(0xfeedfacf, 0);
    mac.writeUInt32LE(0x0100000c, 4);
    await load(
      { [glibc]: mac, [musl]: Buffer.alloc(WHOLE, "text ") },
      refusedWith("built for darwin-arm64", "no binary"),
    );
  });

  it("knows no binary for an unknown platform, and says what it would be called", async () => {
    const before = `Object.defineProperty(process, "platform", { value: "plan9" });`;
    const name = `plan9-${process.arch}`;
    await load({ [glibc]: filled(builtAddon()) }, refusedWith(`no add-on for ${name}`, prebuilt(name)), { before });
  });

  it("takes the one that BERKELEY_ADDON names, and no other", async () => {
    const copies = { [glibc]: filled(builtAddon()) };
    const env = { BERKELEY_ADDON: join("/nowhere", "x.node") };
    await load(copies, refusedWith("/nowhere/x.node, which BERKELEY_ADDON names: "), { env });
  });

  it("says what a process lacks that may not load add-ons", async () => {
    const permission = process.allowedNodeEnvironmentFlags.has("--permission") ? "" : "experimental-";
    for (const flags of [["--no-addons"], [`--${permission}permission`, "--allow-fs-read=*"]]) {
      await load({ [glibc]: filled(builtAddon()) }, refusedWith("--allow-addons", `FOLDER/${glibc}`), { flags });
    }
    const flags = [`--${permission}permission`, "--allow-fs-read=*", "--allow-addons"];
    await load({ [glibc]: filled(builtAddon()) }, works, { flags });
  });

  it("says what the system said where dlopen is refused, of each file", async () => {
    const before = `process.dlopen = (_module, path) => { throw new Error("not on this volume: " + path); };`;
    await load(
      { [built]: builtAddon(), [glibc]: filled(builtAddon()), [musl]: filled(builtAddon()) },
      refusedWith(
        ...[built, glibc, musl].map((path) => `FOLDER/${path}: not on this volume`),
        "npx berkeley-sockets build",
      ),
      { before },
    );
  });

  it("loads two versions side by side, each with its own binary", async () => {
    const other = packageCopy({ [musl]: filled(builtAddon()) });
    try {
      const before = `
        const second = await import(${JSON.stringify(other.entry)});
        const [c, d] = second.Socket.pair(second.SocketDomain.unix, second.SocketType.stream);
        c.send(Buffer.from("too"));
        if (Buffer.from(d.receive(9)).toString() !== "too") throw new Error("mixed up");
        const dlopened = process.report.getReport().sharedObjects.filter((path) => path.endsWith("berkeley-sockets.node"));
        if (dlopened.length !== 1) throw new Error(dlopened.join());
        c.close(); d.close();`;
      await load({ [glibc]: filled(builtAddon()) }, works, { before });
    } finally {
      other.remove();
    }
  });
});
