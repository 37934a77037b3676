import { assistantPlugin } from './assistant/plugin';
import { completionPlugin } from './completion/plugin';
import { kernelPlugin } from './kernel/plugin';
import { profilePlugin } from './profile/plugin';
import { clientPlugin, textsPlugin } from './server/plugin';
import { statusPlugin, statusWatchPlugin } from './status/plugin';

export default [
  clientPlugin,
  textsPlugin,
  kernelPlugin,
  completionPlugin,
  assistantPlugin,
  profilePlugin,
  statusWatchPlugin,
  statusPlugin
];
