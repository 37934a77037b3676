import { assistantPlugin } from './assistant/plugin';
import { completionPlugin } from './completion/plugin';
import { kernelPlugin } from './kernel/plugin';
import { profilePlugin } from './profile/plugin';
import { questionsPlugin } from './questions/plugin';
import { clientPlugin, textsPlugin } from './server/plugin';
import { settingsPlugin } from './settings/plugin';
import { statusPlugin, statusWatchPlugin } from './status/plugin';

export default [
  clientPlugin,
  textsPlugin,
  questionsPlugin,
  kernelPlugin,
  completionPlugin,
  assistantPlugin,
  profilePlugin,
  statusWatchPlugin,
  statusPlugin,
  settingsPlugin
];
