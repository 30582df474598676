/** Names of the objects that a history may be of; what each one does is defined in `check/objects/`. */

export const OBJECT_NAMES = [
  'register',
  'cas-register',
  'multi-register',
  'kv',
  'mutex',
  'set',
  'queue',
  'unordered-queue',
  'list-append',
  'stack',
  'counter',
] as const;

export type ObjectName = (typeof OBJECT_NAMES)[number];
