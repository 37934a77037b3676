import type * as nbformat from '@jupyterlab/nbformat';

/** What of one output goes along; more would push code out of the model's window. */
const MOST_CHARACTERS = 1_000;

/** Outputs of a cell that are looked at, so that a loop that prints costs nothing. */
const MOST_OUTPUTS = 8;

/** Colours and cursor movements of terminals. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;

export interface OutputsText {
  outputs: string[];
  error?: string;
}

/** Return the textual parts of a cell's outputs, capped; of an error its traceback, of images nothing. */
export function outputsText(outputs: readonly nbformat.IOutput[]): OutputsText {
  const texts: string[] = [];
  let error: string | undefined;
  for (const output of outputs.slice(-MOST_OUTPUTS)) {
    if (output.output_type === 'error') {
      error = tracebackText(output as nbformat.IError);
    } else {
      const text = textOf(output).trim();
      if (text) {
        texts.push(headAndTail(plain(text), MOST_CHARACTERS));
      }
    }
  }
  return error === undefined ? { outputs: texts } : { outputs: texts, error };
}

/** Return a traceback without colours; its end says what happened, so the middle is what goes. */
export function tracebackText(error: nbformat.IError): string {
  const lines = error.traceback.length ? error.traceback.join('\n') : `${error.ename}: ${error.evalue}`;
  return headAndTail(plain(lines), 2 * MOST_CHARACTERS);
}

/** Return the beginning and the end of a text, more than is kept of it, without colours. */
function plain(text: string): string {
  return headAndTail(text, 20 * MOST_CHARACTERS).replace(ESCAPES, '');
}

function headAndTail(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const half = Math.floor(most / 2);
  return `${text.slice(0, half)}\n…\n${text.slice(-half)}`;
}

function textOf(output: nbformat.IOutput): string {
  if (output.output_type === 'stream') {
    return joined(output.text as nbformat.MultilineString);
  }
  const data = output.data as nbformat.IMimeBundle | undefined;
  return joined((data?.['text/plain'] ?? '') as nbformat.MultilineString);
}

function joined(text: nbformat.MultilineString): string {
  return typeof text === 'string' ? text : text.join('');
}
