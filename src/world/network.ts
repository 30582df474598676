/**
 * The network: decides what becomes of each message, and when it arrives.
 *
 * Rules (partitions, holds) come first, and the first that decides wins; then the link's loss, corruption,
 * bandwidth, latency, order and duplication. Every sender draws from streams of its own, one per purpose, so
 * that one node's traffic never moves another's draws and nothing costs memory per pair of nodes unless a
 * link has bandwidth or keeps order. Knows nodes by number only; `deliver` is the world's.
 */
import type { Kernel } from '../kernel/kernel.js';
import type { Stream } from '../kernel/random.js';
import { type Duration, type Instant, SECOND } from '../kernel/time.js';
import type { Message, NodeId } from '../model/message.js';
import type { Link } from '../scenario/scenario.js';
import { compileDraw } from './draw.js';

/** What a rule says of a message: nothing, lost, or kept until the rule is lifted. */
export interface Rule {
  readonly action: 'drop' | 'hold';
  blocks(from: NodeId, to: NodeId): boolean;
  /** Messages it dropped or held. */
  touched: number;
  readonly held: { readonly from: NodeId; readonly to: NodeId; readonly message: Message }[];
}

/** A link as the hot path wants it. */
export interface CompiledLink extends Omit<Link, 'latency'> {
  /** Constant latency, ns, or -1 if it is drawn by `latency`. */
  readonly fixed: number;
  readonly latency: (u: number) => number;
}

/** Changes links for a while; later ones win. */
export interface Override {
  applies(from: NodeId, to: NodeId): boolean;
  readonly link: Partial<CompiledLink>;
  touched: number;
  /** When the last message that it slowed down arrives. */
  arrives: Instant;
}

/** Decides for a pair of nodes; `undefined` leaves it to the next one. */
export type LinkRule = (from: NodeId, to: NodeId) => CompiledLink | undefined;

export type Fate = 'delivered' | 'partition' | 'held' | 'loss' | 'corrupt' | 'down';

export interface NetworkPort {
  readonly kernel: Kernel;
  /** The event that hands a message over: `(to, from, message)`. */
  readonly deliver: number;
  readonly stream: (node: NodeId, purpose: string) => Stream;
  readonly bytes: (from: NodeId, message: Message) => number;
  /** Ends the run, because a maximum was hit. */
  readonly giveUp: (reason: string) => void;
  /** Told of every message while a trace is kept. */
  readonly trace?:
    | ((from: NodeId, to: NodeId, message: Message, at: Instant | undefined, fate: Fate) => void)
    | undefined;
}

/** More than this held by one rule ends the run: a hold drops nothing. */
const MAX_HELD = 1_000_000;
/** Pairs are keyed from * 2^24 + to. */
const PAIR = 2 ** 24;

/**
 * One sender's streams, each made at its first draw. Its n-th message has the n-th latency whatever becomes of
 * those before it, and the latencies of duplicates come from a stream of their own.
 */
interface Sender {
  latency: Stream | undefined;
  loss: Stream | undefined;
  duplicate: Stream | undefined;
  'duplicate latency': Stream | undefined;
  corrupt: Stream | undefined;
}

export const compileLink = (link: Link): CompiledLink => ({ ...link, ...compileLatency(link.latency) });

/** The properties that a degrading fault changes, compiled. */
export function compilePartialLink({ latency, ...rest }: Partial<Link>): Partial<CompiledLink> {
  return latency === undefined ? rest : { ...rest, ...compileLatency(latency) };
}

function compileLatency(latency: Link['latency']): Pick<CompiledLink, 'fixed' | 'latency'> {
  const draw = compileDraw(latency);
  return { fixed: draw.constant ? draw.of(0) : -1, latency: draw.of };
}

/** Whether nothing but a constant latency happens on the link. */
const isPlain = ({ fixed, loss, duplicate, corrupt, bandwidth, order }: CompiledLink): boolean =>
  fixed >= 0 && loss === 0 && duplicate === 0 && corrupt === 0 && bandwidth === Infinity && order === 'any';

export class Network {
  readonly rules: Rule[] = [];
  readonly overrides: Override[] = [];
  /** Messages handed to the network so far. */
  sent = 0;
  private readonly senders: (Sender | undefined)[] = [];
  private readonly linkFree = new Map<number, Instant>();
  private readonly lastArrival = new Map<number, Instant>();
  /** The latency of every message while no fault is in the way; -1 where more than that is to be decided. */
  private readonly always: Duration;

  constructor(
    private readonly port: NetworkPort,
    private readonly byDefault: CompiledLink,
    private readonly linkRules: readonly LinkRule[],
  ) {
    const plain = linkRules.length === 0 && port.trace === undefined && isPlain(byDefault);
    this.always = plain ? byDefault.fixed : -1;
  }

  send(from: NodeId, to: NodeId, message: Message): void {
    this.sent++;
    if (this.always >= 0 && this.rules.length === 0 && this.overrides.length === 0) {
      const { kernel, deliver } = this.port;
      kernel.post(kernel.now + this.always, deliver, to, from, message);
    } else this.pass(from, to, message);
  }

