import { ReactWidget } from '@jupyterlab/apputils';
import { LabIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';

import { lampIcon } from '../icons';
import type { Status, StatusState } from '../server/messages';
import type { StatusWatch } from './watch';

const LABELS: Record<StatusState, string> = {
  starting: 'LAMP is starting',
  loading: 'LAMP: loading',
  ready: 'LAMP',
  thinking: 'LAMP …',
  learning: 'LAMP learns',
  paused: 'LAMP paused',
  no_model: 'LAMP: no model',
  slow: 'LAMP: slow',
  no_daemon: 'LAMP daemon is not running',
  off: 'LAMP: off'
};

/** The item in the status bar; a click shows what to do next. */
export class StatusItem extends ReactWidget {
  constructor(
    private readonly _watch: StatusWatch,
    private readonly _onClick: () => void
  ) {
    super();
    this.addClass('lamp-StatusItem');
  }

  protected render(): JSX.Element {
    return <Item watch={this._watch} onClick={this._onClick} />;
  }
}

function Item({ watch, onClick }: { watch: StatusWatch; onClick: () => void }): JSX.Element {
  const [status, setStatus] = useState(watch.status);
  useEffect(() => {
    const set = (_: unknown, now: Status) => setStatus(now);
    watch.changed.connect(set);
    return () => void watch.changed.disconnect(set);
  }, [watch]);
  const progress = typeof status.progress === 'number' ? ` ${Math.round(100 * status.progress)} %` : '';
  const title = [status.message, status.detail].filter(Boolean).join(' ');
  return (
    <button type="button" className="lamp-StatusItem-button" data-state={status.state} title={title} onClick={onClick}>
      <LabIcon.resolveReact icon={lampIcon} height="14px" width="14px" />
      <span>{LABELS[status.state] + progress}</span>
      {status.consent === 'unasked' && <span className="lamp-StatusItem-asks">: may it learn?</span>}
    </button>
  );
}
