import { CommandRegistry } from '@lumino/commands';

/**
 * Let JupyterLab's shortcuts for `ids` act before the editor's own keys, while `isOnShow`.
 *
 * JupyterLab reads shortcuts as a key bubbles up, after the editor: it would take Ctrl+Right for itself.
 */
export function shortcutsFirst(commands: CommandRegistry, ids: readonly string[], isOnShow: () => boolean): void {
  const take = (event: KeyboardEvent) => {
    if (isOnShow() && isBound(commands, ids, CommandRegistry.keystrokeForKeydownEvent(event))) {
      commands.processKeydownEvent(event);
    }
  };
  document.addEventListener('keydown', take, { capture: true });
}

function isBound(commands: CommandRegistry, ids: readonly string[], keystroke: string): boolean {
  return commands.keyBindings.some(({ command, keys }) => ids.includes(command) && keys.join(' ') === keystroke);
}
