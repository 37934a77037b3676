import { type ISignal, Signal } from '@lumino/signaling';

/** What the developer is asked; it stands open until they say yes or no. */
export interface Question {
  text: string;
  onAnswer: (yes: boolean) => void;
  /** The words of the two answers; else Yes and No. */
  yes?: string;
  no?: string;
}

/** Where a question stands while no panel shows it. */
export interface Notifier {
  /** Return an id to dismiss it by. */
  show(question: Question, answer: (yes: boolean) => void): string;
  dismiss(id: string): void;
}

/**
 * Open questions: notifications, but for the time that the assistant is on show, which has them at its top; a
 * notification would lie over its input and its Stop button.
 */
export class Questions {
  private _notifications = new Map<Question, string | undefined>();
  private _inPanel = false;
  private _changed = new Signal<this, void>(this);

  constructor(private readonly _notifier: Notifier) {}

  /** Told when a question was asked, answered or moved. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Those that the panel is to show. */
  get inPanel(): Question[] {
    return this._inPanel ? [...this._notifications.keys()] : [];
  }

  ask(question: Question): void {
    this._notifications.set(question, undefined);
    this._place();
  }

  answer(question: Question, yes: boolean): void {
    this._putAway(question);
    if (this._notifications.delete(question)) {
      question.onAnswer(yes);
      this._changed.emit();
    }
  }

  /** Tell whether the panel is on show. */
  panelShown(shown: boolean): void {
    if (shown !== this._inPanel) {
      this._inPanel = shown;
      this._place();
    }
  }

  private _place(): void {
    for (const [question, id] of this._notifications) {
      if (this._inPanel) {
        this._putAway(question);
      } else if (id === undefined) {
        const answer = (yes: boolean) => this.answer(question, yes);
        this._notifications.set(question, this._notifier.show(question, answer));
      }
    }
    this._changed.emit();
  }

  private _putAway(question: Question): void {
    const id = this._notifications.get(question);
    if (id !== undefined) {
      this._notifications.set(question, undefined);
      this._notifier.dismiss(id);
    }
  }
}
