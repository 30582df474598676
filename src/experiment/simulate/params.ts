/**
 * What a node's model sees of its parameters: constants as they are, delays as draws from streams of its own.
 *
 * The settings were checked when the scenario was read; what does not fit here is our bug.
 */
import { invariant } from '../../kernel/invariant.js';
import type { NodeId } from '../../model/message.js';
import type { Draw, DrawByOperation, ParamSpec, Route } from '../../model/params.js';
import type { NodeGroup, ParamSetting } from '../../scenario/scenario.js';
import { compileDraw, type DrawFactory } from '../../world/draw.js';
import type { World } from '../../world/world.js';

/** Makes a parameter for one node, given a name for its streams. */
type Bind = (purpose: string) => unknown;

/** For each node of the group, an object of all parameters. `numbers` tells which nodes the groups have. */
export function compileParams(
  world: World,
  group: NodeGroup,
  specs: Readonly<Record<string, ParamSpec>>,
  numbers: ReadonlyMap<string, readonly NodeId[]>,
): (id: NodeId, name: string) => unknown {
  const shared: [string, unknown][] = [];
  const drawn: [string, Bind][] = [];
  for (const [name, setting] of Object.entries(group.params)) {
    const kind = specs[name]?.kind;
    if (kind === 'delay') drawn.push([name, bindDelay(world, setting)]);
    else if (kind === 'delays') drawn.push([name, bindDelays(world, setting)]);
    else shared.push([name, sharedValue(kind, setting, numbers)]);
  }
  const constants = Object.fromEntries(shared);
  if (drawn.length === 0) return () => constants;
  return (_, node) => {
    const params: Record<string, unknown> = { ...constants };
    for (const [name, bind] of drawn) params[name] = bind(`params/${node}/${name}`);
    return params;
  };
}

function sharedValue(
  kind: ParamSpec['kind'] | undefined,
  setting: ParamSetting,
  numbers: ReadonlyMap<string, readonly NodeId[]>,
): unknown {
  const members = (group: string): readonly NodeId[] => numbers.get(group) ?? [];
  if (typeof setting !== 'object') return setting;
  if (kind === 'nodes') {
    invariant('nodes' in setting, 'nodes are set by names of groups');
    return setting.nodes.flatMap(members);
  }
  if (kind === 'routes') {
    invariant('routes' in setting, 'routes are set by shares of groups');
    return setting.routes.map((route): Route => ({ ...route, members: members(route.group) }));
  }
  if ('durations' in setting) return setting.durations;
  invariant(kind === 'names' && 'names' in setting, 'a section is set where a section is expected');
  return setting.names;
}

function bindDelay(world: World, setting: ParamSetting): Bind {
  if (setting === Infinity) return () => () => Infinity;
  invariant(typeof setting === 'object' && 'distribution' in setting, 'a delay is set by a distribution');
  const draw = compileDraw(setting.distribution);
  return (purpose): Draw => draw.bind(() => world.stream(purpose));
}

function bindDelays(world: World, setting: ParamSetting): Bind {
  invariant(typeof setting === 'object' && 'delays' in setting, 'delays are set by operation');
  const compiled = new Map<string, DrawFactory>(
    setting.delays.map((each): [string, DrawFactory] => [each.operation, compileDraw(each.distribution)]),
  );
  const other = compileDraw(setting.other);
  return (purpose) =>
    byOperation([...compiled.keys()], (f) =>
      (compiled.get(f) ?? other).bind(() => world.stream(`${purpose}/${f}`)),
    );
}

/** Each operation's draw is made when it is first asked for; the last one is at hand. */
function byOperation(operations: readonly string[], make: (operation: string) => Draw): DrawByOperation {
  const draws = new Map<string, Draw>();
  let last: string | undefined;
  let draw: Draw = () => 0;
  const one = (operation: string) => {
    if (operation !== last) {
      const known = draws.get(operation);
      draw = known ?? make(operation);
      if (known === undefined) draws.set(operation, draw);
      last = operation;
    }
    return draw();
  };
  return Object.assign(one, { operations });
}
