type Size =
  | "small"
  | "large";

interface Cup {
  size: Size;
  fill(amount: number): void;
}

export class Shelf<T extends Cup> {
  private cups: T[] = [];

  add(cup: T): this {
    this.cups.push(cup);
    return this;
  }

  get large(): T[] {
    return this.cups.filter((cup) => cup.size === "large");
  }
}
