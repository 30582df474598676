/** What contradicts the order of causes; told in `tell.ts`. Numbers are operations, or versions. */

export type Finding =
  /** Operations that come before each other in a circle. */
  | { readonly kind: 'circle'; readonly nodes: readonly number[] }
  /** An answer shows what nobody wrote. */
  | { readonly kind: 'unheard of'; readonly read: number }
  /** An answer shows a version although another one, which came after it, is in its past. */
  | { readonly kind: 'overwritten'; readonly read: number; readonly version: number; readonly by: number }
  /** An answer lacks an element that is in its past. */
  | { readonly kind: 'lacking'; readonly read: number; readonly version: number }
  /** An answer shows an element before one from that element's past. */
  | { readonly kind: 'order'; readonly read: number; readonly first: number; readonly then: number }
  /** Of two answers none begins as the other does. */
  | { readonly kind: 'apart'; readonly read: number; readonly other: number }
  /** An answer shows an element twice. */
  | { readonly kind: 'twice'; readonly read: number; readonly version: number };

/** The past is larger than there is room for. */
export type NotFound = 'nothing' | 'too large';
