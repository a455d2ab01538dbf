/** What IPV6_ADDR_PREFERENCES takes (RFC 5014). */
import { boolean, options } from "../../core/check.ts";
import { constants } from "../../sys/constants.ts";
import { codecs, type OptionCodec } from "../codecs.ts";
import { Enumeration } from "./enumeration.ts";

const TEMPORARY = constants.IPV6_PREFER_SRC_TMP;
const PUBLIC = constants.IPV6_PREFER_SRC_PUBLIC;
const DEFAULT = constants.IPV6_PREFER_SRC_PUBTMP_DEFAULT;
const CARE_OF = constants.IPV6_PREFER_SRC_COA ?? 0;
const HOME = constants.IPV6_PREFER_SRC_HOME ?? 0;
const sources: Enumeration<"temporary" | "public" | "default"> = new Enumeration({
  temporary: TEMPORARY,
  public: PUBLIC,
  default: DEFAULT,
});

/** A preference among temporary and other addresses; one without a name is told by its digits. */
export type AddressSource = "temporary" | "public" | "default" | `${number}`;

/** Which of an interface's addresses to send from. */
export interface AddressPreferences {
  /** A temporary one (RFC 8981), one that stays, or as the system is set up. */
  readonly source: AddressSource;
  /** A mobile host's care-of address rather than its home address. */
  readonly careOf: boolean;
}

/** An int of flags. */
export const addressPreferencesCodec: OptionCodec<AddressPreferences> = {
  foreignSize: codecs.int32.foreignSize,
  encode(value) {
    options("value", value, ["source", "careOf"]);
    const source = sources.numberOf("value.source", value.source);
    return codecs.int32.encode(source | (boolean("value.careOf", value.careOf) ? CARE_OF : HOME));
  },
  decode(bytes) {
    const flags = codecs.int32.decode(bytes);
    const source = flags & ((TEMPORARY ?? 0) | (PUBLIC ?? 0) | (DEFAULT ?? 0));
    return Object.freeze({ source: sources.nameOf(source), careOf: (flags & CARE_OF) !== 0 });
  },
};
