import { LabIcon } from '@jupyterlab/ui-components';

import type { AssistantAction } from './server/messages';

/** A hand with its thumb up. */
const THUMB =
  '<path class="jp-icon3" fill="#616161" d="M3 10h3.5v10H3zM8.5 20V9.7L12.3 3c1.5 0 2.5 1.2 2.2 2.6L13.8 9h5.4' +
  'a2 2 0 0 1 1.9 2.5l-1.8 6.9A2 2 0 0 1 17.4 20z"/>';

function icon(name: string, drawing: string): LabIcon {
  return new LabIcon({
    name: `@lamp-assistant/jupyterlab:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">${drawing}</svg>`
  });
}

export const thumbUpIcon = icon('thumb-up', THUMB);
export const thumbDownIcon = icon('thumb-down', `<g transform="rotate(180 12 12)">${THUMB}</g>`);

/** A table lamp; drawn with the theme's colours. */
export const lampIcon = icon(
  'lamp',
  '<path class="jp-icon3" fill="#616161" d="M8.5 2h7l4 10h-15zM11 13h2v6h-2zM7 20h10v2H7z"/>'
);

const filled = (path: string) => `<g class="jp-icon3" fill="#616161"><path d="${path}"/></g>`;

/** Pictures of the assistant's actions, on Material's grid of 24. */
export const ACTION_ICONS: Record<AssistantAction, LabIcon> = {
  explain: icon(
    'explain',
    filled(
      'M11 17h2v-2h-2zm1-15a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16m0-14a4 4 0 0 0-4 4h2a2 2 0 1 1 2 2h-1v2h2v-.2A4 4 0 0 0 12 6'
    )
  ),
  fix: icon(
    'fix',
    filled(
      'M22.7 19 13.6 9.9a5.5 5.5 0 0 0-7-7.3L10 6 6.7 9.3 3 5.8a5.5 5.5 0 0 0 7.2 7.4l9.1 9.1a1 1 0 0 0 1.4 0l2-2a1 1 0 0 0 0-1.3'
    )
  ),
  write: icon(
    'write',
    filled('M3 17.2V21h3.8L17.8 9.9l-3.7-3.7zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.7 3.7z')
  ),
  change: icon(
    'change',
    filled(
      'M12 6v3l4-4-4-4v3a8 8 0 0 0-6.8 12.3l1.5-1.5A6 6 0 0 1 12 6m6.8 1.7-1.5 1.5A6 6 0 0 1 12 18v-3l-4 4 4 4v-3a8 8 0 0 0 6.8-12.3'
    )
  ),
  document: icon(
    'document',
    filled('M14 2H6a2 2 0 0 0-2 2v16c0 1.1.9 2 2 2h12a2 2 0 0 0 2-2V8zm2 16H8v-2h8zm0-4H8v-2h8zm-3-5V3.5L18.5 9z')
  ),
  test: icon('test', filled('M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z')),
  rewrite: icon(
    'rewrite',
    filled(
      'M7 14c-1.7 0-3 1.3-3 3 0 1.3-1.2 2-2 2 .9 1.2 2.5 2 4 2a4 4 0 0 0 4-4c0-1.7-1.3-3-3-3M20.7 4.6l-1.3-1.3a1 1 0 0 0-1.4 0l-9 9 2.8 2.7 9-9a1 1 0 0 0-.1-1.4'
    )
  ),
  next: icon('next', filled('M12 4l-1.4 1.4L16.2 11H4v2h12.2l-5.6 5.6L12 20l8-8z')),
  ask: icon('ask', filled('M20 2H4a2 2 0 0 0-2 2v18l4-4h14a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2m0 14H6l-2 2V4h16z'))
};
