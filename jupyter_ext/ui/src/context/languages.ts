/** MIME types of editors whose language's name is not the type's own. */
const NAMES: Record<string, string> = {
  ipython: 'python',
  rsrc: 'r',
  ipythongfm: 'markdown',
  'c++src': 'cpp',
  csrc: 'c',
  julia: 'julia',
  rustsrc: 'rust',
  javasrc: 'java',
  sh: 'bash'
};

/**
 * Return a language's name from an editor's MIME type, or else from the kernel.
 *
 * A notebook whose kernel is not known yet says `text/plain`.
 */
export function languageOf(mimeType: string, kernelLanguage = () => ''): string {
  const subtype = mimeType.split(';')[0].split('/').pop()!.replace(/^x-/, '');
  if (!subtype || subtype === 'plain') {
    return kernelLanguage().toLowerCase() || 'text';
  }
  return NAMES[subtype] ?? subtype;
}
