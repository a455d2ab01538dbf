/**
 * What a file that should be a binary is for, as its own header tells. Asked only when one would not load: the
 * words of the system's loader name neither another machine's file nor a short one (of the first glibc says that
 * it does not exist).
 */
import { fs } from "./builtin.ts";

const elfMachines: Readonly<Record<number, string>> = {
  3: "ia32",
  8: "mips",
  21: "ppc64",
  22: "s390x",
  40: "arm",
  62: "x64",
  183: "arm64",
  243: "riscv64",
  258: "loong64",
};
const machMachines: Readonly<Record<number, string>> = { 16777223: "x64", 16777228: "arm64" };
const windowsMachines: Readonly<Record<number, string>> = { 332: "ia32", 34404: "x64", 43620: "arm64" };

interface Head {
  /** `linux-x64`, as Node names platforms and processors. */
  readonly target: string;
  /** How many bytes it must have at the least. */
  readonly length: number;
}

/** Where the last section of a Windows binary ends, as far as its table is among these bytes. */
function windowsLength(bytes: DataView, at: number): number {
  let length = at + 24;
  if (length > bytes.byteLength) return length;
  const table = length + bytes.getUint16(at + 20, true);
  for (let section = 0; section < bytes.getUint16(at + 6, true); section++) {
    const entry = table + 40 * section;
    if (entry + 40 > bytes.byteLength) break;
    length = Math.max(length, bytes.getUint32(entry + 16, true) + bytes.getUint32(entry + 20, true));
  }
  return length;
}

function headOf(bytes: DataView): Head | undefined {
  if (bytes.byteLength < 64) return undefined;
  const magic = bytes.getUint32(0, false);
  if (magic === 0x7f454c46) {
    const machine = elfMachines[bytes.getUint16(18, true)];
    // The table of sections is the last thing in the file.
    const wide = bytes.getUint8(4) === 2;
    const sections = wide ? Number(bytes.getBigUint64(40, true)) : bytes.getUint32(32, true);
    const length = sections + bytes.getUint16(wide ? 58 : 46, true) * bytes.getUint16(wide ? 60 : 48, true);
    return { target: `linux-${machine ?? "unknown"}`, length };
  }
  if (magic === 0xcffaedfe) {
    return { target: `darwin-${machMachines[bytes.getUint32(4, true)] ?? "unknown"}`, length: 64 };
  }
  if (magic >>> 16 === 0x4d5a) {
    const at = bytes.getUint32(60, true);
    const machine = at + 6 <= bytes.byteLength ? windowsMachines[bytes.getUint16(at + 4, true)] : undefined;
    return { target: `win32-${machine ?? "unknown"}`, length: windowsLength(bytes, at) };
  }
  return undefined;
}

/** What is wrong with a binary, or nothing where its header has no answer. */
export function faultOf(path: string): string | undefined {
  const { openSync, readSync, fstatSync, closeSync } = fs();
  const file = openSync(path, "r");
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return "no file";
    const bytes = new Uint8Array(1024);
    const head = headOf(new DataView(bytes.buffer, 0, readSync(file, bytes, 0, bytes.length, 0)));
    if (head === undefined) return status.size < 64 ? `truncated: it has ${status.size} bytes` : "no binary";
    const here = `${process.platform}-${process.arch}`;
    if (head.target !== here) return `built for ${head.target}, and this is ${here}`;
    if (status.size < head.length) return `truncated: it has ${status.size} bytes of ${head.length}`;
    return undefined;
  } finally {
    closeSync(file);
  }
}
