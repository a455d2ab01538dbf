/** Four hosts in a row, each a network namespace: a way for packets to go, over two routers. */
import { run } from "./ip.ts";
import { Namespace } from "./namespace.ts";

const LINKS = 3;

export class Path {
  /** The first is where one stands, the last whom one looks for; 10.77.1.1 and 10.77.3.2, fd77:1::1 and fd77:3::2. */
  readonly hosts: readonly Namespace[] = Array.from({ length: LINKS + 1 }, () => new Namespace());

  constructor() {
    for (let number = 1; number <= LINKS; number++) this.#link(number);
    for (const router of this.hosts.slice(1, -1)) {
      router.set("net.ipv4.ip_forward", "1");
      router.set("net.ipv6.conf.all.forwarding", "1");
      // Routers may say all they have to say.
      router.set("net.ipv4.icmp_ratelimit", "0");
      router.set("net.ipv6.icmp.ratelimit", "0");
    }
    for (const [at, host] of this.hosts.entries()) {
      if (at < LINKS) this.#route(host, at === 0 ? 2 : at + 2, LINKS, at + 1, 2);
      if (at > 0) this.#route(host, 1, at - 1, at, 1);
    }
    this.last.set("net.ipv4.icmp_ratelimit", "0");
    this.last.set("net.ipv6.icmp.ratelimit", "0");
  }

  get first(): Namespace {
    return this.hosts[0] as Namespace;
  }

  get last(): Namespace {
    return this.hosts.at(-1) as Namespace;
  }

  [Symbol.dispose](): void {
    for (const host of this.hosts) host.close();
  }

  #link(number: number): void {
    const [left, right] = [this.hosts[number - 1], this.hosts[number]] as [Namespace, Namespace];
    const [one, other] = [`x${number}`, `y${number}`];
    run("ip", "link", "add", one, "netns", left.name, "type", "veth", "peer", "name", other, "netns", right.name);
    for (const [host, name, end] of [
      [left, one, 1],
      [right, other, 2],
    ] as const) {
      host.ip("addr", "add", `10.77.${number}.${end}/24`, "dev", name);
      host.ip("addr", "add", `fd77:${number}::${end}/64`, "dev", name, "nodad");
      host.ip("link", "set", name, "up");
    }
  }

  /** The links from one number to another are reached over a link's end. */
  #route(host: Namespace, from: number, to: number, link: number, end: number): void {
    for (let number = from; number <= to; number++) {
      host.ip("route", "add", `10.77.${number}.0/24`, "via", `10.77.${link}.${end}`);
      host.ip("-6", "route", "add", `fd77:${number}::/64`, "via", `fd77:${link}::${end}`);
    }
  }
}
