import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICompletionProviderManager } from '@jupyterlab/completer';

import { ILampClient, ILiveKernel, IQuestions } from '../tokens';
import { ColumnProvider } from './columns';
import { KernelConsent } from './consent';
import { LiveKernel } from './live';

/** Reads names of the live kernel, where the developer allows it, and completes columns by them. */
export const kernelPlugin: JupyterFrontEndPlugin<LiveKernel> = {
  id: '@lamp-assistant/jupyterlab:kernel',
  autoStart: true,
  requires: [ILampClient, IQuestions],
  optional: [ICompletionProviderManager],
  provides: ILiveKernel,
  activate: (_app, client: ILampClient, questions: IQuestions, manager: ICompletionProviderManager | null) => {
    const consent = new KernelConsent(client, questions);
    const kernel = new LiveKernel(() => consent.given());
    consent.onYes = () => kernel.allowed();
    manager?.registerProvider(new ColumnProvider(kernel));
    return kernel;
  }
};
