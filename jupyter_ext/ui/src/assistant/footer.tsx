import type { IMessage, MessageFooterSectionProps } from '@jupyter/chat';
import type { LabIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { thumbDownIcon, thumbUpIcon } from '../icons';
import { whyLines } from '../why';
import { actionNamed } from './actions';
import type { AppliedCode } from './applied';
import { Button } from './button';
import type { NotebookCells } from './cells';
import type { LampAnswer, LampChatModel } from './model';

const NO_CELL = 'The cell that this answer is about is not found any more; choose a cell, then press **Again**.';

/** What can be done with an answer: apply, judge, ask anew, see what it was built from. */
export function answerFooter(cells: NotebookCells, applied: AppliedCode): React.FC<MessageFooterSectionProps> {
  return ({ model, message }) => {
    const current = useMessage(model.messages.find(({ id }) => id === message.id));
    const answer = current?.metadata?.lamp;
    if (!answer) {
      return null;
    }
    if (answer.state === 'writing') {
      return <Thinking answer={answer} />;
    }
    if (answer.state !== 'done') {
      return (
        <div className="lamp-Answer-row">
          <Again model={model as LampChatModel} answer={answer} kinds={['again']} />
        </div>
      );
    }
    return <Footer model={model as LampChatModel} answer={answer} cells={cells} applied={applied} />;
  };
}

/** What is being done, and for how long: a small machine takes its time. */
function Thinking({ answer }: { answer: LampAnswer }): JSX.Element {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick(tick => tick + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.round((Date.now() - (answer.since ?? Date.now())) / 1_000);
  return (
    <div className="lamp-Answer-thinking" aria-live="off">
      {answer.stage ?? 'Asking'} · {seconds} s
    </div>
  );
}

function useMessage(message: IMessage | undefined): IMessage | undefined {
  const [, setTurn] = useState(0);
  useEffect(() => {
    const changed = () => setTurn(turn => turn + 1);
    message?.changed.connect(changed);
    return () => void message?.changed.disconnect(changed);
  }, [message]);
  return message;
}

interface FooterProps {
  model: LampChatModel;
  answer: LampAnswer;
  cells: NotebookCells;
  applied: AppliedCode;
}

function Footer({ model, answer, cells, applied }: FooterProps): JSX.Element {
  const [whyOpen, setWhyOpen] = useState(false);
  return (
    <div className="lamp-Answer">
      <div className="lamp-Answer-row">
        <Apply model={model} answer={answer} cells={cells} applied={applied} />
        <Thumbs model={model} answer={answer} />
        <Again model={model} answer={answer} kinds={['shorter', 'longer', 'again']} />
        {answer.used && (
          <button type="button" className="lamp-Button" aria-expanded={whyOpen} onClick={() => setWhyOpen(!whyOpen)}>
            Why?
          </button>
        )}
      </div>
      {whyOpen && answer.used && (
        <ul className="lamp-Answer-why">
          {whyLines(answer.used).map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The change that the answer proposes for its cell, or a new cell of it. */
function Apply({ model, answer, cells, applied }: FooterProps): JSX.Element | null {
  const { code } = answer;
  if (code === undefined || !answer.about.cellId) {
    return null;
  }
  if (actionNamed(answer.action)?.rewritesCell) {
    const show = () => {
      if (!cells.propose(answer.about, code, () => applied.add(answer.id, answer.about, code))) {
        model.say(NO_CELL);
      }
    };
    return (
      <Button name="change" isMain onClick={show}>
        Show change
      </Button>
    );
  }
  const insert = () => {
    const cell = cells.insertBelow(answer.about, code);
    if (cell) {
      applied.add(answer.id, cell, code);
    } else {
      model.say(NO_CELL);
    }
  };
  return (
    <Button name="next" isMain onClick={insert}>
      Insert below
    </Button>
  );
}

function Thumbs({ model, answer }: { model: LampChatModel; answer: LampAnswer }): JSX.Element {
  const [verdict, setVerdict] = useState(answer.verdict);
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const judge = (value: 'good' | 'bad') => {
    setVerdict(value);
    setAsking(true);
    model.judge(answer, value);
  };
  const explain = (event: React.FormEvent) => {
    event.preventDefault();
    setAsking(false);
    if (reason.trim() && verdict) {
      model.judge(answer, verdict, reason.trim());
    }
  };
  return (
    <>
      <Thumb icon={thumbUpIcon} label="Good answer" pressed={verdict === 'good'} onClick={() => judge('good')} />
      <Thumb icon={thumbDownIcon} label="Bad answer" pressed={verdict === 'bad'} onClick={() => judge('bad')} />
      {asking && (
        <form onSubmit={explain}>
          <input
            className="jp-mod-styled"
            aria-label="Why?"
            placeholder="Because … (optional)"
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
        </form>
      )}
    </>
  );
}

interface ThumbProps {
  icon: LabIcon;
  label: string;
  pressed: boolean;
  onClick: () => void;
}

function Thumb({ icon, label, pressed, onClick }: ThumbProps): JSX.Element {
  return (
    <button
      type="button"
      className="lamp-Button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
    >
      <icon.react tag="span" className="lamp-Thumb" height="16px" width="16px" />
    </button>
  );
}

interface AgainProps {
  model: LampChatModel;
  answer: LampAnswer;
  kinds: readonly ('shorter' | 'longer' | 'again')[];
}

function Again({ model, answer, kinds }: AgainProps): JSX.Element {
  return (
    <>
      {kinds.map(kind => (
        <button type="button" key={kind} className="lamp-Button" onClick={() => void model.askAgain(answer, kind)}>
          {kind[0].toUpperCase() + kind.slice(1)}
        </button>
      ))}
    </>
  );
}
