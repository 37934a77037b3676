import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { ILampClient, IStatusWatch } from '../tokens';
import { type OwnSettings, SettingsSync } from './sync';

const ID = '@lamp-assistant/jupyterlab:settings';

/** LAMP's settings in JupyterLab's own editor. */
export const settingsPlugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  autoStart: true,
  requires: [ILampClient, IStatusWatch, ISettingRegistry],
  activate: (app: JupyterFrontEnd, client: ILampClient, watch: IStatusWatch, registry: ISettingRegistry) => {
    const start = async () => {
      const settings = await registry.load(ID);
      const sync = new SettingsSync(client, settings as unknown as OwnSettings, message => Notification.error(message));
      await sync.pull();
      settings.changed.connect(() => void sync.push().then(() => watch.look()));
      watch.changed.connect(() => void sync.pull());
    };
    void app.restored.then(start).catch(error => console.warn('LAMP: no settings', error));
  }
};
