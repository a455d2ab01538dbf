/** Memory for control data, with the views by which codecs read and write it. */
export class ControlRoom {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
}

/** What a receive has room for unless told: every kind at once, and as many descriptors as one message carries. */
export const USUAL_ROOM = 4096;

// Making a room costs more than a call. A decoder of the user's may receive again while its own message is
// still being decoded; then there is another room.
let idle: ControlRoom | undefined;

/** A room of at least so many bytes. */
export function takeRoom(size: number): ControlRoom {
  if (size > USUAL_ROOM) return new ControlRoom(size);
  const room = idle ?? new ControlRoom(USUAL_ROOM);
  idle = undefined;
  return room;
}

/** Gives it back. */
export function giveRoom(room: ControlRoom): void {
  if (room.bytes.length === USUAL_ROOM) idle = room;
}
