/** The options of `foretell partition`, and the help on them. Changes are kept in the order in which they were given. */
import { Command, Option } from 'commander';
import { type Algorithm, type Change, DEFAULTS } from '../../../models/partitioning/index.js';
import { oneOf } from '../../scenario/suggest.js';
import { readMember, readWeightChange } from './members.js';
import { HASH_NAMES, SETTINGS, type SettingName } from './settings.js';

const KEYS = '100000';

const JSON_HELP = `
With --json, lists that are too long are null:
  balance    what nodes have of the keys, beside their fair shares: maxOverMean,
             minOverMean, low99 and high99 (99 % of the nodes are between), and
             standardError: their standard deviation (squares divided by the
             number of nodes) over their mean
  space      the same of all possible hashes, where that is known exactly
  nodes      id, weight, zone, keys, share, copies, space, limit of each
  owners     of the keys, in their order; hashes and replicas likewise
  moved      how many keys are elsewhere in the end, movedRatio of all,
             leastRatio that fair shares demand, strays that moved for nothing,
             flows from, to, keys
  after      the same once all changes are made
  points     the ring: place and node of each

Example:
  foretell partition ring --nodes 10 --keys 100000 --remove 3`;

export interface Options {
  readonly nodes: string | undefined;
  readonly zones: string | undefined;
  readonly keys: string;
  readonly raw: boolean;
  readonly bounds: string | undefined;
  readonly replicas: string | undefined;
  readonly json: boolean;
  /** As they were given, read by whoever knows the algorithm. */
  readonly settings: Readonly<Partial<Record<SettingName | 'hash', string>>>;
  readonly changes: readonly Change[];
}

export function readOptions(algorithm: Algorithm, args: readonly string[]): Options {
  const changes: Change[] = [];
  const add = (change: Change) => changes.push(change);
  const command = new Command(`foretell partition ${algorithm.name}`)
    .description(`${algorithm.about} (${algorithm.source})`)
    .configureHelp({ helpWidth: 80 })
    .addHelpText('after', JSON_HELP)
    .exitOverride()
    .option('--nodes <nodes>', 'how many, or their names: a,b=2,c@eu are three, of weight 1, 2 and in a zone')
    .option('--zones <zones>', 'how many, or their names: nodes without one take them in turn')
    .option(
      '--keys <keys>',
      'a file with a key on each line (empty ones do not count), keys with commas (one with a comma behind), or a count: keys 0, 1, 2, …',
      KEYS,
    )
    .option('--raw', 'keys are hashes already: numbers below 2^64, decimal or 0x…')
    .option('--replicas <k>', 'tell the k nodes that hold each key, in different zones if there are any')
    .option('--add <node>', 'then a node comes, as in --nodes; several changes come in their order', (text) =>
      add({ kind: 'add', member: readMember('--add', text) }),
    )
    .option('--remove <id>', 'then a node leaves', (id) => add({ kind: 'remove', id }))
    .option('--weight <id=w>', 'then a node changes its weight', (text) => add(readWeightChange(text)));
  if (algorithm.name === 'range')
    command.option('--bounds <keys>', 'where ranges begin, but the first: g,n,t');
  addSettings(command, algorithm);
  command.option('--json', 'print one JSON object').parse(args, { from: 'user' });
  const { nodes, zones, keys, raw, replicas, bounds, json, ...rest } = command.opts();
  const names = new Set<string>([...Object.keys(SETTINGS), 'hash']);
  const settings = Object.fromEntries(Object.entries(rest).filter(([name]) => names.has(name)));
  return { nodes, zones, keys, raw: raw === true, bounds, replicas, json: json === true, settings, changes };
}

/** All of them, so that one for another algorithm is told to be that; the help shows its own. */
function addSettings(command: Command, { reads, defaults }: Algorithm): void {
  const usual = { ...DEFAULTS, ...defaults, capacity: 'twice the nodes, at least 64' };
  const add = (name: SettingName | 'hash', flags: string, about: string) =>
    command.addOption(
      new Option(flags, `${about} (default: ${usual[name]})`).hideHelp(!reads.includes(name)),
    );
  add('hash', '--hash <name>', `the hash function of keys and nodes: ${oneOf(HASH_NAMES)}`);
  for (const [name, { option, placeholder, about }] of Object.entries(SETTINGS))
    add(name as SettingName, `${option} <${placeholder}>`, about);
}
