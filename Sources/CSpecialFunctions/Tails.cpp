#include "Tails.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/log1p.hpp>

namespace causal {

namespace {

/// P(0 < T ≤ t) for t > 0: ½ I_z(½, df/2), z = t²/(df + t²). Accurate for the smallest t.
real t_central(real t, real df) {
    const real square = t * t;
    return boost::math::ibeta(0.5L, df / 2, square / (df + square), Policy()) / 2;
}

/// Solves P(0 < T ≤ t) = p, 0 < p ≤ ¼.
real t_central_quantile(real p, real df) {
    const StudentT d(df);
    const auto density = [&](real t) { return pdf(d, t); };
    return solve_tail([&](real t) { return t_central(t, df); }, density, true, p, p / density(0));
}

}  // namespace

// Boost loses half the digits at one degree of freedom and small t, where it takes the complement of an
// arcsine; hence the middle is computed from the centre.
real t_upper(double t, double df) {
    if (!(df > 0) || std::isnan(t)) return undefined;
    if (std::isinf(t)) return t > 0 ? 0 : 1;
    const real size = std::abs(real(t));
    if (size < 0.5L) return t > 0 ? 0.5L - t_central(size, df) : 0.5L + t_central(size, df);
    return cdf(complement(StudentT(df), real(t)));
}

real t_upper_quantile(double p, double df) {
    if (!(df > 0)) return undefined;
    return unit_interval(p, infinity, -infinity, [=]() -> real {
        const real tail = p < 0.5 ? real(p) : 1 - real(p), sign = p < 0.5 ? 1 : -1;
        if (tail == 0.5L) return 0;
        if (tail >= 0.25L) return sign * t_central_quantile(0.5L - tail, df);
        const StudentT d(df);
        const auto upper = [&](real t) { return cdf(complement(d, t)); };
        const auto density = [&](real t) { return pdf(d, t); };
        return sign * solve_tail(upper, density, false, tail, quantile(complement(d, tail)));
    });
}

// Two mean squares of more than 1e12 degrees of freedom are as good as constant; Boost's series would not
// converge in a million terms. They count as 1e12.
static FisherF fisher(double df1, double df2) {
    const double limit = 1e12;
    if (df1 > limit && df2 > limit) return FisherF(limit, limit);
    return FisherF(df1, df2);
}

real f_tail(real x, double df1, double df2, bool lower) {
    if (!valid(df1, df2) || std::isnan(x)) return undefined;
    if (x <= 0) return lower ? 0 : 1;
    if (std::isinf(x)) return lower ? 1 : 0;
    const FisherF d = fisher(df1, df2);
    return lower ? cdf(d, x) : cdf(complement(d, x));
}

real f_quantile(double p, double df1, double df2, bool lower) {
    if (!valid(df1, df2)) return undefined;
    const FisherF d = fisher(df1, df2);
    const auto tail = [&](real x) { return f_tail(x, df1, df2, lower); };
    const auto density = [&](real x) { return pdf(d, x); };
    return positive_quantile(tail, density, p, lower, 1);
}

/// Q(a, x) for a > 1e9 by the first terms of the uniform expansion, right to about 1/a
/// (Temme 1979; DLMF 8.12.3): Q = ½ erfc(η√(a/2)) + e^(−aη²/2) c₀/√(2πa), η²/2 = μ − log(1 + μ),
/// μ = x/a − 1, c₀ = 1/μ − 1/η → −1/3.
static real gamma_upper_uniform(real a, real x) {
    const real mu = (x - a) / a, half_square = -boost::math::log1pmx(mu, Policy());
    const real eta = std::copysign(std::sqrt(2 * half_square), mu);
    const real c0 = std::abs(mu) < 1e-3L ? -1 / 3.0L + eta / 12 : 1 / mu - 1 / eta;
    return boost::math::erfc(eta * std::sqrt(a / 2), Policy()) / 2 +
           std::exp(-a * half_square) * c0 / std::sqrt(2 * a) * one_over_root_pi;
}

real gamma_tail(real x, double shape, bool lower) {
    if (!valid(shape) || std::isnan(x)) return undefined;
    if (x <= 0) return lower ? 0 : 1;
    if (std::isinf(x)) return lower ? 1 : 0;
    if (shape > 1e9) {
        const real upper = gamma_upper_uniform(shape, x);
        return lower ? 1 - upper : upper;
    }
    const Gamma d(shape);
    return lower ? cdf(d, x) : cdf(complement(d, x));
}

real gamma_quantile(double p, double shape, bool lower) {
    if (!valid(shape)) return undefined;
    const Gamma d(shape);
    const auto tail = [&](real x) { return gamma_tail(x, shape, lower); };
    const auto density = [&](real x) { return pdf(d, x); };
    return positive_quantile(tail, density, p, lower, shape);
}

real beta_quantile(double p, double a, double b, bool lower) {
    if (!valid(a, b)) return undefined;
    return unit_interval(p, lower ? 0 : 1, lower ? 1 : 0, [=]() -> real {
        const Beta d(a, b);
        // The answer is sought as x when it is below ½ and as 1 − x, in the mirrored distribution, when not.
        const real half = lower ? cdf(d, 0.5L) : cdf(complement(d, 0.5L));
        const bool mirrored = lower ? half < p : half > p;
        const bool rising = lower != mirrored;
        const Beta side = mirrored ? Beta(b, a) : d;
        const auto tail = [&](real x) -> real {
            if (x >= 1) return rising ? 1 : 0;
            return rising ? cdf(side, x) : cdf(complement(side, x));
        };
        const auto density = [&](real x) -> real { return x >= 1 ? 0 : pdf(side, x); };
        const real guess = rising ? quantile(side, real(p)) : quantile(complement(side, real(p)));
        const real x = solve_tail(tail, density, rising, p, guess);
        return mirrored ? 1 - x : x;
    });
}

}  // namespace causal
