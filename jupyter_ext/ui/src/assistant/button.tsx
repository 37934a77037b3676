import React from 'react';

import { ACTION_ICONS } from '../icons';
import type { AssistantAction } from '../server/messages';

interface ButtonProps {
  name: AssistantAction;
  title?: string;
  isMain?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

/** A button with the picture of what it does. */
export function Button({ name, title, isMain, onClick, children }: ButtonProps): JSX.Element {
  const Icon = ACTION_ICONS[name].react;
  return (
    <button type="button" className={`lamp-Button${isMain ? ' lamp-mod-main' : ''}`} title={title} onClick={onClick}>
      <Icon tag="span" height="14px" width="14px" />
      {children}
    </button>
  );
}
