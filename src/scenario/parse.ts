/**
 * Scenario files: YAML text to a validated, fully defaulted {@link Scenario}, or everything that is wrong.
 *
 * The only door. Nothing is thrown whatever the text; every problem has a position, and all of them are
 * reported at once. Touches no files: data files come through `readFile`, models through a registry.
 */

import { z } from 'zod';
import type { AnyModel } from '../model/model.js';
import type { ReadFile } from './data-file.js';
import { type Node, readDocument } from './document.js';
import { type Door, itemsOf, join, openDoor, type PathProblem, plain, readFields, received } from './door.js';
import { byPosition, type Problem } from './problem.js';
import { readExpectations } from './read/expectations.js';
import { readFaults } from './read/faults.js';
import { readHunt } from './read/hunt.js';
import { readNetwork } from './read/network.js';
import { readClients, readNodes, sketchGroups } from './read/nodes.js';
import { type Check, readSweep, type SweptPath } from './read/sweep.js';
import type { Hunting, Scenario } from './scenario.js';
import { applySettings, type Placed, put, type Setting } from './settings.js';
import { didYouMean, oneOf } from './suggest.js';

export interface ParseOptions {
  /** The file's name for messages, and the scenario's if it has none. */
  readonly file: string;
  /** Models by the name that `model:` states, `./file.js` included. */
  readonly models: ReadonlyMap<string, AnyModel>;
  /** Gives the text of a data file by its path as the scenario states it, relative to the scenario file. */
  readonly readFile: ReadFile;
  /** Names that `report:` may state; any if left out. */
  readonly charts?: readonly string[];
  /** Put into the file before it is read. Its section `sweep` is then not looked at. */
  readonly settings?: readonly Setting[];
}

export type ParseResult =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** What the file says to sweep over, by path, each value in the notation of settings. */
      readonly sweep: readonly SweptPath[];
      /** What a hunt varies, defaults filled in. */
      readonly hunt: Hunting;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** No more problems than this are returned. */
const MOST_PROBLEMS = 100;

/** Reads a scenario. Problems come sorted by their position, those of settings last. */
export function parseScenario(text: string, options: ParseOptions): ParseResult {
  const { file, settings = [] } = options;
  const document = readDocument(text);
  if (!document.ok) {
    const problems = document.problems.map((problem) => ({ ...problem, path: '' }));
    return { ok: false, problems: located(text, [], file, problems) };
  }
  const { root, problems, placed } = applySettings(document.root, settings, text.length);
  if (problems.length > 0) return { ok: false, problems: located(text, placed, file, problems) };
  const found: PathProblem[] = [];
  const door = openDoor(options.readFile, found);
  const scenario = readScenario(door, root, options);
  const sound = scenario !== undefined && found.length === 0;
  // A file that is wrong is wrong with every value, so its sweep is looked at when it is right.
  const sweep = sound && settings.length === 0 ? sweepOf(door, root, options) : [];
  const hunt = sound ? huntOf(door, root, scenario, options) : undefined;
  if (sound && hunt !== undefined && found.length === 0) return { ok: true, scenario, sweep, hunt };
  return { ok: false, problems: located(text, placed, file, found) };
}

/** What is wrong with a value of the sweep is what is wrong with the file that has it. */
function sweepOf(door: Door, root: Node, options: ParseOptions): readonly SweptPath[] {
  const check: Check = (path, value, offset) =>
    readWith(door, root, { path, value, offset }, options).problems;
  return readSweep(door, sectionOf(root, 'sweep'), check);
}

/** Where settings are put into the file, what else could be put there is not looked at: it may be one of those. */
function huntOf(door: Door, root: Node, scenario: Scenario, options: ParseOptions): Hunting {
  const { models, settings = [] } = options;
  const variants: Scenario[] = [];
  const check: Check = (path, value, offset) => {
    const read = readWith(door, root, { path, value, offset }, options);
    if (read.scenario !== undefined) variants.push(read.scenario);
    return read.problems;
  };
  const around = { scenario, variants, models, check: settings.length === 0 ? check : undefined };
  return readHunt(door, sectionOf(root, 'hunt'), around);
}

const sectionOf = (root: Node, name: string): Node | undefined =>
  root.kind === 'map' ? root.entries.find(({ key }) => key === name)?.value : undefined;

interface Put {
  readonly path: string;
  readonly value: Node;
  readonly offset: number;
}

/** The file with a value put into it. */
function readWith(door: Door, root: Node, { path, value, offset }: Put, options: ParseOptions) {
  const set = put(root, path, value, offset);
  if (Array.isArray(set)) return { scenario: undefined, problems: set };
  const problems: PathProblem[] = [];
  const scenario = readScenario(openDoor(options.readFile, problems, door.fields), set, options);
  return { scenario, problems };
}

