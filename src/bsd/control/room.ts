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
