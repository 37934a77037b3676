import { Signal } from '@lumino/signaling';
import { beforeEach, expect, it, vi } from 'vitest';

const refresh = vi.fn();
vi.mock('@jupyterlab/apputils', () => ({
  ICommandPalette: undefined,
  IThemeManager: undefined,
  MainAreaWidget: class {
    isAttached = false;
    constructor(readonly options: { content: object }) {}
    get content() {
      return this.options.content;
    }
  }
}));
vi.mock('@jupyterlab/notebook', () => ({ INotebookTracker: undefined }));
vi.mock('../src/icons', () => ({ lampIcon: undefined }));
vi.mock('../src/profile/panel', () => ({
  ProfilePanel: class {
    refresh = refresh;
  }
}));

const { profilePlugin } = await import('../src/profile/plugin');

/** Start the plugin; what it adds to the shell is attached, which draws the page by itself. */
function start() {
  const notebooks = { currentChanged: new Signal<object, void>({}) };
  let open = () => {};
  const app = {
    shell: { add: (widget: { isAttached: boolean }) => void (widget.isAttached = true), activateById: () => {} },
    commands: { addCommand: (_id: string, { execute }: { execute: () => void }) => void (open = execute) }
  };
  profilePlugin.activate(app as never, {}, {}, null, notebooks, null);
  return { open, notebooks };
}

beforeEach(() => void refresh.mockClear());

it('draws the profile anew where it is opened again', () => {
  const { open } = start();
  open();
  expect(refresh).not.toHaveBeenCalled();

  open();

  expect(refresh).toHaveBeenCalledTimes(1);
});

it('draws it for the notebook that comes to the front, where it is on the page', () => {
  const { open, notebooks } = start();
  notebooks.currentChanged.emit();
  expect(refresh).not.toHaveBeenCalled();
  open();

  notebooks.currentChanged.emit();

  expect(refresh).toHaveBeenCalledTimes(1);
});
