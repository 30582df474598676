/** Placeholder for types until the distribution branch lands. */
export type Distribution = { readonly kind: 'constant'; readonly value: number };
