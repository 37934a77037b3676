/** The language server: started, asked, restarted, and never in the way. */

import {
  type CancellationToken,
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type Position,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  ExecuteCommandRequest,
  LanguageClient,
  type Middleware,
  State as ClientState,
  WorkDoneProgress,
} from "vscode-languageclient/node";
import { locateLamp } from "./locate";
import type { InlineItem, Question, State, Status } from "./messages";
import { SECTION, statedSettings } from "./settings";

/** A server that ends more often than this within `CRASH_WINDOW_MS` is not started again by itself. */
const MOST_CRASHES = 3;
const CRASH_WINDOW_MS = 180_000;

/** A server that takes longer than this for its first answer is not LAMP's, or hangs. */
const ANSWERS_WITHIN_MS = 30_000;

const NOT_RUNNING = "LAMP is not running here; its light in the status bar says why.";
const DOES_NOT_RUN = "LAMP's language server does not keep running; its log says why.";
const DOES_NOT_ANSWER =
  `The program lamp did not answer within ${ANSWERS_WITHIN_MS / 1000} seconds and was ended; ` +
  "see whether the setting lamp.path names LAMP's own program, then restart LAMP.";

/** Documents that LAMP completes in; output panels, diffs and the like are none. */
const DOCUMENTS = [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-notebook-cell" }];

/** Set while the language server runs; key bindings ask for it. */
const RUNNING_KEY = "lamp.running";

/** A client that keeps its troubles to the log; what the developer is told of them is ours. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Connection implements Disposable {
  private readonly statusEmitter = new EventEmitter<Status>();
  readonly onStatus = this.statusEmitter.event;

  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();
  private asked = 0;

  /** What asks about a selection, as a code action wants it. */
  askAbout: (question: Question) => Promise<void> = async () => undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly provideInlineCompletionItems: NonNullable<Middleware["provideInlineCompletionItems"]>,
  ) {}

  /** Start the language server, or start it anew; several at once happen one after the other. */
  restart(): Promise<void> {
    this.queue = this.queue.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.queue;
  }

  /**
   * Have the server do one of its commands.
   *
   * @throws Error with a sentence for the developer, when it cannot.
   */
  async ask<Answer>(command: string, ...given: unknown[]): Promise<Answer> {
    if (this.client?.state !== ClientState.Running) {
      throw new Error(NOT_RUNNING);
    }
    return this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
  }

  /** Have the server do what takes a while: `stop` ends it, and `hear` is told how far it is. */
  async askLong<Answer>(
    command: string,
    given: object,
    stop: CancellationToken,
    hear: (message: string) => void,
  ): Promise<Answer> {
    const { client } = this;
    if (client?.state !== ClientState.Running) {
      throw new Error(NOT_RUNNING);
    }
    const workDoneToken = `lamp-${++this.asked}`;
    const progress = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind !== "end" && value.message) {
        hear(value.message);
      }
    });
    try {
      return await client.sendRequest(
        ExecuteCommandRequest.type,
        { command, arguments: [{ ...given, workDoneToken }] },
        stop,
      );
    } finally {
      progress.dispose();
    }
  }

  /** Ask for suggestions by hand, without showing them. */
  async suggestions(document: TextDocument, position: Position): Promise<(InlineItem & { id: string })[]> {
    if (this.client?.state !== ClientState.Running) {
      throw new Error(NOT_RUNNING);
    }
    const answer = await this.client.sendRequest<{ items: InlineItem[] } | null>(INLINE_COMPLETION, {
      textDocument: { uri: document.uri.toString() },
      position: { line: position.line, character: position.character },
      context: { triggerKind: INVOKED },
    });
    return (answer?.items ?? []).map((item) => ({ ...item, id: item.command.arguments[0] }));
  }

  /** Tell the server what became of a suggestion; that it cannot be told is no matter for the developer. */
  async tell(command: string, ...given: unknown[]): Promise<void> {
    try {
      await this.ask(command, ...given);
    } catch (error) {
      this.log.warn(`${command} was not told: ${String(error)}`);
    }
  }

  /** Tell the server which document the developer turned to. */
  focused(uri: string | undefined): void {
    this.notify("textDocument/didFocus", uri ? { textDocument: { uri } } : {});
  }

  /** Have the server read the settings again. */
  settingsChanged(): void {
    this.notify("workspace/didChangeConfiguration", { settings: null });
  }

  dispose(): void {
    void this.stop();
    this.statusEmitter.dispose();
  }

  private async askAloud(question: Question): Promise<void> {
    try {
      await this.askAbout(question);
    } catch (error) {
      void window.showWarningMessage(error instanceof Error ? error.message : String(error));
    }
  }

  private notify(method: string, parameters: object): void {
    if (this.client?.state === ClientState.Running) {
      void this.client.sendNotification(method, parameters).catch((error) => this.log.warn(String(error)));
    }
  }

  private async start(): Promise<void> {
    if (!workspace.isTrusted) {
      this.say("untrusted", "LAMP is off until you trust this workspace.");
      return;
    }
    const located = locateLamp();
    if ("missing" in located) {
      this.say("missing", located.missing);
      return;
    }
    this.say("starting", "LAMP is starting.");
    this.log.info(`Starting ${located.program} lsp`);
    this.client = this.makeClient(located.program);
    try {
      if (!(await isDoneWithin(ANSWERS_WITHIN_MS, this.client.start()))) {
        this.log.error(`${located.program} lsp did not answer`);
        await this.stop();
        this.say("stopped", DOES_NOT_ANSWER);
      }
    } catch (error) {
      this.log.error(`${located.program} lsp could not be started: ${String(error)}`);
      this.say("stopped", DOES_NOT_RUN);
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    const server = client?.serverProcess; // unknown to the client once it stopped
    this.client = undefined;
    this.showRunning(false);
    try {
      await client?.dispose();
    } catch (error) {
      this.log.debug(`The language server did not end in order: ${String(error)}`);
      server?.kill("SIGKILL");
    }
  }

  private makeClient(program: string): LanguageClient {
    const client: QuietClient = new QuietClient(
      SECTION,
      "LAMP",
      { command: program, args: ["lsp"] },
      {
        documentSelector: DOCUMENTS,
        outputChannel: this.log,
        initializationOptions: () => ({
          ...statedSettings(this.context),
          editor: { range: "cursor", status: true, answers: true },
        }),
        errorHandler: this.errorHandler(() => this.client === client),
        initializationFailedHandler: () => false,
        middleware: {
          provideInlineCompletionItems: this.provideInlineCompletionItems,
          sendRequest: (type, param, token, next) => next(type, withFormatting(methodOf(type), param), token),
          executeCommand: (command, given, next) =>
            command === ASK ? this.askAloud(given[0] as Question) : next(command, given),
          handleWorkDoneProgress: () => undefined, // the status bar shows it
          workspace: { configuration: (asked) => asked.items.map(() => statedSettings(this.context)) },
        },
      },
    );
    client.onNotification("lamp/status", (status: Status) => this.statusEmitter.fire(status));
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) {
        this.showRunning(newState === ClientState.Running);
      }
    });
    return client;
  }

  private errorHandler(isCurrent: () => boolean): ErrorHandler {
    let crashes: number[] = [];
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        if (!isCurrent()) {
          return { action: CloseAction.DoNotRestart, handled: true };
        }
        const now = Date.now();
        crashes = [...crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
        if (crashes.length <= MOST_CRASHES) {
          return { action: CloseAction.Restart, handled: true };
        }
        this.say("stopped", DOES_NOT_RUN);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private showRunning(running: boolean): void {
    void commands.executeCommand("setContext", RUNNING_KEY, running);
  }

  private say(state: State, message: string): void {
    this.statusEmitter.fire({ state, message });
  }
}

/** Say whether work was done in time; a failure of the work is thrown, if it comes in time. */
async function isDoneWithin(limitMs: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The command of LAMP's code actions. */
const ASK = "lamp.ask";

/** The protocol's number for a request by hand. */
const INVOKED = 1;

const INLINE_COMPLETION = "textDocument/inlineCompletion";

function methodOf(type: string | { method: string }): string {
  return typeof type === "string" ? type : type.method;
}

/** Add how the document is indented, which VS Code knows and the protocol's request leaves out. */
function withFormatting<P>(method: string, param: P | undefined): P | undefined {
  const editor = window.activeTextEditor;
  if (method !== INLINE_COMPLETION || !param || !editor) {
    return param;
  }
  const { textDocument } = param as { textDocument?: { uri?: string } };
  const { insertSpaces, tabSize } = editor.options;
  return textDocument?.uri === editor.document.uri.toString()
    ? { ...param, formattingOptions: { insertSpaces, tabSize } }
    : param;
}
