/**
 * Faults as people read them: `partition isolate(leader(db)) at 10s for 10s`.
 *
 * Made from the data alone, so that a fault prints the same wherever it came from.
 */
import { durationNotation, notation } from '../model/quantity-format.js';
import { printDistribution, printPartition, printSelector } from './expression/print.js';
import type { Fault, FaultAction, Link } from './scenario.js';

/** The text of a fault. */
export function faultText(fault: Omit<Fault, 'text'>): string {
  const lasts = fault.duration === undefined ? '' : ` for ${durationNotation(fault.duration)}`;
  return `${actionText(fault.action)} at ${durationNotation(fault.at)}${lasts}`;
}

function actionText(action: FaultAction): string {
  switch (action.kind) {
    case 'partition':
    case 'hold':
      return `${action.kind} ${printPartition(action.shape)}`;
    case 'crash':
      return `crash ${printSelector(action.nodes)}${details([action.disk && `disk: ${action.disk}`])}`;
    case 'restart':
    case 'pause':
      return `${action.kind} ${printSelector(action.nodes)}`;
    case 'slow':
      return `slow ${printSelector(action.nodes)}${details([`delay: ${printDistribution(action.delay)}`])}`;
    case 'degrade':
      return `degrade ${printSelector(action.nodes)}${details(linkTexts(action.link))}`;
    case 'clock':
      return `clock ${printSelector(action.nodes)}${details([
        action.jump !== 0 && `jump: ${durationNotation(action.jump)}`,
        action.drift !== 0 && `drift: ${notation('ratio', action.drift)}`,
      ])}`;
    case 'disk':
      return `disk ${printSelector(action.nodes)}${details([
        action.sync && `sync: ${printDistribution(action.sync)}`,
        action.full && 'full',
        action.corrupt > 0 && `corrupt: ${notation('ratio', action.corrupt)}`,
      ])}`;
    case 'ask':
      return `ask ${printSelector(action.node)}${details([
        action.f,
        action.value !== null && JSON.stringify(action.value),
        action.nodes && `nodes: ${printSelector(action.nodes)}`,
      ])}`;
  }
}

function linkTexts(link: Partial<Link>): readonly (string | undefined)[] {
  return [
    link.latency && `latency: ${printDistribution(link.latency)}`,
    link.loss === undefined ? undefined : `loss: ${notation('ratio', link.loss)}`,
    link.duplicate === undefined ? undefined : `duplicate: ${notation('ratio', link.duplicate)}`,
    link.corrupt === undefined ? undefined : `corrupt: ${notation('ratio', link.corrupt)}`,
    link.checksum === undefined ? undefined : `checksum: ${link.checksum}`,
    link.order === undefined ? undefined : `order: ${link.order}`,
    link.bandwidth === undefined ? undefined : `bandwidth: ${notation('bandwidth', link.bandwidth)}`,
  ];
}

function details(texts: readonly (string | false | undefined)[]): string {
  const given = texts.filter((text) => text !== undefined && text !== false && text !== '');
  return given.length === 0 ? '' : ` (${given.join(', ')})`;
}
