// Tails and quantiles that stay accurate far out.
//
// Boost's quantile functions of F and t lose all digits below p of about 1e-30. Here a Newton iteration on the
// logarithm of the tail, u = log x, f(u) = log T(e^u) − log p, kept inside a bracket, gives the answer; log T is
// nearly linear in u or bends gently, so that a handful of steps do.
#ifndef CAUSAL_TAILS_HPP
#define CAUSAL_TAILS_HPP

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/policies/policy.hpp>
#include <cmath>
#include <limits>

namespace causal {

namespace bp = boost::math::policies;
// Failures come back as NaN or infinity; nothing is thrown for them, and errno is left alone.
using Policy = bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
                          bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
                          bp::denorm_error<bp::ignore_error>, bp::rounding_error<bp::ignore_error>,
                          bp::evaluation_error<bp::ignore_error>,
                          bp::indeterminate_result_error<bp::ignore_error>, bp::promote_double<true>,
                          bp::discrete_quantile<bp::integer_round_outwards>>;

// Everything is evaluated in long double and rounded once, so that x/√2 or x² costs no digits in the tail.
using real = long double;
using Normal = boost::math::normal_distribution<real, Policy>;
using StudentT = boost::math::students_t_distribution<real, Policy>;
using FisherF = boost::math::fisher_f_distribution<real, Policy>;
using Gamma = boost::math::gamma_distribution<real, Policy>;
using Beta = boost::math::beta_distribution<real, Policy>;
using NoncentralChiSquared = boost::math::non_central_chi_squared_distribution<real, Policy>;

constexpr real infinity = std::numeric_limits<real>::infinity();
constexpr real undefined = std::numeric_limits<real>::quiet_NaN();
constexpr real one_over_root_pi = 0.564189583547756286948079451560772586L;
constexpr real one_over_root_two_pi = 0.398942280401432677939946059934381868L;

/// The value of `body`, or NaN when it throws: no C++ exception may reach the caller.
template <class Body>
double guarded(Body body) noexcept {
    try {
        return static_cast<double>(real(body()));
    } catch (...) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

/// NaN outside [0, 1], the given limits at its ends, and `body` between.
template <class Body>
real unit_interval(double p, real at_zero, real at_one, Body body) {
    if (!(p >= 0 && p <= 1)) return undefined;
    return p == 0 ? at_zero : p == 1 ? at_one : real(body());
}

/// Solves T(x) = p for x > 0, T monotone with derivative ± density.
template <class Tail, class Density>
real solve_tail(Tail tail, Density density, bool rising, real p, real guess) {
    const real target = std::log(p), sign = rising ? 1 : -1;
    real low = -infinity, high = infinity;
    real u = guess > 0 && std::isfinite(guess) ? std::log(guess) : 0, step = 1;
    for (int iteration = 0; iteration < 400; iteration++) {
        const real x = std::exp(u), t = tail(x);
        // f rises with u. A tail of 0 or NaN says only on which side the answer lies.
        const real f = t > 0 ? sign * (std::log(t) - target) : (rising ? -infinity : infinity);
        if (f == 0) return x;
        (f < 0 ? low : high) = u;
        real next = u - f * t / (x * density(x));
        if (!std::isfinite(next) || next <= low || next >= high) {
            if (std::isfinite(low) && std::isfinite(high)) {
                next = 0.5L * (low + high);
            } else {
                next = f < 0 ? u + step : u - step;
                step *= 2;
            }
        }
        if (std::abs(next - u) <= 4 * std::numeric_limits<real>::epsilon() * (1 + std::abs(u)))
            return std::exp(next);
        u = next;
        if (std::abs(u) > 11000) return u > 0 ? infinity : 0;
    }
    return std::exp(u);
}

/// A quantile of a distribution on (0, ∞), given its tails.
template <class Tail, class Density>
real positive_quantile(Tail tail, Density density, double p, bool lower, real guess) {
    return unit_interval(p, lower ? 0 : infinity, lower ? infinity : 0,
                         [&] { return solve_tail(tail, density, lower, p, guess); });
}

/// Whether every parameter is a positive, finite number.
inline bool valid(double a) { return a > 0 && std::isfinite(a); }
inline bool valid(double a, double b) { return valid(a) && valid(b); }

real t_upper(double t, double df);
real t_upper_quantile(double p, double df);
real f_tail(real x, double df1, double df2, bool lower);
real f_quantile(double p, double df1, double df2, bool lower);
real gamma_tail(real x, double shape, bool lower);
real gamma_quantile(double p, double shape, bool lower);
real beta_quantile(double p, double a, double b, bool lower);

}  // namespace causal
#endif
