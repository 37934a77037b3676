import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { IQuestions } from '../tokens';
import { type Notifier, Questions } from './questions';

/** What the developer is asked once, by any of the others. */
export const questionsPlugin: JupyterFrontEndPlugin<Questions> = {
  id: '@lamp-assistant/jupyterlab:questions',
  autoStart: true,
  provides: IQuestions,
  activate: () => new Questions(notifications)
};

const notifications: Notifier = {
  show: ({ text, yes = 'Yes', no = 'No' }, answer) => {
    const actions = [
      { label: yes, callback: () => answer(true), displayType: 'accent' as const },
      { label: no, callback: () => answer(false) }
    ];
    return Notification.info(text, { autoClose: false, actions });
  },
  dismiss: id => Notification.dismiss(id)
};
