import { LabIcon } from '@jupyterlab/ui-components';

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
