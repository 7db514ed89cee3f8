"""Tails, densities and quantiles of the distributions, computed with 60 decimal digits.

    python3 distributions.py > distributions.json

Needs mpmath. The incomplete beta and gamma functions are evaluated here by their continued fraction and
series (mpmath's own do not converge for a million degrees of freedom) and checked against mpmath where it
does. The quantile of a rounded p is found from the x that gave p by one Newton step, whose error is of the
order of the square of the rounding.
"""

import json
import sys

import mpmath
from mpmath import mp, mpf, exp, log, loggamma, sqrt, pi, erfc

mp.dps = 60
TINY = mpf(10) ** -400


def beta_lower_upper(a, b, x, y):
    """I_x(a, b) and its complement, y = 1 - x given apart; Lentz's continued fraction."""
    if x > (a + 1) / (a + b + 2):
        upper, lower = beta_lower_upper(b, a, y, x)
        return lower, upper
    c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1) + TINY)
    h = d
    m = 0
    while True:
        m += 1
        for numerator in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / (1 + numerator * d)
            c = 1 + numerator / c
            h *= d * c
        if abs(d * c - 1) < mpf(10) ** -55:
            break
    front = exp(loggamma(a + b) - loggamma(a) - loggamma(b) + a * log(x) + b * log(y))
    lower = front * h / a
    return lower, 1 - lower


def gamma_lower_upper(a, x):
    """P(a, x) and Q(a, x)."""
    front = exp(a * log(x) - x - loggamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = 0
        while term > total * mpf(10) ** -55:
            n += 1
            term *= x / (a + n)
            total += term
        return front * total, 1 - front * total
    b = x + 1 - a
    c = 1 / TINY
    d = 1 / b
    h = d
    i = 0
    while True:
        i += 1
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < mpf(10) ** -55:
            break
    return 1 - front * h, front * h


def check():
    for a, b, x in [(0.25, 0.5, 0.3), (3, 2, 0.7), (10.5, 40, 0.2), (100, 3, 0.95)]:
        a, b, x = mpf(a), mpf(b), mpf(x)
        assert abs(beta_lower_upper(a, b, x, 1 - x)[0] / mpmath.betainc(a, b, 0, x, regularized=True) - 1) < 1e-50
    for a, x in [(0.25, 0.1), (2, 9), (50, 40), (30, 100)]:
        a, x = mpf(a), mpf(x)
        assert abs(gamma_lower_upper(a, x)[1] / mpmath.gammainc(a, x, mpmath.inf, regularized=True) - 1) < 1e-50


def normal(x):
    return erfc(-x / sqrt(2)) / 2, erfc(x / sqrt(2)) / 2, exp(-x * x / 2) / sqrt(2 * pi)


def student(df):
    def at(t):
        x, y = df / (df + t * t), t * t / (df + t * t)
        outside = beta_lower_upper(df / 2, mpf(1) / 2, x, y)[0] / 2 if t != 0 else mpf(1) / 2
        density = exp(loggamma((df + 1) / 2) - loggamma(df / 2) - (df + 1) / 2 * log(1 + t * t / df)) / sqrt(df * pi)
        return (1 - outside, outside, density) if t > 0 else (outside, 1 - outside, density)
    return at


def fisher(d1, d2):
    def at(x):
        z, w = d1 * x / (d1 * x + d2), d2 / (d1 * x + d2)
        lower, upper = beta_lower_upper(d1 / 2, d2 / 2, z, w)
        density = exp(d1 / 2 * log(z) + d2 / 2 * log(w) - log(x)
                      - loggamma(d1 / 2) - loggamma(d2 / 2) + loggamma((d1 + d2) / 2))
        return lower, upper, density
    return at


def gamma(shape):
    def at(x):
        lower, upper = gamma_lower_upper(shape, x)
        return lower, upper, exp((shape - 1) * log(x) - x - loggamma(shape))
    return at


def chi_squared(df):
    def at(x):
        lower, upper, density = gamma(df / 2)(x / 2)
        return lower, upper, density / 2
    return at


def beta(a, b):
    def at(x):
        lower, upper = beta_lower_upper(a, b, x, 1 - x)
        return lower, upper, exp((a - 1) * log(x) + (b - 1) * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b))
    return at


