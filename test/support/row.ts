/**
 * Network namespaces in a row, each with a cable to the next: hosts at both ends, routers between. Cable 1, between
 * numbers 0 and 1, is 10.77.1.0/24 and fd77:1::/64, of which number 0 has 1 and number 1 has 2; its ends are `right` of
 * the one and `left` of the other. Cable 2 is the next.
 */
import { Namespace } from "./namespace.ts";

export class Row {
  readonly spaces: readonly Namespace[];

  constructor(count: number) {
    this.spaces = Array.from({ length: count }, () => new Namespace());
    for (const space of this.spaces) {
      space.set("net.ipv4.ip_forward", "1");
      space.set("net.ipv6.conf.all.forwarding", "1");
      // What a router reports is not to be rare.
      space.set("net.ipv4.icmp_ratelimit", "0");
      space.set("net.ipv6.icmp.ratelimit", "0");
    }
    for (let cable = 1; cable < count; cable++) this.#connect(cable);
    for (let index = 0; index < count; index++) this.#route(index, count);
  }

  /** One of them. */
  at(index: number): Namespace {
    const space = this.spaces.at(index);
    if (space === undefined) throw new RangeError(`there is no number ${index}`);
    return space;
  }

  #connect(cable: number): void {
    const [near, far] = [this.at(cable - 1), this.at(cable)];
    near.ip("link", "add", "right", "type", "veth", "peer", "name", "left", "netns", far.name);
    for (const [space, name, number] of [
      [near, "right", 1],
      [far, "left", 2],
    ] as const) {
      space.ip("address", "add", `10.77.${cable}.${number}/24`, "broadcast", "+", "dev", name);
      space.ip("address", "add", `fd77:${cable}::${number}/64`, "dev", name, "nodad");
      space.ip("link", "set", name, "up");
    }
  }

  /** Each knows its neighbours; of the other cables it knows in which direction they are. */
  #route(index: number, count: number): void {
    for (let cable = 1; cable < count; cable++) {
      if (cable === index || cable === index + 1) continue;
      // To the right it goes by the one at the far end of the next cable, to the left by the one at the near end.
      const [next, number] = cable > index ? [index + 1, 2] : [index, 1];
      this.at(index).ip("route", "add", `10.77.${cable}.0/24`, "via", `10.77.${next}.${number}`);
      this.at(index).ip("-6", "route", "add", `fd77:${cable}::/64`, "via", `fd77:${next}::${number}`);
    }
  }

  [Symbol.dispose](): void {
    for (const space of this.spaces) space.close();
  }
}
