/**
 * Parameters of a model: settings in the file against the model's specification, defaults filled in.
 *
 * The one place where parameter kinds meet the notation; the world turns settings into what models see.
 */
import { type Distribution, quantile } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import type { AnyModel } from '../../model/model.js';
import type { Draw, ParamSpec, ParamsSpec } from '../../model/params.js';
import { expectedQuantity, parseQuantity } from '../../model/quantity.js';
import type { ReadFile } from '../data-file.js';
import type { Node } from '../document.js';
import { type Door, entriesOf, isNull, join, plain, received, unknownKey } from '../door.js';
import { parseDistribution } from '../expression/distribution.js';
import type { IssueParams } from '../field.js';
import { type Groups, namesOf } from '../groups.js';
import type { ParamSetting } from '../scenario.js';
import { didYouMean, oneOf } from '../suggest.js';
import { defaultSection, isSection, readSection, type SectionSpec } from './params/sections.js';

type Setting =
  | { readonly ok: true; readonly value: ParamSetting }
  | { readonly ok: false; readonly problem: IssueParams };

type Settings = Readonly<Record<string, ParamSetting>>;

type ValueSpec = Exclude<ParamSpec, SectionSpec>;

/** Reads `params`; `undefined` if anything in it is wrong. `at` is where the group begins. */
export function readParams(
  door: Door,
  node: Node | undefined,
  path: string,
  model: AnyModel,
  groups: Groups,
  at: number,
): Settings | undefined {
  const spec: ParamsSpec = model.params;
  const known = Object.keys(spec);
  const entries = node === undefined ? [] : entriesOf(door, node, path, `parameters of ${model.name}`);
  const given = new Map(entries.map((entry) => [entry.key, entry]));
  let sound = true;
  for (const entry of entries) {
    if (Object.hasOwn(spec, entry.key)) continue;
    unknownKey(door, entry, path, known);
    sound = false;
  }
  const settings: Record<string, ParamSetting> = {};
  for (const [name, param] of Object.entries(spec)) {
    const value = given.get(name)?.value;
    const stated = value === undefined || isNull(value) ? undefined : value;
    const setting =
      stated === undefined
        ? defaultOf(param, door.readFile, groups)
        : readParam(door, param, stated, join(path, name), groups);
    invariant(setting !== undefined || stated !== undefined, `the default of ${model.name} ${name} is valid`);
    if (setting === undefined) sound = false;
    else settings[name] = setting;
  }
  return sound && checkTogether(door, model, settings, given, path, at) ? settings : undefined;
}

/** Names of the resources that each node of a group has, the first one being the station proper. */
export const resourcesOf = (model: AnyModel, settings: Settings): readonly string[] =>
  Object.keys(model.resources?.(visible(settings)) ?? {});

/** Every parameter as it is where a file says nothing. */
export function defaultSettings({ params }: AnyModel): Settings {
  const spec: ParamsSpec = params;
  return Object.fromEntries(
    Object.entries(spec).map(([name, param]) => [name, defaultOf(param, () => undefined, new Map())!]),
  );
}

/** What the model itself says about its parameters together. Delays are judged by their medians. */
export const settingProblems = (
  model: AnyModel,
  settings: Settings,
): readonly { readonly param: string; readonly problem: string }[] =>
  model.checkParams?.(visible(settings)) ?? [];

function defaultOf(spec: ParamSpec, readFile: ReadFile, groups: Groups): ParamSetting | undefined {
  if (isSection(spec)) return defaultSection(spec, readFile);
  const setting = settingOf(spec, spec.default, readFile, groups);
  return setting.ok ? setting.value : undefined;
}

/** Reads what is stated; `undefined` if it is wrong, and then it is reported. */
function readParam(
  door: Door,
  spec: ParamSpec,
  node: Node,
  path: string,
  groups: Groups,
): ParamSetting | undefined {
  if (isSection(spec)) return readSection(door, spec.kind, node, path, groups);
  const setting = settingOf(spec, plain(node), door.readFile, groups);
  if (setting.ok) return setting.value;
  const { problem } = setting;
  const shown = typeof problem.received === 'string' ? problem : { ...problem, received: received(node) };
  door.report(node, path, shown);
  return undefined;
}

