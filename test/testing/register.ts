/** A register with a bug, the same without, and scenario files for them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyModel, Request } from '../../src/model/index.js';
import { defineModel, duration } from '../../src/model/index.js';
import { type Loaded, type LoadOptions, loadScenario } from '../../src/testing/index.js';

interface State {
  readonly values: Record<string, number>;
}

const head = { about: 'a register', source: 'made up', leavesOut: 'replication' };

function answer(state: State, { f, key, value }: Request): number | null {
  if (f === 'write') state.values[String(key)] = value as number;
  return f === 'write' ? (value as number) : (state.values[String(key)] ?? null);
}

/** Saves now and then, and answers before: a crash loses what it acknowledged. */
export const forgetful: AnyModel = defineModel<
  { readonly saveEvery: ReturnType<typeof duration> },
  State,
  Request | { readonly kind: 'save' }
>({
  ...head,
  name: 'forgetful',
  params: { saveEvery: duration('100ms', 'time between two saves') },
  init(saved, ctx) {
    ctx.setTimer({ kind: 'save' }, ctx.params.saveEvery);
    return { values: { ...(saved as State | undefined)?.values } };
  },
  on: {
    request: (state, request, ctx) => ctx.ok(request, answer(state, request)),
    save(state, _message, ctx) {
      ctx.persist(state);
      ctx.setTimer({ kind: 'save' }, ctx.params.saveEvery);
    },
  },
});

/** Saves before it answers. */
export const durable: AnyModel = defineModel<Record<string, never>, State, Request>({
  ...head,
  name: 'durable',
  params: {},
  init: (saved) => ({ values: { ...(saved as State | undefined)?.values } }),
  on: {
    request(state, request, ctx) {
      const result = answer(state, request);
      if (request.f === 'write') ctx.persist(state);
      ctx.ok(request, result);
    },
  },
});

/** Fails in two ways: it forgets in a crash, and throws when it is asked while it holds a 7. */
export const doublyWrong: AnyModel = {
  ...forgetful,
  name: 'doubly-wrong',
  on: {
    ...forgetful.on,
    request(state: State, request: Request, ctx: { ok: (request: Request, value: number | null) => void }) {
      if (Object.values(state.values).includes(7)) throw new Error('a 7 is more than I can bear');
      ctx.ok(request, answer(state, request));
    },
  },
};

export const OUT = 'out/test-testing';

export const TEXT = `
name: A register
duration: 3s
runs: 3
nodes:
  store: { model: ./register.js }
clients:
  app:
    count: 3
    target: store
    arrivals: poisson(50/s)
    operations: { read: 50%, write: 50% }
    keys: uniform(3)
expect:
  - linearizable(app)
`;

/** A scenario file with this text, as a test has it. */
export function fileOf(name: string, text: string): string {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

export const load = (
  name: string,
  model: AnyModel = forgetful,
  set: LoadOptions['set'] = {},
  text = TEXT,
): Loaded => loadScenario(fileOf(name, text), { models: { './register.js': model }, set });

/** What it throws. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}
