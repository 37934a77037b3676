/** The place that got nothing while LAMP could not answer, and is asked again once it can. */

import type { State } from "./messages";

/** States that end by themselves, or by somebody's doing elsewhere, in suggestions. */
const WAITS: ReadonlySet<State> = new Set<State>([
  "starting",
  "loading",
  "no_model",
  "no_daemon",
  "missing",
  "stopped",
]);
const ANSWERS: ReadonlySet<State> = new Set<State>(["ready", "learning", "slow"]);

/** Where a request was made. */
export interface Place {
  uri: string;
  version: number;
  line: number;
  character: number;
}

export class Waiting {
  private place: Place | undefined;
  private state: State = "starting";

  /** Take in how LAMP is by now; true when it can answer what it could not. */
  becomes(state: State): boolean {
    const ended = WAITS.has(this.state) && ANSWERS.has(state);
    if (WAITS.has(state) || ANSWERS.has(state)) {
      this.state = state;
    }
    return ended && this.place !== undefined;
  }

  /** Remember a place that got nothing, in case that LAMP could not answer: that is told only later. */
  gotNothing(place: Place): void {
    this.place = place;
  }

  /** Forget the place: it got something. */
  gotSomething(): void {
    this.place = undefined;
  }

  /** Say whether the developer still is where it waits, and let it wait no longer. */
  takes(here: Place | undefined): boolean {
    const { place } = this;
    this.place = undefined;
    return (
      place !== undefined &&
      here !== undefined &&
      place.uri === here.uri &&
      place.version === here.version &&
      place.line === here.line &&
      place.character === here.character
    );
  }
}