const SECTIONS = {
  nodes: z.unknown().optional(),
  network: z.unknown().optional(),
  clients: z.unknown().optional(),
  faults: z.unknown().optional(),
  expect: z.unknown().optional(),
  judge: z.unknown().optional(),
  report: z.unknown().optional(),
  sweep: z.unknown().optional(),
  hunt: z.unknown().optional(),
};

function readScenario(door: Door, root: Node, options: ParseOptions): Scenario | undefined {
  const { values, node } = readFields(door, root, '', { ...door.fields.top, ...SECTIONS }, root.offset);
  if (root.kind !== 'map') return undefined;
  const seed = readSeed(door, node('seed'));
  const { duration, warmUp } = values;
  const warmUpNode = node('warmUp');
  if (warmUpNode !== undefined && duration !== undefined && warmUp !== undefined && warmUp.at >= duration)
    door.report(warmUpNode, 'warmUp', {
      expected: 'less than duration',
      received: received(warmUpNode),
      hint: undefined,
    });
  const sketch = sketchGroups(door, node('nodes'), node('clients'), options.models, root.offset);
  const nodes = readNodes(door, sketch);
  const clients = readClients(door, sketch, duration);
  const network = readNetwork(door, node('network'), sketch.groups);
  const faults = readFaults(door, node('faults'), sketch.groups, duration);
  const expect = readExpectations(door, node('expect'), sketch.groups, nodes);
  const judge = readExpectations(door, node('judge'), sketch.groups, nodes, 'judge');
  const report = readReport(door, node('report'), options.charts);
  const { question, runs, maxEvents } = values;
  if (duration === undefined || warmUp === undefined || network === undefined) return undefined;
  if (question === undefined || runs === undefined || maxEvents === undefined) return undefined;
  const name = values.name ?? nameFrom(options.file);
  const head = { name, question, duration, warmUp: warmUp.at, warmUpBy: warmUp.by, seed, runs };
  return { ...head, nodes, network, clients, faults, expect, judge, report, maxEvents };
}

/** Integers keep their digits as written; anything else must be text. */
function readSeed(door: Door, node: Node | undefined): string {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return '1';
  if (node.kind === 'scalar' && typeof node.value === 'string' && node.text !== '') return node.text;
  if (node.kind === 'scalar' && typeof node.value === 'number' && /^[+-]?\d+$/.test(node.text))
    return node.text;
  // A list, a section or a truth value has been reported as a field already.
  if (node.kind !== 'scalar' || typeof node.value === 'boolean') return '1';
  const hint = typeof node.value === 'number' ? `put quotes around it: "${node.text}"` : undefined;
  const expected = 'a string or an integer';
  door.report(node, 'seed', { expected, received: node.text === '' ? 'an empty string' : node.text, hint });
  return '1';
}

function readReport(
  door: Door,
  node: Node | undefined,
  charts: readonly string[] | undefined,
): readonly string[] {
  return itemsOf(door, node, 'report', '[ latency-over-time, operations ]').flatMap((item, index) => {
    const chart = plain(item);
    if (typeof chart === 'string' && (charts === undefined || charts.includes(chart))) return [chart];
    door.report(item, join('report', index), {
      expected: charts === undefined ? 'the name of a chart' : `a chart: ${oneOf(charts)}`,
      received: received(item),
      hint: typeof chart === 'string' ? didYouMean(chart, charts ?? []) : undefined,
    });
    return [];
  });
}

/** `scenarios/raft.yaml` -> `raft`. */
function nameFrom(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  return base.replace(/\.ya?ml$/i, '');
}

/** Adds line and column, or the setting and column, and sorts. */
function located(
  text: string,
  placed: readonly Placed[],
  file: string,
  found: readonly PathProblem[],
): readonly Problem[] {
  const starts = lineStarts(text);
  const last = lineAt(starts, text.length);
  const problems = found.map(({ offset, path, expected, received: got, hint }): Problem => {
    const told = { path, expected, received: got, hint };
    const index = placed.findLastIndex((setting) => setting.offset <= offset);
    const setting = placed[index];
    if (setting !== undefined) {
      const column = offset - setting.offset + 1;
      return { file, setting: setting.text, line: last + 1 + index, column, ...told };
    }
    const line = lineAt(starts, Math.min(Math.max(0, offset), text.length));
    const column = offset - (starts[line - 1] ?? 0) + 1;
    const set = placed.map((each) => each.text).join(' ');
    return { file, line, column, ...told, hint: hint ?? (set === '' ? undefined : `read with ${set}`) };
  });
  return problems.sort(byPosition).slice(0, MOST_PROBLEMS);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line, from 1, that holds an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
