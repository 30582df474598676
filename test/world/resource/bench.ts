/** A node with one resource, driven by a script, that notes what happens and when. */
import type { AnyModel, Resource, ServeOptions } from '../../../src/model/index.js';
import { type Ctx, MS, modelOf, pair } from '../../support/world.js';

export interface Driven {
  /** Runs `act` in a handler of the node at that instant, in ms. */
  readonly at: (ms: number, act: (ctx: Ctx) => unknown) => void;
  /** `12 done 1`: what was delivered, when in ms. */
  readonly log: string[];
  readonly world: ReturnType<typeof pair>['world'];
  readonly node: ReturnType<typeof pair>['db'];
  readonly when: (ms: number, run: () => void) => void;
  /** Runs to that instant, in ms, and returns the log. */
  readonly run: (ms: number) => readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: messages are whatever the tests make up
export type Options = ServeOptions<any>;

export function driven(spec: Partial<Resource>, options: object = {}): Driven {
  const log: string[] = [];
  const note = (_s: unknown, { kind, n }: { kind: string; n: unknown }) => {
    log.push(`${world.kernel.now / MS} ${kind} ${n}`);
  };
  const scripts: ((ctx: Ctx) => unknown)[] = [];
  const model = modelOf(
    {
      act: (_s: unknown, { n }: { n: number }, ctx: Ctx) => void scripts[n]!(ctx),
      *go(_s: unknown, { run }: { run: (ctx: Ctx) => Generator }, ctx: Ctx) {
        yield* run(ctx);
      },
      done: note,
      began: note,
      gaveUp: note,
    },
    { resources: () => ({ cpu: { servers: 1, queueLimit: Number.POSITIVE_INFINITY, ...spec } }) },
  );
  const { world, db, when } = pair(model as AnyModel, options);
  return {
    world,
    node: db,
    log,
    when: (ms, run) => when(ms * MS, run),
    at(ms, act) {
      const n = scripts.push(act) - 1;
      when(ms * MS, () => world.send(0, 0, { kind: 'act', n } as never));
    },
    run(ms) {
      world.beginMeasuring();
      world.run(ms * MS, 1_000_000);
      if (world.violations.length > 0) throw new Error(JSON.stringify(world.violations));
      return log;
    },
  };
}

/** The messages of job `n`. */
export const done = (n: number) => ({ kind: 'done', n });
export const told = (n: number, patience?: number): Options => ({
  started: { kind: 'began', n },
  gaveUp: { kind: 'gaveUp', n },
  ...(patience === undefined ? {} : { patience: patience * MS }),
});
