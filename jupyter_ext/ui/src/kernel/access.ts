/** `frame.` or `frame["` and the beginning of a column, at the cursor. */
const ACCESS = /([A-Za-z_]\w*)(\.|\[\s*(['"]))([^'"\]\n]*)$/;

export interface ColumnAccess {
  frame: string;
  typed: string;
  /** Whether a column of that name can be written so. */
  allows: (name: string) => boolean;
}

/** Return what is being accessed at the end of `before`; undefined where it is no column. */
export function columnAccess(before: string): ColumnAccess | undefined {
  const [, frame, opening, , typed] = ACCESS.exec(before) ?? [];
  if (frame === undefined || (opening === '.' && !/^\w*$/.test(typed))) {
    return undefined;
  }
  const allows = opening === '.' ? (name: string) => /^[A-Za-z_]\w*$/.test(name) : () => true;
  return { frame, typed, allows };
}
