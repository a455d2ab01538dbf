/**
 * The one slot by which the poller, which this room does not know, hears of a descriptor's end before
 * close(2): it forgets the number and settles who waits on it.
 */
let evictor: ((fd: number) => void) | undefined;

/** Fills the slot. */
export function setEvictor(evict: (fd: number) => void): void {
  evictor = evict;
}

/** Says that a descriptor is about to be closed or given away. */
export function evict(fd: number): void {
  evictor?.(fd);
}