def representable(value):
    return value == 0 or sys.float_info.min * 4 < abs(value) < sys.float_info.max / 4


def cases(name, parameters, function, points):
    f = function(*[mpf(p) for p in parameters]) if parameters else function
    result = []
    for x in points:
        try:
            lower, upper, density = f(mpf(x))
        except (ValueError, ZeroDivisionError):
            continue
        if not (representable(lower) and representable(upper) and representable(density)):
            continue
        case = {"x": x, "lower": float(lower), "upper": float(upper), "density": float(density)}
        # The quantile of each tail's rounded value. Near 1 a tail's double no longer tells x.
        for tail, sign in (("lower", 1), ("upper", -1)):
            value = lower if tail == "lower" else upper
            if value < 0.9:
                step = sign * (mpf(float(value)) - value) / density
                # Where the step is not small beside x, one step is not enough.
                if abs(step) < mpf(10) ** -12 * abs(mpf(x)):
                    case[tail + "Quantile"] = float(mpf(x) + step)
        result.append(case)
    return {"distribution": name, "parameters": parameters, "cases": result}


def both_signs(points):
    return [-x for x in reversed(points)] + points


def main():
    check()
    sizes = [1e-10, 1e-3, 0.1, 0.5, 0.6745, 1.0, 1.96, 2.5, 3.7, 5.0, 8.0, 12.0, 20.0, 30.0, 37.0]
    far = [50.0, 1e3, 1e6, 1e10, 1e20, 1e50, 1e100]
    degrees = [0.5, 1.0, 1.5, 2.0, 3.0, 4.7, 7.0, 10.0, 30.0, 46.9176, 100.0, 1e3, 31622.5, 1e6]
    positive = [1e-100, 1e-30, 1e-10, 1e-5, 1e-2, 0.1, 0.3, 0.5, 0.8, 0.95, 1.0, 1.05, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0,
                30.0, 100.0, 300.0, 1e3, 1e5, 1e10, 1e30, 1e100]
    results = [cases("normal", [], normal, both_signs(sizes))]
    for df in degrees:
        results.append(cases("t", [df], student, both_signs(sizes + far)))
        spread = [df + k * (2 * df) ** 0.5 for k in (-6, -3, -1, 0, 1, 3, 6, 15, 30)]
        points = sorted(set(positive + [x for x in spread if x > 0]))
        results.append(cases("chiSquared", [df], chi_squared, points))
        for other in [0.5, 1.0, 2.0, 5.0, 17.3, 100.0, 1e4, 1e6]:
            wide = (2 / df + 2 / other) ** 0.5
            near = [1 + k * wide for k in (-6, -2, 2, 6, 20)]
            results.append(cases("f", [df, other], fisher, sorted(set(positive + [x for x in near if x > 0]))))
    for shape in [0.01, 0.3, 1.0, 2.5, 20.0, 1e4]:
        near = [shape + k * shape**0.5 for k in (-6, -2, 0, 2, 6, 20)]
        results.append(cases("gamma", [shape], gamma, sorted(set(positive + [x for x in near if x > 0]))))
    unit = [1e-300, 1e-100, 1e-10, 1e-3, 0.05, 0.25, 0.5, 0.7, 0.9, 0.99, 0.9999, 1 - 1e-10]
    for a in [0.1, 0.5, 1.0, 3.0, 50.0, 1e4]:
        for b in [0.1, 0.5, 1.0, 2.0, 40.0, 1e4]:
            mean, wide = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
            near = [mean + k * wide for k in (-6, -2, 0, 2, 6)]
            results.append(cases("beta", [a, b], beta, sorted(set(unit + [x for x in near if 0 < x < 1]))))
    json.dump({"versions": {"mpmath": mpmath.__version__, "python": sys.version.split()[0], "digits": mp.dps},
               "distributions": results}, sys.stdout, separators=(",", ":"))


main()
