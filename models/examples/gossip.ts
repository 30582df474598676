/**
 * Gossip: every so often each node tells a random peer the highest version it has heard of.
 *
 * Runs with ten thousand nodes, because a node knows its group only by number and keeps nothing per peer.
 */
import {
  type Context,
  defineModel,
  delay,
  type NodeId,
  type ParamsOf,
  type Request,
} from '../../src/model/index.js';

const params = {
  interval: delay('uniform(90ms, 110ms)', 'time between two rounds of one node'),
};

type Message =
  | Request
  | { readonly kind: 'round' }
  | { readonly kind: 'rumour'; readonly version: number }
  | { readonly kind: 'news'; readonly version: number };
type Ctx = Context<ParamsOf<typeof params>, Message>;

interface State {
  version: number;
}

export const gossip = defineModel<typeof params, State, Message>({
  name: 'examples/gossip',
  about: 'Push-pull anti-entropy of one version number among many peers.',
  source: 'Demers et al., Epidemic Algorithms for Replicated Database Maintenance, PODC 1987, §1.3',
  leavesOut: 'membership: every node knows how many there are',
  params,
  init(_durable, ctx: Ctx) {
    ctx.setTimer({ kind: 'round' }, ctx.params.interval());
    return { version: 0 };
  },
  on: {
    request(state, request, ctx: Ctx) {
      if (request.f === 'write') learn(state, state.version + 1, ctx);
      ctx.ok(request, state.version);
    },
    round(state, _message, ctx: Ctx) {
      ctx.send(ctx.randomPeer(), { kind: 'rumour', version: state.version });
      ctx.setTimer({ kind: 'round' }, ctx.params.interval());
    },
    rumour(state, { version }, ctx: Ctx) {
      if (version < state.version) tell(ctx.from, state, ctx);
      else learn(state, version, ctx);
    },
    news(state, { version }, ctx: Ctx) {
      learn(state, version, ctx);
    },
  },
  contents: ({ version }) => version,
});

function learn(state: State, version: number, ctx: Ctx): void {
  if (version <= state.version) return;
  state.version = version;
  ctx.track('version', version);
}

function tell(to: NodeId, state: State, ctx: Ctx): void {
  ctx.send(to, { kind: 'news', version: state.version });
}
