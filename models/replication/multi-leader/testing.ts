/**
 * What a test of multi-leader replication should know: what it takes for granted, and what should happen.
 *
 * Data only; a condition is noted by `ctx.sometimes` at the line where it comes about.
 */
import type { Assumptions } from '../../../src/model/index.js';

/** Parameters as a scenario sets them. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * A record lost from the log is an operation whose number would be given twice. Nothing rests on clocks. With some
 * members gone for good the others converge as long as the topology still connects them, and one that got an operation
 * from them passes it on when they compare: a star lives by its hub, a ring becomes a line.
 */
export const assumes = ({ topology, antiEntropy }: Settings): Assumptions => ({
  never: ['message-altered', 'record-lost'],
  ...(topology === 'ring' && { goneMax: 1 }),
  ...((topology === 'star' || antiEntropy === Number.POSITIVE_INFINITY) && { goneMax: 0 }),
});

const ALWAYS = [
  'two members write the same key without knowing of each other',
  'an operation comes twice',
  'an operation is sent again',
  'members that compare find that one lacks something',
  'a member starts from its log',
  'a request comes twice and is done once',
] as const;
const WITH_RELAYS = ['an operation is passed on'] as const;
const WITH_WAITING = ['an operation waits for another'] as const;
const WITH_LWW = ['a write is lost to another'] as const;
const WITH_WALL_CLOCKS = ['a write is lost to one that it had seen'] as const;

export type Condition = (
  | typeof ALWAYS
  | typeof WITH_RELAYS
  | typeof WITH_WAITING
  | typeof WITH_LWW
  | typeof WITH_WALL_CLOCKS
)[number];

/** Those that can come about with these parameters. */
export const sometimes = ({ topology, conflicts, stamps }: Settings): readonly Condition[] => [
  ...ALWAYS,
  ...WITH_WAITING,
  ...(topology === 'all-to-all' ? [] : WITH_RELAYS),
  ...(conflicts === 'lww' ? WITH_LWW : []),
  ...(conflicts === 'lww' && stamps === 'wall' ? WITH_WALL_CLOCKS : []),
];
