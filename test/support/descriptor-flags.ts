/** What the kernel says of a descriptor: proc_pid_fdinfo(5). */
import { readFileSync } from "node:fs";

export interface DescriptorFlags {
  readonly closeOnExec: boolean;
  /** O_NONBLOCK of the open file description. */
  readonly nonblocking: boolean;
}

// As asm-generic/fcntl.h has them; fdinfo prints the flags in octal.
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

export function descriptorFlags(fd: number): DescriptorFlags {
  const text = readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
  const flags = Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(text)?.[1] ?? "", 8);
  if (Number.isNaN(flags)) throw new Error(`no flags in ${text}`);
  return { closeOnExec: (flags & O_CLOEXEC) !== 0, nonblocking: (flags & O_NONBLOCK) !== 0 };
}
