import {
  AddressInfoOption,
  type AddressInfoResult,
  getAddressInfo,
  getNameInfo,
  getServiceByName,
  hostName,
  InternetAddress,
  interfaceNames,
  type NameInfo,
  type ServiceEntry,
  SocketType,
} from "../../index.ts";
import type { Chapter } from "./page.ts";

const tellAddresses = ({ addresses }: AddressInfoResult): string =>
  addresses.map(({ address }) => String(address)).join(", ");
const tellNames = ({ host, service }: NameInfo): string => `${host}, ${service}`;
const tellService = (entry: ServiceEntry | undefined): string =>
  entry === undefined ? "undefined" : `${entry.name} ${entry.port}/${entry.protocol}`;

export const resolver: Chapter = {
  title: "The resolver",
  sentence: "Names become addresses, in the order in which to try them, and addresses become names.",
  run(page) {
    // The resolver of C waits long for servers that do not answer; nobody wants that of a tour.
    process.env["RES_OPTIONS"] ??= "timeout:1 attempts:1";
    page.attempt(() => getAddressInfo("localhost", 80, { type: SocketType.stream }), tellAddresses);
    page.attempt(() => getNameInfo(InternetAddress.loopback(80)), tellNames);
    page.call(() => getServiceByName("https"), tellService);
    page.note("this machine");
    const name = page.define("name", () => hostName());
    page.attempt(() => getAddressInfo(name, 80, { type: SocketType.stream }), tellAddresses);
    page.call(() => interfaceNames());
    page.note("what cannot be found is a condition with the resolver's own code");
    const flags = page.define("flags", () => [AddressInfoOption.numericHost]);
    page.attempt(() => getAddressInfo("not figures", 80, { flags }), tellAddresses);
  },
};
