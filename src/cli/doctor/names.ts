/** What can be looked up: the resolver and the databases. */
import { readFileSync } from "node:fs";
import { getAddressInfo } from "../../async.ts";
import { getProtocolByName, getServiceByName, SocketType } from "../../index.ts";
import { messageOf } from "../failure.ts";
import { type Finding, Section } from "./finding.ts";

const PATIENCE = 2000;

function nameServers(section: Section): void {
  try {
    const text = readFileSync("/etc/resolv.conf", "utf8");
    const servers = [...text.matchAll(/^nameserver\s+(\S+)/gm)].map(([, server]) => server);
    if (servers.length > 0) section.ok("name servers", servers.join(", "));
    else section.lacks("name servers", "none", "/etc/resolv.conf names none");
  } catch (error) {
    section.lacks("name servers", "unknown", messageOf(error));
  }
}

export async function names(): Promise<Finding[]> {
  const section = new Section("names");
  try {
    const start = performance.now();
    const { addresses } = await getAddressInfo("localhost", 0, { type: SocketType.stream }, { timeout: PATIENCE });
    const milliseconds = (performance.now() - start).toFixed(1);
    const list = [...new Set(addresses.map(({ address }) => String(address).replace(/:0$/, "")))];
    section.ok("resolver", `localhost is ${list.join(", ")}, found in ${milliseconds} ms`);
  } catch (error) {
    section.fails("resolver", "does not know localhost", messageOf(error));
  }
  nameServers(section);
  if (getProtocolByName("tcp") !== undefined) section.ok("protocols", "tcp is known");
  else section.lacks("protocols", "tcp is not known", "there is no /etc/protocols");
  if (getServiceByName("http", "tcp") !== undefined) section.ok("services", "http is known");
  else section.lacks("services", "http is not known", "there is no /etc/services: ports go by number");
  return section.findings;
}
