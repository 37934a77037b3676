import type { Kernel, KernelMessage } from '@jupyterlab/services';

import type { LiveName } from '../server/messages';
import { EXPRESSION, liveName, type ProbedName, readProbe } from './probe';

/** How long one who asks waits for a look at the kernel; the names known before serve on, and the look goes on. */
const WAIT_MS = 2_000;

/** The same for columns: what a provider says after a second is left out by JupyterLab, known columns and all. */
const COLUMNS_WAIT_MS = 500;

/** After which an answer is taken for lost; until then a kernel is asked no second time. */
const LOST_MS = 60_000;

interface Known {
  names: ProbedName[];
  /** Whether code ran since they were read. */
  stale: boolean;
  /** The look under way; it may wait behind what the kernel has to do, its own completions among it. */
  reading: Promise<void> | undefined;
}

/** Says whether the developer lets LAMP read names, asking them the first time. */
export type Consent = () => Promise<boolean>;

/**
 * Names in scope in the kernels: read by a silent request that counts no execution, only from an idle Python kernel,
 * and only where the developer said yes.
 */
export class LiveKernel {
  private _known = new WeakMap<Kernel.IKernelConnection, Known>();
  /** Kernels that were not looked at because nobody said yes yet. */
  private _waiting = new Set<Kernel.IKernelConnection>();

  constructor(private readonly _consent: Consent) {}

  /** Return what is known at once; what is not known yet is read for the next time. */
  namesNow(kernel: Kernel.IKernelConnection | null | undefined): LiveName[] {
    if (!kernel || kernel.isDisposed) {
      return [];
    }
    void this._refresh(kernel);
    return this._knownOf(kernel).names.map(liveName);
  }

  /** Return what is known after a look at the kernel where code ran since. */
  async names(kernel: Kernel.IKernelConnection | null | undefined): Promise<LiveName[]> {
    if (kernel && !kernel.isDisposed) {
      await this._refresh(kernel);
    }
    return this.namesNow(kernel);
  }

  /** Return the columns of the data frame of that name, after such a look. */
  async columnsOf(kernel: Kernel.IKernelConnection, frame: string): Promise<Record<string, string>> {
    await this._refresh(kernel, COLUMNS_WAIT_MS);
    return this._knownOf(kernel).names.find(({ name }) => name === frame)?.columns ?? {};
  }

  /** Look at the kernels that waited for the developer's yes. */
  allowed(): void {
    this._waiting.forEach(kernel => kernel.isDisposed || void this._refresh(kernel));
    this._waiting.clear();
  }

  private _knownOf(kernel: Kernel.IKernelConnection): Known {
    let known = this._known.get(kernel);
    if (!known) {
      const fresh: Known = { names: [], stale: true, reading: undefined };
      kernel.iopubMessage.connect((_, message) => {
        fresh.stale ||= message.header.msg_type === 'execute_input';
      });
      kernel.statusChanged.connect((_, status) => {
        if (['restarting', 'autorestarting', 'dead'].includes(status)) {
          fresh.names = [];
          fresh.stale = true;
        }
      });
      known = fresh;
      this._known.set(kernel, known);
    }
    return known;
  }

  private async _refresh(kernel: Kernel.IKernelConnection, latencyBudgetMs = WAIT_MS): Promise<void> {
    const known = this._knownOf(kernel);
    if (known.stale && kernel.status === 'idle') {
      known.reading ??= this._read(kernel, known).finally(() => {
        known.reading = undefined;
      });
    }
    if (known.reading) {
      await Promise.race([known.reading, pause(latencyBudgetMs)]);
    }
  }

  private async _read(kernel: Kernel.IKernelConnection, known: Known): Promise<void> {
    const { language_info } = await kernel.info;
    if (language_info.name !== 'python') {
      known.stale = false;
      return;
    }
    if (!(await this._consent())) {
      this._waiting.add(kernel);
      known.names = [];
      return;
    }
    if (kernel.isDisposed || kernel.status !== 'idle') {
      return;
    }
    known.stale = false;
    const names = await probe(kernel);
    if (names) {
      known.names = names;
    } else {
      known.stale = true;
    }
  }
}

/** Ask the kernel; undefined when its answer is lost. */
async function probe(kernel: Kernel.IKernelConnection): Promise<ProbedName[] | undefined> {
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    stop_on_error: false,
    user_expressions: { lamp: EXPRESSION }
  });
  const reply = await Promise.race([future.done.catch(() => undefined), pause(LOST_MS)]);
  const content = reply?.content as KernelMessage.IReplyOkContent & { user_expressions?: Record<string, unknown> };
  return content?.status === 'ok' ? readProbe(content.user_expressions?.lamp) : undefined;
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(resolve, milliseconds, undefined));
}
