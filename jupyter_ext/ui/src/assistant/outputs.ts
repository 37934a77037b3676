import { ACTION_ICONS } from '../icons';

const OUTPUT = '.jp-Cell-outputWrapper';
const ERROR = '.lamp-Error';

/** What can be asked about an output, by the node that was pressed. */
export interface OutputActs {
  fix: (node: Node) => void;
  explain: (node: Node) => void;
  ask: (node: Node) => void;
}

/** Return a button with its picture. */
export function iconButton(label: string, title: string, name: keyof OutputActs, act: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.className = 'lamp-Button';
  button.title = title;
  button.append(ACTION_ICONS[name].element({ tag: 'span', height: '14px', width: '14px' }), label);
  button.addEventListener('click', act);
  return button;
}

/** Put "Explain" and "Ask" at the top of the output that the mouse is on, or whose cell is active; errors have their own. */
export function followOutputs(notebook: HTMLElement, acts: OutputActs): void {
  const row = document.createElement('div');
  row.className = 'lamp-OutputActions';
  row.append(
    iconButton('Explain', 'Explain this output', 'explain', () => acts.explain(row)),
    iconButton('Ask', 'Ask LAMP about this output', 'ask', () => acts.ask(row))
  );
  const follow = ({ target }: Event) => {
    const output = (target as HTMLElement).closest?.('.jp-CodeCell')?.querySelector(OUTPUT);
    if (output?.textContent?.trim() && !output.querySelector(ERROR) && row.parentElement !== output) {
      output.append(row);
    }
  };
  notebook.addEventListener('pointerover', follow, { passive: true });
  notebook.addEventListener('focusin', follow, { passive: true });
}
