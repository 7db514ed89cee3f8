// Distribution functions over Boost.Math, for C and Swift.
//
// Every function answers with a number and never throws: outside its domain, or when an evaluation fails,
// the answer is NaN. A lower tail is P(X ≤ x), an upper tail P(X > x); both are computed directly, never
// as 1 − the other. Quantiles of either tail are accurate wherever the tail is a normal number.
#ifndef CSPECIALFUNCTIONS_H
#define CSPECIALFUNCTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

double causal_normal_density(double z);
double causal_normal_lower(double z);
double causal_normal_lower_quantile(double p);

double causal_t_density(double t, double df);
double causal_t_upper(double t, double df);
double causal_t_upper_quantile(double p, double df);

double causal_f_density(double x, double df1, double df2);
double causal_f_lower(double x, double df1, double df2);
double causal_f_upper(double x, double df1, double df2);
double causal_f_lower_quantile(double p, double df1, double df2);
double causal_f_upper_quantile(double p, double df1, double df2);

double causal_gamma_density(double x, double shape);
double causal_gamma_lower(double x, double shape);
double causal_gamma_upper(double x, double shape);
double causal_gamma_lower_quantile(double p, double shape);
double causal_gamma_upper_quantile(double p, double shape);

double causal_noncentral_chi_squared_upper(double x, double df, double noncentrality);
double causal_noncentral_chi_squared_upper_quantile(double p, double df, double noncentrality);

double causal_beta_density(double x, double a, double b);
double causal_beta_lower(double x, double a, double b);
double causal_beta_upper(double x, double a, double b);
double causal_beta_lower_quantile(double p, double a, double b);
double causal_beta_upper_quantile(double p, double a, double b);

double causal_log_gamma(double x);

// The derivatives of log Γ, and what each gains from x to x + y (x > 0, y ≥ 0): the difference of two large,
// nearly equal numbers is taken in long double.
double causal_digamma(double x);
double causal_trigamma(double x);
double causal_log_gamma_gain(double x, double y);
double causal_digamma_gain(double x, double y);
double causal_trigamma_gain(double x, double y);

#ifdef __cplusplus
}
#endif
#endif
