import { expect, it } from 'vitest';

import { Questions } from '../src/questions/questions';

/** Notifications on show, by their ids. */
function notified() {
  const shown = new Map<string, (yes: boolean) => void>();
  let number = 0;
  const notifier = {
    show: (_question: unknown, answer: (yes: boolean) => void) => {
      const id = String(++number);
      shown.set(id, answer);
      return id;
    },
    dismiss: (id: string) => void shown.delete(id)
  };
  return { shown, questions: new Questions(notifier) };
}

it('shows a question in one place: the panel while it is on show, else a notification', () => {
  const { shown, questions } = notified();
  const question = { text: 'May I?', onAnswer: () => undefined };

  questions.ask(question);
  expect([shown.size, questions.inPanel]).toEqual([1, []]);
  questions.panelShown(true);
  expect([shown.size, questions.inPanel]).toEqual([0, [question]]);
  questions.panelShown(false);
  expect([shown.size, questions.inPanel]).toEqual([1, []]);
});

it('takes one answer, wherever it is given, and puts the question away', () => {
  const { shown, questions } = notified();
  const answers: boolean[] = [];
  const onAnswer = (yes: boolean) => void answers.push(yes);
  const [first, second] = [
    { text: 'May I?', onAnswer },
    { text: 'And this?', onAnswer }
  ];
  questions.ask(first);
  questions.ask(second);
  const notification = [...shown.values()][0];
  notification(true);
  notification(false);
  questions.panelShown(true);
  questions.answer(second, false);

  expect(answers).toEqual([true, false]);
  expect([shown.size, questions.inPanel]).toEqual([0, []]);
});
