/**
 * Faults that repeat: occurrences that differ only in when they strike are told as one.
 *
 * Works on what faults are called (`crash db/1 at 3s for 1s`), so that it does not matter whether the plan
 * repeats one line or has several.
 */

export interface Repeated<F> {
  /** As people read it: `crash db/1 at 3s for 1s`, or `crash db/1 for 1s, 29 times from 3s on`. */
  readonly text: string;
  /** In the order of the plan. */
  readonly occurrences: readonly F[];
}

const INSTANT = / at (\S+)(?=$| for \S+$)/;

/** Groups faults that are the same but for their instant, in the order of their first occurrence. */
export function groupRepeated<F extends { readonly text: string }>(
  faults: readonly F[],
): readonly Repeated<F>[] {
  const groups = new Map<string, F[]>();
  for (const fault of faults) {
    const what = fault.text.replace(INSTANT, '');
    const known = groups.get(what);
    if (known === undefined) groups.set(what, [fault]);
    else known.push(fault);
  }
  return [...groups].map(([what, occurrences]) => {
    const { text } = occurrences[0]!;
    if (occurrences.length === 1) return { text, occurrences };
    const first = text.match(INSTANT)?.[1];
    return { text: `${what}, ${occurrences.length} times from ${first} on`, occurrences };
  });
}
