import { UseSignal } from '@jupyterlab/apputils';
import React from 'react';

import type { Questions } from './questions';

/** The open questions as rows, each with its two answers. */
export function QuestionRows({ questions }: { questions: Questions }): JSX.Element {
  return (
    <UseSignal signal={questions.changed}>
      {() =>
        questions.inPanel.map(question => (
          <div key={question.text} className="lamp-Question" role="group" aria-label={question.text}>
            <p>{question.text}</p>
            <button
              type="button"
              className="lamp-Button lamp-mod-main"
              onClick={() => questions.answer(question, true)}
            >
              {question.yes ?? 'Yes'}
            </button>
            <button type="button" className="lamp-Button" onClick={() => questions.answer(question, false)}>
              {question.no ?? 'No'}
            </button>
          </div>
        ))
      }
    </UseSignal>
  );
}
