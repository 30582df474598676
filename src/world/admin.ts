/**
 * The administrator: a node that asks in a fault plan's name, such as for a change of membership.
 *
 * Asks again until the request is carried out or it has asked often enough: where it is redirected to, else
 * whomever the selector points at by then. A request that failed is asked anew, as another operation.
 */
import type { Stream } from '../kernel/random.js';
import { type Duration, MILLISECOND } from '../kernel/time.js';
import type { NodeId, Reply, Request } from '../model/message.js';
import type { FaultAction } from '../scenario/scenario.js';
import type { Active } from './injections.js';
import { ownSession } from './node.js';
import { resolve } from './selector.js';
import type { World } from './world.js';

/** No scenario can name a group like that. */
const NAME = '(administrator)';
const ASK_AGAIN: Duration = 200 * MILLISECOND;
const MAX_ASKS = 50;

type Ask = Extract<FaultAction, { kind: 'ask' }>;

export interface Admin {
  /** Asks; `undefined` if there is nobody to ask. */
  ask(action: Ask, draw: Stream): Active | undefined;
}

/** Adds the administrator's node. */
export function createAdmin(world: World): Admin {
  const { kernel } = world;
  const errands: Errand[] = [];
  const group = world.addGroup({
    name: NAME,
    count: 1,
    receive: (_, message) => {
      if (message.kind === 'reply') errands[(message as Reply).id - 1]?.answered(message as Reply);
    },
  });
  const self = group.members[0]!;
  const again = kernel.handler((id) => errands[id - 1]!.again());
  kernel.describe(again, { tell: (id) => `request ${id} of the administrator is asked again` });
  return {
    ask(action, draw) {
      const first = resolve(world, action.node, draw)[0];
      if (first === undefined) return undefined;
      const value = action.nodes === undefined ? action.value : resolve(world, action.nodes, draw);
      const id = errands.length + 1;
      const errand = new Errand(
        (to, sequence) => {
          const session = ownSession(self, id);
          const request: Request = { kind: 'request', from: self, id, session, sequence, f: action.f, value };
          world.send(self, to, request);
        },
        () => kernel.schedule(kernel.now + ASK_AGAIN, again, id, 0, undefined),
        (last) => resolve(world, action.node, draw)[0] ?? last,
      );
      errands.push(errand);
      errand.ask(first);
      errand.wait();
      return {
        nodes: [first],
        unit: 'requests carried out',
        touched: () => (errand.done ? 1 : 0),
        end: () => {},
      };
    },
  };
}

/** One request on its way to be carried out. */
class Errand {
  done = false;
  private asks = 0;
  private sequence = 1;
  private asked: NodeId = -1;
  private redirected = false;

  constructor(
    private readonly send: (to: NodeId, sequence: number) => void,
    /** Calls {@link again} after a while. */
    readonly wait: () => void,
    private readonly find: (last: NodeId) => NodeId,
  ) {}

  ask(to: NodeId): void {
    if (this.done || this.asks >= MAX_ASKS) return;
    this.asks++;
    this.asked = to;
    this.send(to, this.sequence);
  }

  again(): void {
    if (this.done || this.asks >= MAX_ASKS) return;
    this.ask(this.redirected ? this.asked : this.find(this.asked));
    this.redirected = false;
    this.wait();
  }

  answered({ status, to }: Reply): void {
    if (status === 'ok') this.done = true;
    else if (status === 'fail') this.sequence++;
    else if (status === 'redirect' && to !== undefined && to !== this.asked) {
      this.redirected = true;
      this.ask(to);
    }
  }
}
