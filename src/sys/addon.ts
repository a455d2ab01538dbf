/**
 * The sys room is the typed face of the add-on and the switch under all its calls. Nothing here has
 * an opinion: numbers and bytes go down, a number >= 0 or -errno comes up. No other room touches the
 * add-on.
 *
 * This file finds the add-on and says what it exports.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConstantName } from "./constant-names.generated.ts";

/** Where a struct member lies. */
export interface Place {
  readonly offset: number;
  readonly width: number;
}

/** What C exports: see the files of `native/` named beside each group. */
export interface Addon {
  readonly constants: Readonly<Partial<Record<ConstantName, number>>>;
  readonly layout: Readonly<Record<string, Place>>;
  /** The memory of `native/frame.h`. */
  readonly frame: ArrayBuffer;
  adjustMemory(change: number): void;

  // socket.c
  socket(domain: number, type: number, protocol: number): number;
  socketPair(domain: number, type: number, protocol: number): number;
  close(fd: number): number;
  duplicate(fd: number): number;
  own(fd: number): number;
  disown(fd: number): boolean;
  nextOwned(from: number): number;
  bind(fd: number, address: Uint8Array): number;
  listen(fd: number, queueLength: number): number;
  accept(fd: number): number;
  connect(fd: number, address: Uint8Array): number;
  shutdown(fd: number, method: number): number;
  localAddress(fd: number): number;
  peerAddress(fd: number): number;
  getNonblocking(fd: number): number;
  setNonblocking(fd: number, on: number): number;
  ignoreSigpipe(): number;

  // transfer.c: integers and the result are in the frame
  send(data: Uint8Array): void;
  sendTo(data: Uint8Array, address: Uint8Array): void;
  receive(data: Uint8Array): void;
  receiveFrom(data: Uint8Array): void;

  // option.c
  getOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;
  setOption(fd: number, level: number, id: number, value: Uint8Array, length: number): number;

  // wait.c
  poll(entries: Uint8Array, timeout: number): number;

  // resolve.c: what they find is the answer
  addressInfo(
    onThread: number,
    node: Uint8Array,
    service: Uint8Array,
    family: number,
    type: number,
    protocol: number,
    flags: number,
  ): number;
  nameInfo(onThread: number, address: Uint8Array, flags: number): number;
  protocolByName(name: Uint8Array): number;
  protocolByNumber(number: number): number;
  protocols(): number;
  serviceByName(name: Uint8Array, protocol: Uint8Array): number;
  serviceByPort(port: number, protocol: Uint8Array): number;
  interfaces(): number;
  interfaceIndex(name: Uint8Array): number;
  interfaceName(index: number): number;
  hostName(): number;
  errorText(type: number): number;
  lookupErrorText(type: number): number;

  // job.c
  endJob(fd: number): number;
  takeAnswer(out: Uint8Array): number;
  closeOnThread(fd: number): number;
}

/** The nearest folder above this file that holds the package's own manifest. */
function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "berkeley-sockets") return folder;
    if (dirname(folder) === folder) throw new Error("berkeley-sockets: cannot find its own package folder");
  }
}

function load(): Addon {
  const require = createRequire(import.meta.url);
  const chosen = process.env["BERKELEY_ADDON"];
  if (chosen !== undefined && chosen !== "") return require(chosen);
  const root = packageRoot();
  const candidates = [
    join(root, "build", "native", "berkeley-sockets.node"),
    join(root, "prebuilds", `${process.platform}-${process.arch}`, "berkeley-sockets.node"),
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return require(found);
  throw new Error(
    `berkeley-sockets: no add-on for ${process.platform}-${process.arch} (looked for ${candidates.join(" and ")}); ` +
      "build it from source with: npx berkeley-sockets build",
  );
}

export const addon: Addon = load();
