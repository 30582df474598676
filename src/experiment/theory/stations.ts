/** The stations of a scenario as theory sees them: plain queues, with times in seconds. Knows nothing of who comes. */

import { inSeconds } from '../../kernel/distribution/in-seconds.js';
import type { Distribution } from '../../kernel/distribution.js';
import type { Discipline, Queue } from '../../model/model.js';
import type { NodeGroup, ParamSetting, Scenario } from '../../scenario/scenario.js';
import type { Models } from '../simulate.js';

export interface TheoryStation {
  /** The node group. */
  readonly name: string;
  /** Nodes of it, each a station of its own. */
  readonly nodes: number;
  readonly servers: number;
  readonly queueLimit: number;
  readonly discipline: Discipline;
  /** s */
  readonly service: (operation: string) => Distribution;
  /** s; `undefined` without limit. */
  readonly patience: Distribution | undefined;
  /** Operations, the most urgent first. */
  readonly priorities: readonly string[];
  readonly next: readonly { readonly group: string; readonly share: number }[];
}

/** Groups of plain stations; others are left out. */
export function stationsOf({ nodes }: Scenario, models: Models): readonly TheoryStation[] {
  return nodes.flatMap((group) => {
    const queue = models.get(group.model)?.queue;
    return queue?.kind === 'station' && queue.plain(group.params) ? [stationOf(group, queue)] : [];
  });
}

function stationOf(
  { name, count, params }: NodeGroup,
  queue: Extract<Queue, { kind: 'station' }>,
): TheoryStation {
  const at = (role: string | undefined): ParamSetting | undefined =>
    role === undefined ? undefined : params[role];
  const [patience, priorities, next] = [at(queue.patience), at(queue.priorities), at(queue.next)];
  const isObject = (setting: ParamSetting | undefined) => typeof setting === 'object';
  return {
    name,
    nodes: count,
    servers: at(queue.servers) as number,
    queueLimit: at(queue.queueLimit) as number,
    discipline: (at(queue.discipline) ?? 'fifo') as Discipline,
    service: serviceOf(at(queue.service)),
    patience: isObject(patience) && 'distribution' in patience ? inSeconds(patience.distribution) : undefined,
    priorities: isObject(priorities) && 'names' in priorities ? priorities.names : [],
    next: isObject(next) && 'routes' in next ? next.routes : [],
  };
}

/** One distribution, or one for each operation. */
function serviceOf(setting: ParamSetting | undefined): TheoryStation['service'] {
  if (typeof setting !== 'object') return () => ({ kind: 'constant', value: Infinity });
  if ('distribution' in setting) {
    const service = inSeconds(setting.distribution);
    return () => service;
  }
  if (!('delays' in setting)) return () => ({ kind: 'constant', value: Infinity });
  const named = new Map(setting.delays.map((each) => [each.operation, inSeconds(each.distribution)]));
  const other = inSeconds(setting.other);
  return (operation) => named.get(operation) ?? other;
}
