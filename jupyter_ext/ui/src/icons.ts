import { LabIcon } from '@jupyterlab/ui-components';

/** A table lamp; drawn with the theme's colours. */
export const lampIcon = new LabIcon({
  name: '@lamp-assistant/jupyterlab:lamp',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M8.5 2h7l4 10h-15zM11 13h2v6h-2zM7 20h10v2H7z"/></svg>`
});
