/** Runs of the sharded store for tests, as it is and with a mistake in one handler. */
import type { State } from '../../../models/partitioning/sharded-store/state.js';
import type { Ctx, Message } from '../../../models/partitioning/sharded-store/types.js';
import { shardedStore } from '../../../models/partitioning/sharded-store.js';
import { type Models, simulate } from '../../../src/experiment/simulate.js';
import type { RunRecord } from '../../../src/observe/run-record.js';
import { models, type Settings, scenarioOf } from '../../support/small-scenario.js';

export const P = 'nodes.store.params';
export const S = 1_000_000_000;

/** Five members and a spare one, which joins after two seconds: shorter than the file, and with less to do. */
export const JOIN: Settings = {
  duration: '8s',
  warmUp: '0s',
  [`${P}.slots`]: '128',
  [`${P}.moveRate`]: '50KiB/s',
  'clients.app.arrivals': 'poisson(400/s)',
  'clients.app.keys': 'uniform(300)',
  'clients.app.route': 'random',
  [`${P}.routing`]: 'forward',
  faults: "[{ at: 2s, ask: coordinator(store), f: change-membership, nodes: 'others(store/1)' }]",
};

export const runOf = (settings: Settings, seed = '1', using: Models = models): RunRecord =>
  simulate(scenarioOf('partitioning/resharding.yaml', settings), using, { seed, freeze: true }).record;

export const measured = ({ measures }: RunRecord, key: string): readonly number[] =>
  measures.find((each) => each.key === key)!.values;

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The models, with another handler of the store for one kind of message. */
export function storeWith<K extends Message['kind']>(
  kind: K,
  handle: (
    state: State,
    message: Extract<Message, { kind: K }>,
    ctx: Ctx,
    right: (message: Extract<Message, { kind: K }>) => void,
  ) => void,
): Models {
  const right = shardedStore.on[kind] as (
    state: State,
    message: Extract<Message, { kind: K }>,
    ctx: Ctx,
  ) => void;
  const wrong = (state: State, message: Extract<Message, { kind: K }>, ctx: Ctx) =>
    handle(state, message, ctx, (as) => right(state, as, ctx));
  const broken = { ...shardedStore, on: { ...shardedStore.on, [kind]: wrong } };
  return new Map(models).set(shardedStore.name, broken);
}
