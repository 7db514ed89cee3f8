#include "Tails.hpp"

namespace causal {

real t_upper_quantile(double p, double df) {
    if (!(df > 0)) return undefined;
    return unit_interval(p, infinity, -infinity, [=]() -> real {
        if (p == 0.5) return 0;
        const StudentT d(df);
        const real tail = p < 0.5 ? real(p) : 1 - real(p);
        const real guess = quantile(complement(d, tail));
        const real x = solve_tail([&](real t) { return cdf(complement(d, t)); },
                                  [&](real t) { return pdf(d, t); }, false, tail, guess);
        return p < 0.5 ? x : -x;
    });
}

real beta_quantile(double p, double a, double b, bool lower) {
    return unit_interval(p, lower ? 0 : 1, lower ? 1 : 0, [=]() -> real {
        const Beta d(a, b);
        return lower ? quantile(d, real(p)) : quantile(complement(d, real(p)));
    });
}

}  // namespace causal
