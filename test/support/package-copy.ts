/** Packages that are like an installed one: `dist/` and binaries where an installed package has them, nothing else. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const root = new URL("../../../", import.meta.url);

/** What every prebuilt binary for Linux is filled up to. */
export const WHOLE = 147_456;

/** The add-on of this build. */
export function builtAddon(): Buffer {
  return readFileSync(process.env["BERKELEY_ADDON"] || new URL("build/native/berkeley-sockets.node", root));
}

/** The same, filled up as a prebuilt one is. */
export function filled(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, WHOLE - bytes.length))]);
}

export interface PackageCopy {
  readonly folder: string;
  /** Its main entry. */
  readonly entry: string;
  remove(): void;
}

/** A package with these files (named by their paths in it) beside its `dist/`. */
export function packageCopy(files: Readonly<Record<string, Uint8Array | string>>): PackageCopy {
  const folder = mkdtempSync(join(tmpdir(), "bs-copy-"));
  for (const part of ["dist", "package.json"]) {
    cpSync(new URL(part, root), join(folder, part), { recursive: true });
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return {
    folder,
    entry: pathToFileURL(join(folder, "dist", "index.js")).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
