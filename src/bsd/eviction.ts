/**
 * The one slot by which the poller, which this room does not know, hears of a descriptor's end before
 * close(2): it forgets the number and settles who waits on it.
 */
let evictor: Evictor | undefined;

type Evictor = (fd: number, borrower: object | undefined, given: boolean) => void;

/** Fills the slot. */
export function setEvictor(evict: Evictor): void {
  evictor = evict;
}

/**
 * Says that a descriptor is about to be closed or given away; or, of a socket that had only borrowed it, that
 * this socket is done with it, though others are not. `given` tells that it is given away, and stays open.
 */
export function evict(fd: number, borrower?: object, given = false): void {
  evictor?.(fd, borrower, given);
}
