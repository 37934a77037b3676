import type { LampChatModel } from './model';

const SCROLLED = '.jp-chat-messages-container';

/** What a hand does when it wants to look elsewhere. */
const BY_HAND = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Keep in sight what was asked last and what is being answered, until a hand scrolls.
 *
 * The question stays in sight while a long answer grows below it: one reads from its beginning.
 */
export function keepInSight(panel: HTMLElement, model: LampChatModel): void {
  let follows = true;
  const look = () => {
    const list = panel.querySelector<HTMLElement>(SCROLLED);
    const scrolled = list?.parentElement?.parentElement;
    const asked = list?.children[list.children.length - 2] as HTMLElement | undefined;
    if (follows && list && scrolled) {
      const end = scrolled.scrollHeight - scrolled.clientHeight;
      const above = asked ? asked.offsetTop - list.offsetTop : end;
      scrolled.scrollTop = Math.min(end, Math.max(0, list.offsetTop - scrolled.offsetTop) + above);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(panel, { childList: true, subtree: true, characterData: true });
  model.turned.connect(() => {
    follows = true;
    look();
  });
  for (const kind of BY_HAND) {
    const leave = (event: Event) => {
      if ((event.target as HTMLElement).closest(SCROLLED)) {
        follows = false;
      }
    };
    panel.addEventListener(kind, leave, { capture: true, passive: true });
  }
}
