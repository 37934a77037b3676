import type { Kernel, KernelMessage } from '@jupyterlab/services';

import type { LiveName } from '../server/messages';
import { EXPRESSION, liveName, ProbedName, readProbe } from './probe';

/** A kernel that does not answer in this time is busy after all; the names known before serve on. */
const WAIT_MS = 2_000;

interface Known {
  names: ProbedName[];
  /** Whether code ran since they were read. */
  stale: boolean;
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
    await this._refresh(kernel);
    return this._knownOf(kernel).names.find(({ name }) => name === frame)?.columns ?? {};
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

  private async _refresh(kernel: Kernel.IKernelConnection): Promise<void> {
    const known = this._knownOf(kernel);
    if (!known.stale || kernel.status !== 'idle') {
      return;
    }
    known.reading ??= this._read(kernel, known).finally(() => {
      known.reading = undefined;
    });
    await known.reading;
  }

  private async _read(kernel: Kernel.IKernelConnection, known: Known): Promise<void> {
    const { language_info } = await kernel.info;
    if (language_info.name !== 'python') {
      known.stale = false;
      return;
    }
    if (!(await this._consent()) || kernel.isDisposed || kernel.status !== 'idle') {
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

/** Ask the kernel; undefined when it does not answer in time. */
async function probe(kernel: Kernel.IKernelConnection): Promise<ProbedName[] | undefined> {
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    stop_on_error: false,
    user_expressions: { lamp: EXPRESSION }
  });
  const late = new Promise<undefined>(resolve => setTimeout(resolve, WAIT_MS));
  const reply = await Promise.race([future.done.catch(() => undefined), late]);
  const content = reply?.content as KernelMessage.IReplyOkContent & { user_expressions?: Record<string, unknown> };
  return content?.status === 'ok' ? readProbe(content.user_expressions?.lamp) : undefined;
}
