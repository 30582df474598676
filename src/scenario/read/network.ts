/** The section `network`: what every link is like, and the links that differ. */
import type { Node } from '../document.js';
import { type Door, itemsOf, join, readFields } from '../door.js';
import { checkSelector, type Groups } from '../groups.js';
import type { Link, Network } from '../scenario.js';

/** More exceptions than this are refused: each message may have to look at all of them. */
const MOST_RULES = 1000;

/** Reads the network; `undefined` if anything in it is wrong. */
export function readNetwork(door: Door, node: Node | undefined, groups: Groups): Network | undefined {
  const section = node ?? ({ kind: 'map', entries: [], offset: 0 } as const);
  const { values, node: at } = readFields(door, section, 'network', door.fields.network, section.offset);
  const links = at('links');
  const items = itemsOf(door, links, 'network.links', '- { from: db/1, to: db/2, latency: 80ms }');
  if (items.length > MOST_RULES && links !== undefined)
    door.report(links, 'network.links', {
      expected: `at most ${MOST_RULES} links`,
      received: String(items.length),
      hint: undefined,
    });
  const network = asLink(values);
  const rules = items.slice(0, MOST_RULES).map((item, index) => readRule(door, item, index, groups, network));
  return network === undefined
    ? undefined
    : { ...network, links: rules.filter((rule) => rule !== undefined) };
}

function readRule(door: Door, item: Node, index: number, groups: Groups, network: Link | undefined) {
  const path = join('network.links', index);
  const { values, node } = readFields(door, item, path, door.fields.linkRule, item.offset);
  const { from, to, both, ...own } = values;
  for (const [key, selector] of [['from', from] as const, ['to', to] as const])
    if (selector !== undefined)
      checkSelector(
        door,
        selector,
        groups,
        { clients: true, roles: false },
        node(key) ?? item,
        join(path, key),
      );
  if (network === undefined || from === undefined || to === undefined || both === undefined) return undefined;
  const link = asLink({
    ...network,
    ...Object.fromEntries(Object.entries(own).filter(([, v]) => v !== undefined)),
  });
  return link === undefined ? undefined : { ...link, from, to, both };
}

/** In one order of keys; `undefined` if one is missing, which has been reported. */
function asLink(values: { readonly [K in keyof Link]?: Link[K] | undefined }): Link | undefined {
  const { latency, loss, duplicate, corrupt, checksum, order, bandwidth } = values;
  if (latency === undefined || loss === undefined || duplicate === undefined || corrupt === undefined)
    return undefined;
  if (checksum === undefined || order === undefined || bandwidth === undefined) return undefined;
  return { latency, loss, duplicate, corrupt, checksum, order, bandwidth };
}
