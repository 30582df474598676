/** JSON values: what messages carry, histories record and files hold. */

/** Any JSON value. Absent values are `null`, as EDN's `nil`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
