/**
 * The operations of a client group: their weights, and what object the checker should see in each key.
 */
import { notation } from '../../model/quantity-format.js';
import type { Node } from '../document.js';
import { type Door, entriesOf, join, plain, quoted, received } from '../door.js';
import { WEIGHT_TOLERANCE } from '../expression/distribution.js';
import { NAME } from '../expression/selector.js';
import type { IssueParams } from '../field.js';
import { OPERATIONS_DEFAULT, weightField } from '../fields.js';
import type { ClientGroup } from '../scenario.js';

type Operations = ClientGroup['operations'];

/** Reads `operations: { read: 50%, write: 50% }`; `undefined` if anything in it is wrong. */
export function readOperations(door: Door, node: Node | undefined, path: string): Operations | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.value === null))
    return Object.entries(OPERATIONS_DEFAULT).map(([f, weight]) => ({
      f,
      weight: weightField.parse(weight),
    }));
  const entries = entriesOf(
    door,
    node,
    path,
    'operations with their shares, such as { read: 90%, write: 10% }',
  );
  let sound = node.kind === 'map';
  const operations = entries.map(({ key: f, keyOffset, value }) => {
    const weight = weightField.safeParse(plain(value));
    if (!NAME.test(f)) {
      const expected = 'a name of letters, digits, - and _, a letter first';
      door.reportAt(keyOffset, join(path, f), { expected, received: quoted(f), hint: undefined });
      sound = false;
    }
    if (!weight.success) {
      const [issue] = weight.error.issues;
      const params = issue?.code === 'custom' ? (issue.params as unknown as IssueParams) : undefined;
      const other = { expected: issue?.message ?? 'a share', received: received(value), hint: undefined };
      door.report(value, join(path, f), params ?? other);
      sound = false;
    }
    return { f, weight: weight.data ?? 0 };
  });
  if (!sound) return undefined;
  const sum = operations.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) <= WEIGHT_TOLERANCE) return operations;
  const shares = operations.map(({ weight }) => notation('ratio', weight)).join(' + ');
  const received_ =
    operations.length === 0 ? 'nothing' : `${shares} = ${Number((sum * 100).toPrecision(6))}%`;
  door.report(node, path, { expected: 'shares that sum to 100%', received: received_, hint: undefined });
  return undefined;
}

/** What each key is: as stated, or as the operations tell. */
export function readObject(
  door: Door,
  section: {
    readonly values: { readonly object?: string | undefined };
    node(key: 'object' | 'operations'): Node | undefined;
  },
  operations: Operations,
  path: string,
  at: number,
): string | undefined {
  const { object } = section.values;
  if (object !== undefined) return object;
  if (section.node('object') !== undefined) return undefined;
  const names = operations.map(({ f }) => f);
  if (!names.includes('append')) return 'cas-register';
  const registers = names.filter((f) => f === 'write' || f === 'cas');
  if (registers.length === 0) return 'list-append';
  door.reportAt(section.node('operations')?.offset ?? at, join(path, 'operations'), {
    expected: 'appends to lists, or writes to registers',
    received: `append together with ${registers.join(' and ')}`,
    hint: 'say object: kv if a key takes both',
  });
  return undefined;
}
