/** Names of the extension's commands, as menus and shortcuts use them. */
export const CommandIds = {
  open: 'lamp:open-assistant',
  profile: 'lamp:open-profile',
  why: 'lamp:why',
  dismiss: 'lamp:dismiss-completion',
  acceptWord: 'lamp:accept-word',
  acceptLine: 'lamp:accept-line',
  pause: 'lamp:pause',
  resume: 'lamp:resume',
  status: 'lamp:status',
  explain: 'lamp:explain',
  fix: 'lamp:fix',
  write: 'lamp:write',
  change: 'lamp:change',
  here: 'lamp:write-here',
  ask: 'lamp:ask',
  document: 'lamp:document',
  test: 'lamp:test',
  rewrite: 'lamp:rewrite',
  next: 'lamp:next'
} as const;
