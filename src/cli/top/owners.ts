/** Whose a socket is: the processes whose descriptors show it. Of others' processes only root is told. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Owner {
  readonly pid: number;
  readonly name: string;
}

/** What /proc gives, unless the process has ended or is not ours to look at. */
function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** The sockets' inodes of a process. */
function inodesOf(pid: number): number[] {
  const folder = `/proc/${pid}/fd`;
  return (tried(() => readdirSync(folder)) ?? []).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(tried(() => readlinkSync(`${folder}/${fd}`)) ?? "") ?? [];
    return inode === undefined ? [] : [Number(inode)];
  });
}

/** Whether there is such a process whose descriptors may be looked at: an error that says why not. */
export function refusalOf(pid: number): NodeJS.ErrnoException | undefined {
  try {
    readdirSync(`/proc/${pid}/fd`);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** The owners of sockets by their inodes: of one process, or of all that may be looked at. */
export function ownersOf(pid: number | undefined): Map<number, Owner> {
  const pids =
    pid === undefined
      ? readdirSync("/proc")
          .filter((name) => /^\d+$/.test(name))
          .map(Number)
      : [pid];
  const owners = new Map<number, Owner>();
  for (const each of pids) {
    const inodes = inodesOf(each);
    if (inodes.length === 0) continue;
    const name = tried(() => readFileSync(`/proc/${each}/comm`, "utf8").trim()) ?? "";
    // Of several that share it, the first, which is most often the oldest.
    for (const inode of inodes) if (!owners.has(inode)) owners.set(inode, { pid: each, name });
  }
  return owners;
}
