/** What a test of leader and followers should know. Data only; a condition is noted where it comes about. */
import type { Assumptions } from '../../../src/model/index.js';

type Settings = Readonly<Record<string, unknown>>;

/** Nothing rests on clocks: epochs are granted by nodes, and reads at the leader are checked with a majority. */
export const assumes = (): Assumptions => ({ never: ['message-altered', 'record-lost'] });

const ALWAYS = [
  'a follower is promoted',
  'a leader steps down',
  'an old leader is refused',
  'entries are cut from a log',
  'a retried request is answered from its session',
] as const;
const FENCED = ['a claim has no majority'] as const;
const MOST = ['another node than the one that asked is promoted'] as const;
const SYNC = ['a silent follower no longer counts'] as const;
const TOKENS = ['a node does not have yet what the session saw'] as const;
const LOSING = ['a session is told that what it saw is lost'] as const;

export type Condition = (
  | typeof ALWAYS
  | typeof FENCED
  | typeof MOST
  | typeof SYNC
  | typeof TOKENS
  | typeof LOSING
)[number];

/** Those that can come about with these parameters. */
export const sometimes = ({ fencing, replication, reads }: Settings): readonly Condition[] => [
  ...ALWAYS,
  ...MOST,
  ...(fencing === true ? FENCED : []),
  ...(replication === 'sync' ? SYNC : []),
  ...(reads === 'token' ? TOKENS : []),
  ...(reads === 'token' && replication === 'async' ? LOSING : []),
];
