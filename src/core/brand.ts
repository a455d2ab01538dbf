/**
 * The core room: constants, conditions, argument checks, struct layouts. It knows sys below it, and
 * nothing of addresses or sockets.
 *
 * A brand makes `instanceof` hold across two copies of the package of the same major version, as when
 * two dependencies bring one each.
 */
const MAJOR = 0;

/**
 * Brands a class, from its static block. A subclass without a brand of its own keeps the ordinary
 * `instanceof`.
 */
export function brand(type: abstract new (...args: never[]) => object, name: string): void {
  const mark = Symbol.for(`berkeley-sockets@${MAJOR}/${name}`);
  Object.defineProperty(type.prototype, mark, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this === type) return typeof value === "object" && value !== null && mark in value;
      return Function.prototype[Symbol.hasInstance].call(this as () => void, value);
    },
  });
}
