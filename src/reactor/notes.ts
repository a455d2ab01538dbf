/** Where things lie in the notes of a batch of datagrams: see `native/datagrams.c`. */

/** Bytes of a row of a receive, and of a send; in words of 32 bits their members. */
export const RECEIVED_ROW = 16;
export const SENT_ROW = 32;

export const LENGTH = 0;
export const ADDRESS_LENGTH = 1;
export const CONTROL_LENGTH = 2;
export const FLAGS = 3;

export const SENT_SLAB = 0;
export const SENT_OFFSET = 1;
export const SENT_LENGTH = 2;
export const SENT_ADDRESS = 3;
export const SENT_ADDRESS_LENGTH = 4;
export const SENT_CONTROL = 5;
export const SENT_CONTROL_LENGTH = 6;

/** The room of an address. */
export const ADDRESS_ROOM = 128;
/** The most datagrams, or trains of segments, that one call takes. */
export const MOST = 128;

/** Whether two runs of bytes are alike. */
export function alike(a: Uint8Array, at: number, b: Uint8Array, other: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (a[at + index] !== b[other + index]) return false;
  return true;
}
