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
import { type Instant, SECOND } from '../kernel/time.js';
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
  /** Told of every message while a trace is kept. */
  readonly trace?:
    | ((from: NodeId, to: NodeId, message: Message, at: Instant | undefined, fate: Fate) => void)
    | undefined;
}

const MAX_HELD = 1_000_000;
/** Pairs are keyed from * 2^24 + to. */
const PAIR = 2 ** 24;

/** One sender's streams, each made at its first draw. */
interface Sender {
  latency: Stream | undefined;
  loss: Stream | undefined;
  duplicate: Stream | undefined;
  corrupt: Stream | undefined;
}

export function compileLink(link: Link): CompiledLink {
  const draw = compileDraw(link.latency);
  return { ...link, fixed: draw.constant ? draw.of(0) : -1, latency: draw.of };
}

/** The properties that a degrading fault changes, compiled. */
export function compilePartialLink(link: Partial<Link>): Partial<CompiledLink> {
  const { latency, ...rest } = link;
  if (latency === undefined) return rest;
  const draw = compileDraw(latency);
  return { ...rest, fixed: draw.constant ? draw.of(0) : -1, latency: draw.of };
}

export class Network {
  readonly rules: Rule[] = [];
  readonly overrides: Override[] = [];
  /** Messages handed to the network so far. */
  sent = 0;
  private readonly senders: (Sender | undefined)[] = [];
  private readonly linkFree = new Map<number, Instant>();
  private readonly lastArrival = new Map<number, Instant>();

  constructor(
    private readonly port: NetworkPort,
    private readonly byDefault: CompiledLink,
    private readonly linkRules: readonly LinkRule[],
  ) {}

  send(from: NodeId, to: NodeId, message: Message): void {
    this.sent++;
    for (let i = 0; i < this.rules.length; i++) {
      const rule = this.rules[i]!;
      if (rule.blocks(from, to)) return this.block(rule, from, to, message);
    }
    this.forward(from, to, message);
  }

  /** Lifts a rule; what it held is sent on, in the order it came. */
  lift(rule: Rule): void {
    const at = this.rules.indexOf(rule);
    if (at >= 0) this.rules.splice(at, 1);
    for (const { from, to, message } of rule.held.splice(0)) this.send(from, to, message);
  }

  private block(rule: Rule, from: NodeId, to: NodeId, message: Message): void {
    rule.touched++;
    const holds = rule.action === 'hold' && rule.held.length < MAX_HELD;
    if (holds) rule.held.push({ from, to, message });
    this.port.trace?.(from, to, message, undefined, holds ? 'held' : 'partition');
  }

  private forward(from: NodeId, to: NodeId, message: Message): void {
    const link = this.linkOf(from, to);
    const { port } = this;
    const sender = this.senders[from] ?? this.addSender(from);
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
    this.carry(link, sender, from, to, carried);
    if (link.duplicate > 0 && this.chance(sender, from, 'duplicate') < link.duplicate)
      this.carry(link, sender, from, to, carried);
  }

  private carry(link: CompiledLink, sender: Sender, from: NodeId, to: NodeId, message: Message): void {
    const { kernel } = this.port;
    let at = kernel.now;
    if (link.bandwidth !== Number.POSITIVE_INFINITY) {
      const pair = from * PAIR + to;
      const start = Math.max(at, this.linkFree.get(pair) ?? 0);
      at = start + Math.round((this.port.bytes(from, message) / link.bandwidth) * SECOND);
      this.linkFree.set(pair, at);
    }
    at += link.fixed >= 0 ? link.fixed : link.latency(this.chance(sender, from, 'latency'));
    if (link.order === 'fifo') {
      // A nanosecond apart, so that the order holds even where ties are shuffled.
      const pair = from * PAIR + to;
      at = Math.max(at, (this.lastArrival.get(pair) ?? -1) + 1);
      this.lastArrival.set(pair, at);
    }
    if (this.port.trace !== undefined) this.port.trace(from, to, message, at, 'delivered');
    kernel.schedule(at, this.port.deliver, to, from, message);
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
    const sender: Sender = { latency: undefined, loss: undefined, duplicate: undefined, corrupt: undefined };
    this.senders[from] = sender;
    return sender;
  }
}

/** The message with one of its numbers changed, or its first text; unchanged if it has neither. */
function corrupted(message: Message, draw: Stream): Message {
  const fields = Object.entries(message).filter(
    ([key, value]) => key !== 'kind' && (typeof value === 'number' || typeof value === 'string'),
  );
  if (fields.length === 0) return message;
  const [key, value] = fields[Math.floor(draw() * fields.length)]!;
  const altered = typeof value === 'number' ? value + 1 + Math.floor(draw() * 8) : `${String(value)}\u0000`;
  return { ...message, [key]: altered };
}
