import {
  ChatWidget,
  InputToolbarRegistry,
  MessageFooterRegistry,
  ChatCommandRegistry,
  type IChatCommandProvider
} from '@jupyter/chat';
import { type IThemeManager, ReactWidget, UseSignal } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { deleteIcon, stopIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import React, { useEffect, useState } from 'react';

import { lampIcon } from '../icons';
import type { Questions } from '../questions/questions';
import { QuestionRows } from '../questions/rows';
import { type Action, ACTIONS, FORGET, SEARCH } from './actions';
import type { AppliedCode } from './applied';
import type { NotebookCells } from './cells';
import { Button } from './button';
import { answerFooter } from './footer';
import { MENTIONS } from './mentions';
import type { LampChatModel } from './model';
import { keepInSight } from './scrolling';

export const PANEL_ID = 'lamp-assistant';

/** The empty line keeps the rule that follows it from making it a heading. */
const WELCOME = 'Ask about the notebook in front, or choose what to do with the cell that you are in.\n';

const PLACEHOLDER = 'Ask, or / for what LAMP can do';

const FILE = '@file:';

export interface PanelOptions {
  model: LampChatModel;
  cells: NotebookCells;
  questions: Questions;
  applied: AppliedCode;
  rendermime: IRenderMimeRegistry;
  themes: IThemeManager | null;
  /** Names of the files that can be named in a question. */
  listed: () => Promise<string[]>;
  /** What the buttons above the conversation do. */
  onAction: (action: Action) => void;
  onForget: () => void;
}

/** The side panel: actions on the cell in front, and the conversation about its notebook. */
export function assistantPanel(options: PanelOptions): Panel {
  const panel = new AssistantPanel(options.questions);
  panel.id = PANEL_ID;
  panel.addClass('lamp-Assistant');
  panel.title.icon = lampIcon;
  panel.title.caption = 'LAMP, the assistant that learns how you write';
  const actions = ReactWidget.create(<Actions {...options} />);
  actions.addClass('lamp-Assistant-actions');
  const questions = ReactWidget.create(<QuestionRows questions={options.questions} />);
  const footers = new MessageFooterRegistry();
  footers.addSection({ component: answerFooter(options.cells, options.applied), position: 'left' });
  const commands = new ChatCommandRegistry();
  commands.addProvider(new Commands(options.listed));
  const chat = new ChatWidget({
    model: options.model,
    rmRegistry: options.rendermime,
    themeManager: options.themes,
    messageFooterRegistry: footers,
    chatCommandRegistry: commands,
    inputToolbarRegistry: inputToolbar(options.model),
    welcomeMessage: WELCOME,
    area: 'sidebar'
  });
  const head = ReactWidget.create(<Head model={options.model} />);
  head.addClass('lamp-Assistant-head');
  panel.addWidget(head);
  panel.addWidget(actions);
  panel.addWidget(questions);
  panel.addWidget(chat);
  keepInSight(panel.node, options.model);
  return panel;
}

/** Says whether it is on show, where the questions then stand. */
class AssistantPanel extends Panel {
  constructor(private readonly _questions: Questions) {
    super();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._questions.panelShown(this.isVisible);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._questions.panelShown(true);
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._questions.panelShown(false);
  }

  protected override onBeforeDetach(message: Message): void {
    this._questions.panelShown(false);
    super.onBeforeDetach(message);
  }
}

/** Says which notebook the conversation is about. */
function Head({ model }: { model: LampChatModel }): JSX.Element {
  return (
    <UseSignal signal={model.pathChanged}>
      {() => (
        <div title={model.path}>
          <lampIcon.react tag="span" height="16px" width="16px" />
          <span className="lamp-Assistant-about">
            {model.path ? PathExt.basename(model.path) : 'No notebook or file is open'}
          </span>
        </div>
      )}
    </UseSignal>
  );
}

function Actions({ onAction, onForget }: PanelOptions): JSX.Element {
  return (
    <div role="toolbar" aria-label="Ask LAMP about the cell">
      {ACTIONS.map(action => (
        <Button key={action.action} name={action.action} title={action.hint} onClick={() => onAction(action)}>
          {action.label}
        </Button>
      ))}
      <button type="button" className="lamp-Button lamp-mod-end" title="Erase this conversation" onClick={onForget}>
        <deleteIcon.react tag="span" height="14px" width="14px" />
        Erase
      </button>
    </div>
  );
}

function inputToolbar(model: LampChatModel): InputToolbarRegistry {
  const registry = InputToolbarRegistry.defaultToolbarRegistry();
  registry.hide('attach');
  registry.addItem('hint', { element: Placeholder, position: 0 });
  registry.addItem('stop', { element: () => <StopButton model={model} />, position: 90 });
  return registry;
}

/** The chat's own words name people to mention, of whom there are none here, and no option changes them. */
function Placeholder(): JSX.Element {
  const say = (node: HTMLElement | null) => {
    const box = node?.closest('.jp-chat-input-container')?.querySelector('textarea');
    box?.setAttribute('placeholder', PLACEHOLDER);
  };
  return <span ref={say} hidden />;
}

function StopButton({ model }: { model: LampChatModel }): JSX.Element | null {
  const [writing, setWriting] = useState(model.writers.length > 0);
  useEffect(() => {
    const changed = () => setWriting(model.writers.length > 0);
    model.writersChanged.connect(changed);
    return () => void model.writersChanged.disconnect(changed);
  }, [model]);
  if (!writing) {
    return null;
  }
  return (
    <button type="button" className="jp-Button jp-mod-styled jp-mod-warn lamp-Stop" onClick={() => model.stop()}>
      <stopIcon.react tag="span" height="14px" width="14px" /> Stop
    </button>
  );
}

/** Offers slash commands and what can be named, while one is typed; what they do is the model's to know. */
class Commands implements IChatCommandProvider {
  readonly id = '@lamp-assistant/jupyterlab:commands';

  constructor(private readonly _files: () => Promise<string[]>) {}

  async listCommandCompletions({ currentWord, value }: { currentWord: string | null; value: string }) {
    const all = currentWord?.startsWith('@') ? await this._named(currentWord) : slashCommands(currentWord, value);
    // Of a command that stands there whole nothing is left to choose: an open list would keep Enter from sending it.
    return all
      .filter(({ name }) => name.startsWith(currentWord!) && !all.some(each => each.name === currentWord))
      .map(each => ({ ...each, providerId: this.id, spaceOnAccept: !each.name.endsWith(':') }));
  }

  async onSubmit(): Promise<void> {
    // The model reads the command from the message itself.
  }

  private async _named(word: string): Promise<{ name: string; description: string }[]> {
    if (!word.startsWith(FILE)) {
      return [...MENTIONS];
    }
    const names = await this._files().catch(() => []);
    return names.map(name => ({ name: `${FILE}${name}`, description: '' }));
  }
}

function slashCommands(word: string | null, value: string): { name: string; description: string }[] {
  if (!word?.startsWith('/') || !value.trimStart().startsWith(word)) {
    return [];
  }
  return [
    ...ACTIONS.map(({ slash, hint }) => ({ name: slash, description: hint })),
    { name: SEARCH, description: 'Search all conversations' },
    { name: FORGET, description: 'Erase this conversation' }
  ];
}
