/** The table of descriptors that this environment's sockets own; C closes what is left in it at the end. */
import { addon } from "./addon.ts";

/** 0, -EBADF, or -EBUSY when a live socket of this environment owns the number. */
export function own(fd: number): number {
  return addon.own(fd);
}

export function disown(fd: number): void {
  addon.disown(fd);
}

export function owned(fd: number): boolean {
  return addon.nextOwned(fd) === fd;
}

export function ownedDescriptors(): number[] {
  const list: number[] = [];
  for (let fd = addon.nextOwned(0); fd >= 0; fd = addon.nextOwned(fd + 1)) list.push(fd);
  return list;
}

/** Tells the collector of kernel memory held for a socket, up or down. */
export function adjustMemory(change: number): void {
  addon.adjustMemory(change);
}
