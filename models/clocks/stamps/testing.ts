/**
 * What a test of stamps should know: what clocks take for granted, and what should happen.
 *
 * Data only; a condition is noted by `ctx.sometimes` at the line where it comes about.
 */
import type { Assumptions } from '../../../src/model/index.js';

/** Parameters as a scenario sets them. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * TrueTime stands and falls with its uncertainty: a clock that jumps may leave it at once, one that drifts sooner or
 * later. The others rest on no clock, but all on what a node remembers of its last stamp.
 */
export const assumes = ({ clock }: Settings): Assumptions => ({
  never: ['message-altered', 'record-lost', ...(clock === 'true-time' ? (['clock-jump'] as const) : [])],
  ...(clock === 'true-time' && { clockDriftMax: 0 }),
});

const ALWAYS = ['a node goes on from its last stamp'] as const;
const WITH_WITNESSES = ['a message moves a clock on'] as const;
const WITH_HYBRID = ['events share a time and are counted'] as const;
const WITH_WAITING = ['a write waits for its stamp to be past'] as const;

export type Condition = (
  | typeof ALWAYS
  | typeof WITH_WITNESSES
  | typeof WITH_HYBRID
  | typeof WITH_WAITING
)[number];

/** Those that can come about with these parameters. */
export const sometimes = ({ clock }: Settings): readonly Condition[] => [
  ...ALWAYS,
  ...(clock === 'wall' || clock === 'true-time' ? [] : WITH_WITNESSES),
  ...(clock === 'hybrid' ? WITH_HYBRID : []),
  ...(clock === 'true-time' ? WITH_WAITING : []),
];
