import { integer, MAX_INT32, wrongValue } from "../../core/check.ts";
import type { OptionCodec } from "../codecs.ts";

/** An interface's index in network order: what IP_UNICAST_IF and IPV6_UNICAST_IF take, both ways, on every machine. */
export const networkOrder: OptionCodec<number> = {
  foreignSize: 4,
  encode(value) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, integer("value", value, 0, MAX_INT32));
    return bytes;
  },
  decode(bytes) {
    if (bytes.length < 4) throw wrongValue("bytes", "a value of 4 bytes", bytes);
    return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
  },
};
