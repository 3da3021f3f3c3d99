/** Words of attacks that several pictures use. */

import { type Paint } from "../charts/paint";

/** Whose loss counts as the rival's cost. */
export const LEVELS: Record<string, string> = {
  producers: "loss of its producers",
  treasury: "payments of its treasury",
  nation: "loss of its nation",
};

/** How an attack on a purse ends where it costs nothing or cannot be told. */
export const VERDICTS: Record<string, string> = {
  fails: "runs out of cash without an attack",
  not_exhaustible: "not exhausted by any modeled attack",
  not_proven: "not proven",
};

/** Purses of one member. */
export const ALONE: Paint = { color: "var(--s2)", pattern: "solid" };

/** Purses of several. */
export const TOGETHER: Paint = { color: "var(--home)", pattern: "hatch" };
