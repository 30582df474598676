/**
 * Error function: erf(x) and erfc(x), within about 2 ulp, the same bits on every engine.
 *
 * Knows nothing of the normal distribution, which is `normal.ts`.
 * Method and coefficients are fdlibm's (https://www.netlib.org/fdlibm), whose notice reads:
 *
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 *
 * Rational minimax forms on four ranges of |x|: around 0, around 1, and two in 1/x² times exp(-x²).
 */
import { head } from './bits.js';
import { exp } from './exp.js';

const ERF_OF_1_SHORT = 0.8450629115104675; // erf(1) to 24 bits

/** (erf(x) - x) / x for |x| < 0.84375. */
function nearZero(x: number): number {
  const z = x * x;
  const p =
    0.12837916709551256 +
    z *
      (-0.3250421072470015 +
        z * (-0.02848174957559851 + z * (-0.005770270296489442 + z * -0.000023763016656650163)));
  const q =
    1 +
    z *
      (0.39791722395915535 +
        z *
          (0.0650222499887673 +
            z * (0.005081306281875766 + z * (0.00013249473800432164 + z * -0.000003960228278775368))));
  return p / q;
}

/** erf(x) - ERF_OF_1_SHORT for 0.84375 <= x < 1.25. */
function nearOne(x: number): number {
  const s = x - 1;
  const p =
    -0.0023621185607526594 +
    s *
      (0.41485611868374833 +
        s *
          (-0.3722078760357013 +
            s *
              (0.31834661990116175 +
                s * (-0.11089469428239668 + s * (0.035478304325618236 + s * -0.002166375594868791)))));
  const q =
    1 +
    s *
      (0.10642088040084423 +
        s *
          (0.540397917702171 +
            s *
              (0.07182865441419627 +
                s * (0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107)))));
  return p / q;
}

function middleRatio(s: number): number {
  const r =
    -0.009864944034847148 +
    s *
      (-0.6938585727071818 +
        s *
          (-10.558626225323291 +
            s *
              (-62.375332450326006 +
                s *
                  (-162.39666946257347 +
                    s * (-184.60509290671104 + s * (-81.2874355063066 + s * -9.814329344169145))))));
  const q =
    1 +
    s *
      (19.651271667439257 +
        s *
          (137.65775414351904 +
            s *
              (434.56587747522923 +
                s *
                  (645.3872717332679 +
                    s *
                      (429.00814002756783 +
                        s * (108.63500554177944 + s * (6.570249770319282 + s * -0.0604244152148581)))))));
  return r / q;
}

function farRatio(s: number): number {
  const r =
    -0.0098649429247001 +
    s *
      (-0.799283237680523 +
        s *
          (-17.757954917754752 +
            s *
              (-160.63638485582192 +
                s * (-637.5664433683896 + s * (-1025.0951316110772 + s * -483.5191916086514)))));
  const q =
    1 +
    s *
      (30.33806074348246 +
        s *
          (325.7925129965739 +
            s *
              (1536.729586084437 +
                s *
                  (3199.8582195085955 +
                    s * (2553.0504064331644 + s * (474.52854120695537 + s * -22.44095244658582))))));
  return r / q;
}

/** erfc(x) for 1.25 <= x < 28. exp(-x²) is taken in two factors, the first with an exact square. */
function tail(x: number): number {
  const s = 1 / (x * x);
  const ratio = x < 2.857142857142857 ? middleRatio(s) : farRatio(s);
  const short = head(x);
  return (exp(-short * short - 0.5625) * exp((short - x) * (short + x) + ratio)) / x;
}

/** 2/sqrt(pi) times the integral of exp(-t²) from 0 to x. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * nearZero(x);
  if (size < 1.25) return x < 0 ? -ERF_OF_1_SHORT - nearOne(size) : ERF_OF_1_SHORT + nearOne(size);
  if (Number.isNaN(x)) return NaN;
  const result = size < 6 ? 1 - tail(size) : 1;
  return x < 0 ? -result : result;
}

/** 1 - erf(x), accurate where erf(x) is close to 1; 0 from x = 28. */
export function erfc(x: number): number {
  if (x < 0.25 && x > -0.84375) return 1 - (x + x * nearZero(x));
  if (x >= 0.25 && x < 0.84375) return 0.5 - (x * nearZero(x) + (x - 0.5));
  const size = Math.abs(x);
  if (size < 1.25) {
    return x < 0 ? 1 + (ERF_OF_1_SHORT + nearOne(size)) : 1 - ERF_OF_1_SHORT - nearOne(size);
  }
  if (Number.isNaN(x)) return NaN;
  if (x < 0) return size < 6 ? 2 - tail(size) : 2;
  return x < 28 ? tail(x) : 0;
}
