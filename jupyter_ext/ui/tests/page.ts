/** As much of a page as the tests need. */

export class FakeNode {
  className = '';
  textContent = '';
  title = '';
  dataset: Record<string, string> = {};
  children: FakeNode[] = [];
  parent: FakeNode | undefined;
  private _listeners: (() => void)[] = [];

  append(...all: (FakeNode | string)[]): void {
    const nodes = all.filter(each => each instanceof FakeNode);
    this.textContent += all.filter(each => typeof each === 'string').join('');
    nodes.forEach(node => {
      node.remove();
      node.parent = this;
    });
    this.children.push(...nodes);
  }
  remove(): void {
    const siblings = this.parent?.children;
    siblings?.splice(siblings.indexOf(this), 1);
    this.parent = undefined;
  }
  replaceChildren(...nodes: FakeNode[]): void {
    [...this.children].forEach(node => node.remove());
    this.append(...nodes);
  }
  prepend(...nodes: FakeNode[]): void {
    this.append(...nodes);
  }
  /** Find by one class, as `.name`. */
  closest(selector: string): FakeNode | null {
    const has = this.className.split(' ').includes(selector.slice(1));
    return has ? this : (this.parent?.closest(selector) ?? null);
  }
  addEventListener(_type: string, act: () => void): void {
    this._listeners.push(act);
  }
  scrollIntoView(): void {}
  click(): void {
    this._listeners.forEach(act => act());
  }
  /** The texts of this and of what is in it. */
  get texts(): string[] {
    return [this.textContent, ...this.children.flatMap(({ texts }) => texts)].filter(Boolean);
  }
  button(label: string): FakeNode | undefined {
    return this.textContent === label ? this : this.children.flatMap(node => node.button(label) ?? [])[0];
  }
}

export class FakeWidget {
  readonly node = new FakeNode();
  layout: unknown;
  isDisposed = false;
  addClass(): void {}
  onAfterAttach(): void {}
  dispose(): void {
    this.isDisposed = true;
  }
}

export class FakeLayout {
  widgets: FakeWidget[] = [];
  addWidget(widget: FakeWidget): void {
    this.widgets.push(widget);
  }
  insertWidget(_index: number, widget: FakeWidget): void {
    this.addWidget(widget);
  }
}