/** Reads a parameter that is a single value, or `unlimited` where that may be written. */
function settingOf(spec: ValueSpec, given: unknown, readFile: ReadFile, groups: Groups): Setting {
  const limitless = 'unlimited' in spec && spec.unlimited === true;
  if (limitless && given === 'unlimited') return { ok: true, value: Infinity };
  const setting = singleOf(spec, given, readFile, groups);
  if (setting.ok || !limitless) return setting;
  const expected = `${setting.problem.expected}, or unlimited`;
  return { ok: false, problem: { ...setting.problem, expected } };
}

function singleOf(spec: ValueSpec, given: unknown, readFile: ReadFile, groups: Groups): Setting {
  const wrong = (expected: string, hint?: string): Setting => ({
    ok: false,
    problem: { expected, received: shownValue(given), hint },
  });
  switch (spec.kind) {
    case 'duration':
    case 'ratio':
    case 'rate':
    case 'size':
    case 'bandwidth':
      return isText(given) ? parseQuantity(spec.kind, String(given)) : wrong(expectedQuantity(spec.kind));
    case 'delay': {
      const expected = `${expectedQuantity('duration')}, or a distribution`;
      if (!isText(given)) return wrong(expected);
      const read = parseDistribution(String(given), { of: 'duration', readFile });
      return read.ok ? { ok: true, value: { distribution: read.value } } : read;
    }
    case 'count': {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec;
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      const fits = Number.isSafeInteger(given) && Number(given) >= min && Number(given) <= max;
      return fits ? { ok: true, value: Number(given) } : wrong(`a whole number ${range}`);
    }
    case 'flag':
      return typeof given === 'boolean' ? { ok: true, value: given } : wrong('true or false');
    case 'choice': {
      const word = String(given);
      return isText(given) && spec.options.includes(word)
        ? { ok: true, value: word }
        : wrong(oneOf(spec.options), didYouMean(word, spec.options));
    }
    case 'nodes':
      return nodesSetting(given, groups, wrong);
  }
}

function nodesSetting(
  given: unknown,
  groups: Groups,
  wrong: (expected: string, hint?: string) => Setting,
): Setting {
  if (given === '') return { ok: true, value: { nodes: [] } };
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  const known = namesOf(groups, 'nodes');
  const bad = names.find((name) => typeof name !== 'string' || !known.includes(name));
  if (bad === undefined) return { ok: true, value: { nodes: names.map(String) } };
  return wrong(`a node group, or a list of them: ${oneOf(known)}`, didYouMean(String(bad), known));
}

const isText = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a section' : String(value);
}

function checkTogether(
  door: Door,
  model: AnyModel,
  settings: Settings,
  given: ReadonlyMap<string, { readonly value: Node }>,
  path: string,
  at: number,
): boolean {
  const problems = settingProblems(model, settings);
  for (const { param, problem } of problems) {
    const node = given.get(param)?.value;
    const details = {
      expected: problem,
      received: node === undefined ? 'its default' : received(node),
      hint: undefined,
    };
    if (node === undefined) door.reportAt(at, join(path, param), details);
    else door.report(node, join(path, param), details);
  }
  return problems.length === 0;
}

function visible(settings: Settings): Readonly<Record<string, unknown>> {
  const medianOf = (distribution: Distribution): Draw => {
    const median = quantile(distribution)(0.5);
    return () => median;
  };
  const of = (setting: ParamSetting): unknown => {
    if (typeof setting !== 'object') return setting;
    if ('distribution' in setting) return medianOf(setting.distribution);
    if ('delays' in setting) {
      const medians = new Map(setting.delays.map((each) => [each.operation, medianOf(each.distribution)]));
      const other = medianOf(setting.other);
      const draw = (operation: string) => (medians.get(operation) ?? other)();
      return Object.assign(draw, { operations: [...medians.keys()] });
    }
    if ('routes' in setting) return setting.routes.map((route) => ({ ...route, members: [] }));
    if ('durations' in setting) return setting.durations;
    return 'names' in setting ? setting.names : setting.nodes.map((_, index) => index);
  };
  return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, of(setting)]));
}
