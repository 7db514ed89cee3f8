#include "CSpecialFunctions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "Tails.hpp"

using namespace causal;

extern "C" {

double causal_normal_density(double z) {
    return guarded([=] { return std::exp(-0.5L * z * z) * one_over_root_two_pi; });
}
double causal_normal_lower(double z) { return guarded([=] { return cdf(Normal(), real(z)); }); }
double causal_normal_lower_quantile(double p) {
    return guarded([=] { return unit_interval(p, -infinity, infinity, [=] { return quantile(Normal(), real(p)); }); });
}

double causal_t_density(double t, double df) {
    return guarded([=] { return df > 0 ? pdf(StudentT(df), real(t)) : undefined; });
}
double causal_t_upper(double t, double df) {
    return guarded([=] { return df > 0 ? cdf(complement(StudentT(df), real(t))) : undefined; });
}
double causal_t_upper_quantile(double p, double df) { return guarded([=] { return t_upper_quantile(p, df); }); }

double causal_f_density(double x, double df1, double df2) {
    return guarded([=] { return pdf(FisherF(df1, df2), real(x)); });
}
double causal_f_lower(double x, double df1, double df2) {
    return guarded([=] { return x <= 0 ? 0 : std::isinf(x) ? 1 : cdf(FisherF(df1, df2), real(x)); });
}
double causal_f_upper(double x, double df1, double df2) {
    return guarded([=] { return x <= 0 ? 1 : std::isinf(x) ? 0 : cdf(complement(FisherF(df1, df2), real(x))); });
}
double causal_f_lower_quantile(double p, double df1, double df2) {
    return guarded([=] { return positive_quantile(FisherF(df1, df2), p, true); });
}
double causal_f_upper_quantile(double p, double df1, double df2) {
    return guarded([=] { return positive_quantile(FisherF(df1, df2), p, false); });
}

double causal_gamma_density(double x, double shape) {
    return guarded([=] { return x < 0 ? 0 : pdf(Gamma(shape), real(x)); });
}
double causal_gamma_lower(double x, double shape) {
    return guarded([=] { return x <= 0 ? 0 : std::isinf(x) ? 1 : cdf(Gamma(shape), real(x)); });
}
double causal_gamma_upper(double x, double shape) {
    return guarded([=] { return x <= 0 ? 1 : std::isinf(x) ? 0 : cdf(complement(Gamma(shape), real(x))); });
}
double causal_gamma_lower_quantile(double p, double shape) {
    return guarded([=] { return positive_quantile(Gamma(shape), p, true); });
}
double causal_gamma_upper_quantile(double p, double shape) {
    return guarded([=] { return positive_quantile(Gamma(shape), p, false); });
}

double causal_beta_density(double x, double a, double b) {
    return guarded([=] { return x < 0 || x > 1 ? 0 : pdf(Beta(a, b), real(x)); });
}
double causal_beta_lower(double x, double a, double b) {
    return guarded([=] { return x <= 0 ? 0 : x >= 1 ? 1 : cdf(Beta(a, b), real(x)); });
}
double causal_beta_upper(double x, double a, double b) {
    return guarded([=] { return x <= 0 ? 1 : x >= 1 ? 0 : cdf(complement(Beta(a, b), real(x))); });
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

}  // extern "C"
