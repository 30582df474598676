/** What every chart of every kind of result keeps to; one call per kind declares the tests. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Chart, Spec } from '../../reports/index.js';
import type { Json } from '../../src/kernel/json.js';
import type { Provenance } from '../../src/observe/sweep.js';
import { createRenderer, type Renderer } from '../../src/report/render.js';

const schemaFile = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json');
export const vegaLite = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')));

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Every string of a specification. */
export function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

/** The title of a specification, without what stands below it. */
export function titleOf(spec: Spec): string {
  return (spec.title as { text: string[] }).text.join(' ');
}

export function subtitleOf(spec: Spec): string {
  return (spec.title as { subtitle: string[] }).subtitle.join(' ');
}

export interface Contract<Data> {
  readonly charts: readonly Chart<Data>[];
  /** Small enough to read; its specifications are pinned under `golden`. One for each chart. */
  readonly pinned: (name: string) => Data;
  /** Anything that may come: each chart either does not apply or draws without a complaint. */
  readonly fixtures: readonly (readonly [string, Data])[];
}

export function keepsContract<Data extends Pick<Provenance, 'scenario' | 'version'>>({
  charts,
  pinned,
  fixtures,
}: Contract<Data>): void {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await createRenderer();
  });

  for (const chart of charts) {
    test(`${chart.name} is Vega-Lite as its schema has it, and as it was`, async () => {
      const data = pinned(chart.name);
      expect(chart.applies(data)).toBe(true);
      const spec = chart.spec(data);
      expect(vegaLite.safeParse(spec).error?.issues[0] ?? 'valid').toBe('valid');
      expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
      const text = `${JSON.stringify(spec, null, 1)}\n`;
      await expect(text).toMatchFileSnapshot(`../golden/reports/${chart.name}.vl.json`);
    });

    test(`${chart.name} changes nothing, and the same data gives the same specification`, () => {
      const frozen = JSON.stringify(chart.spec(deepFreeze(pinned(chart.name))));
      expect(JSON.stringify(chart.spec(pinned(chart.name)))).toBe(frozen);
    });

    for (const [name, data] of fixtures) {
      test(`${chart.name} of ${name} draws without a complaint, or does not apply`, async () => {
        if (!chart.applies(data)) return;
        const spec = chart.spec(data);
        const svg = await renderer.svg(chart.name, spec);
        expect(svg).not.toMatch(/NaN|Infinity|undefined|\[object/);
        const said = texts(spec.title!).join(' ');
        for (const part of [data.scenario, `foretell ${data.version}`]) expect(said).toContain(part);
        const explained = chart.howToRead(data);
        expect(`${said} ${explained}`).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
      });
    }
  }
}