  private pass(from: NodeId, to: NodeId, message: Message): void {
    for (let i = 0; i < this.rules.length; i++) {
      const rule = this.rules[i]!;
      if (!rule.blocks(from, to)) continue;
      this.block(rule, from, to, message);
      return;
    }
    this.forward(from, to, message);
  }

  /** Lifts a rule; what it held is sent on, in the order it came. */
  lift(rule: Rule): void {
    const at = this.rules.indexOf(rule);
    if (at >= 0) this.rules.splice(at, 1);
    for (const { from, to, message } of rule.held.splice(0)) this.pass(from, to, message);
  }

  private block(rule: Rule, from: NodeId, to: NodeId, message: Message): void {
    rule.touched++;
    const holds = rule.action === 'hold';
    if (holds) {
      rule.held.push({ from, to, message });
      if (rule.held.length > MAX_HELD) this.port.giveUp(`a fault held more than ${MAX_HELD} messages`);
    }
    this.port.trace?.(from, to, message, undefined, holds ? 'held' : 'partition');
  }

  private forward(from: NodeId, to: NodeId, message: Message): void {
    const link = this.linkOf(from, to);
    const { port } = this;
    const sender = this.senders[from] ?? this.addSender(from);
    const latency = link.fixed >= 0 ? link.fixed : link.latency(this.chance(sender, from, 'latency'));
    if (link.loss > 0 && this.chance(sender, from, 'loss') < link.loss) {
      port.trace?.(from, to, message, undefined, 'loss');
      return;
    }
    let carried = message;
    if (link.corrupt > 0 && this.chance(sender, from, 'corrupt') < link.corrupt) {
      if (link.checksum) {
        port.trace?.(from, to, message, undefined, 'corrupt');
        return;
      }
      carried = corrupted(message, sender.corrupt!);
    }
    const at = this.carry(link, from, to, carried, latency);
    for (const override of this.overrides)
      if (override.applies(from, to)) override.arrives = Math.max(override.arrives, at);
    if (link.duplicate > 0 && this.chance(sender, from, 'duplicate') < link.duplicate) {
      const another =
        link.fixed >= 0 ? link.fixed : link.latency(this.chance(sender, from, 'duplicate latency'));
      this.carry(link, from, to, carried, another);
    }
  }

  private carry(link: CompiledLink, from: NodeId, to: NodeId, message: Message, latency: Duration): Instant {
    const { kernel } = this.port;
    let at = kernel.now;
    if (link.bandwidth !== Number.POSITIVE_INFINITY) {
      const pair = from * PAIR + to;
      const start = Math.max(at, this.linkFree.get(pair) ?? 0);
      at = start + Math.round((this.port.bytes(from, message) / link.bandwidth) * SECOND);
      this.linkFree.set(pair, at);
    }
    at += latency;
    if (link.order === 'fifo') {
      // A nanosecond apart, so that the order holds even where ties are shuffled.
      const pair = from * PAIR + to;
      at = Math.max(at, (this.lastArrival.get(pair) ?? -1) + 1);
      this.lastArrival.set(pair, at);
    }
    if (this.port.trace !== undefined) this.port.trace(from, to, message, at, 'delivered');
    kernel.post(at, this.port.deliver, to, from, message);
    return at;
  }

  private linkOf(from: NodeId, to: NodeId): CompiledLink {
    let link = this.byDefault;
    for (let i = 0; i < this.linkRules.length; i++) {
      const own = this.linkRules[i]!(from, to);
      if (own !== undefined) {
        link = own;
        break;
      }
    }
    for (let i = 0; i < this.overrides.length; i++) {
      const override = this.overrides[i]!;
      if (!override.applies(from, to)) continue;
      override.touched++;
      link = { ...link, ...override.link };
    }
    return link;
  }

  /** A uniform draw from this sender's stream for this purpose. */
  private chance(sender: Sender, from: NodeId, purpose: keyof Sender): number {
    const stream = sender[purpose];
    if (stream !== undefined) return stream();
    const made = this.port.stream(from, purpose);
    sender[purpose] = made;
    return made();
  }

  private addSender(from: NodeId): Sender {
    const sender: Sender = {
      latency: undefined,
      loss: undefined,
      duplicate: undefined,
      'duplicate latency': undefined,
      corrupt: undefined,
    };
    this.senders[from] = sender;
    return sender;
  }
}

/**
 * A copy of the message with one of its own numbers, texts or flags changed; the same if it has none. Who sent
 * it and what kind it is belong to the envelope and stay.
 */
function corrupted(message: Message, draw: Stream): Message {
  const fields = Object.entries(message).filter(
    ([key, value]) =>
      key !== 'kind' && key !== 'from' && ['number', 'string', 'boolean'].includes(typeof value),
  );
  if (fields.length === 0) return message;
  const [key, value] = fields[Math.floor(draw() * fields.length)]!;
  return { ...message, [key]: altered(value, draw) };
}

function altered(value: unknown, draw: Stream): unknown {
  if (typeof value === 'number') return value + 1 + Math.floor(draw() * 8);
  return typeof value === 'boolean' ? !value : `${String(value)}\u0000`;
}
