import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, MainAreaWidget } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';

import { CommandIds } from '../commands';
import { lampIcon } from '../icons';
import { ILampClient, IStatusWatch } from '../tokens';
import { ProfilePanel } from './panel';

/** What LAMP has learned, to look at, correct, pin and erase. */
export const profilePlugin: JupyterFrontEndPlugin<void> = {
  id: '@lamp-assistant/jupyterlab:profile',
  autoStart: true,
  requires: [ILampClient, IStatusWatch],
  optional: [IThemeManager, INotebookTracker, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    client: ILampClient,
    watch: IStatusWatch,
    themes: IThemeManager | null,
    notebooks: INotebookTracker | null,
    palette: ICommandPalette | null
  ) => {
    const theme = () => (themes?.theme && !themes.isLight(themes.theme) ? 'dark' : 'light');
    const path = () => notebooks?.currentWidget?.context.path ?? '';
    let widget: MainAreaWidget<ProfilePanel> | undefined;
    const open = () => {
      if (!widget || widget.isDisposed) {
        widget = new MainAreaWidget({
          content: new ProfilePanel({ client, theme, path, onTurned: () => void watch.look() })
        });
        widget.id = 'lamp-profile-area';
      }
      if (widget.isAttached) {
        void widget.content.refresh();
      } else {
        app.shell.add(widget, 'main');
      }
      app.shell.activateById(widget.id);
    };
    const refresh = () => void (widget?.isAttached && widget.content.refresh());
    themes?.themeChanged.connect(refresh);
    notebooks?.currentChanged.connect(refresh);
    app.commands.addCommand(CommandIds.profile, {
      label: 'LAMP: What Has It Learned?',
      icon: lampIcon,
      execute: open
    });
    palette?.addItem({ command: CommandIds.profile, category: 'LAMP' });
  }
};
