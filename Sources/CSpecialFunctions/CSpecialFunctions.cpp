#include "CSpecialFunctions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>

#include "Tails.hpp"

using namespace causal;

/// A density on (0, upper): 0 outside, NaN for NaN or parameters that are not valid.
template <class Body>
static real density(double x, real upper, bool valid, Body body) {
    if (!valid || std::isnan(x)) return undefined;
    return x < 0 || x > upper || std::isinf(x) ? 0 : real(body());
}

static real beta_tail(double x, double a, double b, bool lower) {
    if (!valid(a, b) || std::isnan(x)) return undefined;
    if (x <= 0) return lower ? 0 : 1;
    if (x >= 1) return lower ? 1 : 0;
    const Beta d(a, b);
    return lower ? cdf(d, real(x)) : cdf(complement(d, real(x)));
}

/// f(x + y) − f(x) for x > 0 and y ≥ 0.
template <class Function>
static real gain(double x, double y, Function f) {
    if (!(x > 0 && y >= 0) || std::isinf(x) || std::isinf(y)) return undefined;
    return y == 0 ? 0 : f(real(x) + real(y)) - f(real(x));
}

extern "C" {

double causal_normal_density(double z) {
    return guarded([=] { return std::exp(-0.5L * z * z) * one_over_root_two_pi; });
}
double causal_normal_lower(double z) { return guarded([=] { return cdf(Normal(), real(z)); }); }
double causal_normal_lower_quantile(double p) {
    return guarded([=] {
        return unit_interval(p, -infinity, infinity, [=] { return quantile(Normal(), real(p)); });
    });
}

double causal_t_density(double t, double df) {
    return guarded([=] { return df > 0 ? std::isinf(t) ? 0 : pdf(StudentT(df), real(t)) : undefined; });
}
double causal_t_upper(double t, double df) {
    return guarded([=] { return t_upper(t, df); });
}
double causal_t_upper_quantile(double p, double df) { return guarded([=] { return t_upper_quantile(p, df); }); }

double causal_f_density(double x, double df1, double df2) {
    return guarded([=] {
        return density(x, infinity, valid(df1, df2), [=] { return pdf(FisherF(df1, df2), real(x)); });
    });
}
double causal_f_lower(double x, double df1, double df2) {
    return guarded([=] { return f_tail(x, df1, df2, true); });
}
double causal_f_upper(double x, double df1, double df2) {
    return guarded([=] { return f_tail(x, df1, df2, false); });
}
double causal_f_lower_quantile(double p, double df1, double df2) {
    return guarded([=] { return f_quantile(p, df1, df2, true); });
}
double causal_f_upper_quantile(double p, double df1, double df2) {
    return guarded([=] { return f_quantile(p, df1, df2, false); });
}

double causal_gamma_density(double x, double shape) {
    return guarded([=] {
        return density(x, infinity, valid(shape), [=] { return pdf(Gamma(shape), real(x)); });
    });
}
double causal_gamma_lower(double x, double shape) {
    return guarded([=] { return gamma_tail(x, shape, true); });
}
double causal_gamma_upper(double x, double shape) {
    return guarded([=] { return gamma_tail(x, shape, false); });
}
double causal_gamma_lower_quantile(double p, double shape) {
    return guarded([=] { return gamma_quantile(p, shape, true); });
}
double causal_gamma_upper_quantile(double p, double shape) {
    return guarded([=] { return gamma_quantile(p, shape, false); });
}

double causal_noncentral_chi_squared_upper(double x, double df, double noncentrality) {
    return guarded([=]() -> real {
        if (!valid(df) || !(noncentrality >= 0) || std::isinf(noncentrality) || std::isnan(x)) return undefined;
        if (x <= 0 || std::isinf(x)) return x <= 0 ? 1 : 0;
        if (noncentrality == 0) return gamma_tail(real(x) / 2, df / 2, false);
        return cdf(complement(NoncentralChiSquared(df, noncentrality), real(x)));
    });
}
double causal_noncentral_chi_squared_upper_quantile(double p, double df, double noncentrality) {
    return guarded([=]() -> real {
        if (!valid(df) || !(noncentrality >= 0) || std::isinf(noncentrality)) return undefined;
        if (noncentrality == 0) return 2 * gamma_quantile(p, df / 2, false);
        return unit_interval(p, infinity, 0, [=]() -> real {
            return quantile(complement(NoncentralChiSquared(df, noncentrality), real(p)));
        });
    });
}

double causal_beta_density(double x, double a, double b) {
    return guarded([=] { return density(x, 1, valid(a, b), [=] { return pdf(Beta(a, b), real(x)); }); });
}
double causal_beta_lower(double x, double a, double b) {
    return guarded([=] { return beta_tail(x, a, b, true); });
}
double causal_beta_upper(double x, double a, double b) {
    return guarded([=] { return beta_tail(x, a, b, false); });
}
double causal_beta_lower_quantile(double p, double a, double b) {
    return guarded([=] { return beta_quantile(p, a, b, true); });
}
double causal_beta_upper_quantile(double p, double a, double b) {
    return guarded([=] { return beta_quantile(p, a, b, false); });
}

double causal_log_gamma(double x) {
    return guarded([=] { return boost::math::lgamma(real(x), Policy()); });
}

double causal_digamma(double x) {
    return guarded([=] { return boost::math::digamma(real(x), Policy()); });
}
double causal_trigamma(double x) {
    return guarded([=] { return boost::math::trigamma(real(x), Policy()); });
}
double causal_log_gamma_gain(double x, double y) {
    return guarded([=] { return gain(x, y, [](real z) { return boost::math::lgamma(z, Policy()); }); });
}
double causal_digamma_gain(double x, double y) {
    return guarded([=] { return gain(x, y, [](real z) { return boost::math::digamma(z, Policy()); }); });
}
double causal_trigamma_gain(double x, double y) {
    return guarded([=] { return gain(x, y, [](real z) { return boost::math::trigamma(z, Policy()); }); });
}

}  // extern "C"
