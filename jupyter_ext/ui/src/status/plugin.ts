import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IStatusBar } from '@jupyterlab/statusbar';

import { CommandIds } from '../commands';
import type { Status } from '../server/messages';
import { ILampClient, IQuestions, IStatusWatch } from '../tokens';
import { StatusItem } from './item';
import { StatusWatch } from './watch';

/** Watches LAMP's state for the others. */
export const statusWatchPlugin: JupyterFrontEndPlugin<StatusWatch> = {
  id: '@lamp-assistant/jupyterlab:status-watch',
  autoStart: true,
  requires: [ILampClient],
  provides: IStatusWatch,
  activate: (app, client) => {
    const watch = new StatusWatch(client);
    void app.restored.then(() => watch.look());
    return watch;
  }
};

/**
 * Beside the bell: what stands farther left changes its width when a cell loses the focus, and would move the item away
 * from under the mouse between press and release.
 */
const RANK = -0.5;

/** The status bar's item, and pausing. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: '@lamp-assistant/jupyterlab:status',
  autoStart: true,
  requires: [ILampClient, IQuestions, IStatusWatch],
  optional: [IStatusBar, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    client: ILampClient,
    questions: IQuestions,
    watch: IStatusWatch,
    bar: IStatusBar | null,
    palette: ICommandPalette | null
  ) => {
    const turn = async (to: 'pause' | 'resume') => {
      try {
        const { message } = await client.post<{ message?: string }>(to);
        Notification.info(message ?? (to === 'pause' ? 'LAMP is paused.' : 'LAMP is running again.'), {
          autoClose: 3_000
        });
      } catch (error) {
        Notification.error((error as Error).message);
      }
      await watch.look();
    };
    const isPaused = () => watch.status.state === 'paused';
    app.commands.addCommand(CommandIds.pause, { label: 'LAMP: Pause', execute: () => turn('pause') });
    app.commands.addCommand(CommandIds.resume, { label: 'LAMP: Resume', execute: () => turn('resume') });
    app.commands.addCommand(CommandIds.status, {
      label: 'LAMP: How Is It Doing?',
      execute: () => {
        const { state, message, remedy, consent } = watch.status;
        const open = { label: 'Open profile', callback: () => void app.commands.execute(CommandIds.profile) };
        const pause = { label: 'Pause', callback: () => void turn('pause') };
        const resume = { label: 'Resume', callback: () => void turn('resume') };
        const allow = { label: 'Allow', callback: () => void answer(client, watch, true) };
        const deny = { label: 'Do not allow', callback: () => void answer(client, watch, false) };
        const first = remedy && app.commands.hasCommand(TERMINAL) ? [actionOf(app, remedy)] : [];
        const last = consent === 'unasked' ? [allow, deny] : [open];
        Notification.emit(message, state === 'no_model' || state === 'no_daemon' ? 'warning' : 'info', {
          autoClose: 15_000,
          actions: [...first, isPaused() ? resume : pause, ...last]
        });
        void watch.look();
      }
    });
    for (const command of [CommandIds.pause, CommandIds.resume, CommandIds.status]) {
      palette?.addItem({ command, category: 'LAMP' });
    }
    askConsentOnce(client, questions, watch);
    const item = new StatusItem(watch, () => void app.commands.execute(CommandIds.status));
    bar?.registerStatusItem('@lamp-assistant/jupyterlab:status', { item, align: 'right', rank: RANK });
  }
};

/** JupyterLab's own; Notebook has it too, where terminals are allowed. */
const TERMINAL = 'terminal:create-new';

/** As much of a terminal's widget as is used. */
interface Terminal {
  content: { session: { send(message: { type: 'stdin'; content: string[] }): void } };
}

/** Return a button that runs a command where the developer sees it, and can answer it. */
function actionOf(app: JupyterFrontEnd, { label, command }: NonNullable<Status['remedy']>): Notification.IAction {
  const callback = async () => {
    const terminal = (await app.commands.execute(TERMINAL)) as Terminal | undefined;
    terminal?.content.session.send({ type: 'stdin', content: [`${command}\r`] });
  };
  return { label, callback: () => void callback(), displayType: 'accent' };
}

async function answer(client: ILampClient, watch: IStatusWatch, consent: boolean): Promise<void> {
  try {
    await client.post('consent', { consent });
  } catch (error) {
    Notification.error((error as Error).message);
  }
  await watch.look();
}

/** JupyterLab shows 140 characters of a notification. */
const CONSENT_QUESTION =
  'Allow LAMP to learn from what you write and accept? It stays encrypted on this machine; you can see and erase it.';

/** Ask whether LAMP may learn, where nobody was asked yet. */
function askConsentOnce(client: ILampClient, questions: IQuestions, watch: IStatusWatch): void {
  const ask = (_: unknown, { consent }: Status) => {
    if (consent !== 'unasked') {
      return;
    }
    watch.changed.disconnect(ask);
    const onAnswer = (consent: boolean) => void answer(client, watch, consent);
    questions.ask({ text: CONSENT_QUESTION, onAnswer, yes: 'Allow', no: 'Do not allow' });
  };
  watch.changed.connect(ask);
}
