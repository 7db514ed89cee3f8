#include "CNumberText.h"

#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>

#include "NumberScan.hpp"

#if defined(__APPLE__) || defined(__FreeBSD__)
#include <xlocale.h>
#endif

namespace causal {

// The standard library's reading of [first, last), which is known to be a number; `magnitude` is the power
// of ten of its first digit. Returns false when the number exceeds every double.
#if defined(__cpp_lib_to_chars) || (defined(_GLIBCXX_RELEASE) && _GLIBCXX_RELEASE >= 11)

static bool readSlowly(const char *first, const char *last, int64_t magnitude, double *value) {
    const std::from_chars_result read = std::from_chars(first, last, *value);
    if (read.ec == std::errc::result_out_of_range) {
        *value = 0;
        return magnitude < 0;
    }
    return read.ec == std::errc() && read.ptr == last;
}

#else

// Without from_chars for doubles: strtod of a copy, in the "C" locale's grammar when the program has set no
// other (strtod_l with the null locale on the systems that have it).
static bool readSlowly(const char *first, const char *last, int64_t magnitude, double *value) {
    const std::string copy(first, last);
    char *end = nullptr;
#if defined(__APPLE__) || defined(__FreeBSD__)
    *value = strtod_l(copy.c_str(), &end, nullptr);
#else
    *value = std::strtod(copy.c_str(), &end);
#endif
    if (end != copy.c_str() + copy.size()) return false;
    return magnitude < 0 || *value <= 1.7976931348623157e308;
}

#endif

// The exponent behind a significand: e, an optional sign, digits; `text` unchanged when there is none.
static const char *scanExponent(const char *text, int64_t *exponent) {
    const char *mark = text + 1;
    const bool negative = *mark == '-';
    if (*mark == '-' || *mark == '+') ++mark;
    if (digit(*mark) > 9) return text;
    int64_t value = 0;
    for (; digit(*mark) <= 9; ++mark) {
        if (value < 1000000000) value = value * 10 + digit(*mark);
    }
    *exponent += negative ? -value : value;
    return mark;
}

// significand · 10^exponent, when the first two ways lead to it.
static bool isConverted(uint64_t significand, int64_t significant, int64_t exponent, double *value) {
    if (significant > 19) return false;
    if (significand == 0 || exponent == 0) {
        *value = static_cast<double>(significand);
    } else if (significant <= 15 && exponent >= -22 && exponent <= 22) {
        const double whole = static_cast<double>(significand);
        *value = exponent < 0 ? whole / tens[-exponent] : whole * tens[exponent];
    } else if (exponent < 0 && exponent > -divisorCount) {
        *value = quotient(significand, static_cast<int>(-exponent));
    } else {
        return false;
    }
    return true;
}

__attribute__((noinline)) const char *scanAnyNumber(const char *first, double *value, uint32_t *seen) {
    const bool negative = *first == '-';
    const char *const digits = first + (*first == '-' || *first == '+');
    uint64_t significand = 0;
    const char *text = scanDigits(digits, &significand);
    const int64_t whole = text - digits;
    int64_t significant = whole;
    int64_t exponent = 0;
    bool isInteger = *text != '.';
    if (!isInteger) {
        const char *const point = ++text;
        text = scanDigits(text, &significand);
        exponent = point - text;
        significant += text - point;
    }
    if (significant == 0) return nullptr;
    if ((*text | 0x20) == 'e') {
        const char *const mark = scanExponent(text, &exponent);
        isInteger = isInteger && mark == text;
        text = mark;
    }
    // Zeros in front do not count: the significand cannot have overflowed through them.
    for (const char *zero = digits; *zero == '0' || *zero == '.'; ++zero) significant -= *zero == '0';
    double result = 0;
    if (!isConverted(significand, significant, exponent, &result)
        && !readSlowly(digits, text, exponent + significant - 1, &result)) {
        return nullptr;
    }
    *seen |= CAUSAL_SEEN_NUMBER;
    const bool isLarge = significant > 19 || significand > (uint64_t(1) << 53);
    if (isInteger && whole > 1 && (*digits == '0' || isLarge)) *seen |= CAUSAL_SEEN_ID;
    *value = negative ? -result : result;
    return text;
}

static bool equalsIgnoringCase(const char *first, const char *last, const char *word) {
    for (; first != last && *word; ++first, ++word) {
        if ((*first | 0x20) != *word) return false;
    }
    return first == last && !*word;
}

static uint32_t scanWord(const char *first, const char *last, double *value) {
    const bool negative = *first == '-';
    const char *const word = first + (*first == '-' || *first == '+');
    if (equalsIgnoringCase(word, last, "inf") || equalsIgnoringCase(word, last, "infinity")) {
        *value = negative ? -__builtin_inf() : __builtin_inf();
        return CAUSAL_SEEN_NUMBER;
    }
    const size_t length = static_cast<size_t>(last - first);
    const auto is = [&](const char *name) {
        return length == std::strlen(name) && std::memcmp(first, name, length) == 0;
    };
    if (is("TRUE") || is("True") || is("true")) {
        *value = 1;
        return CAUSAL_SEEN_LOGICAL;
    }
    if (is("FALSE") || is("False") || is("false")) {
        *value = 0;
        return CAUSAL_SEEN_LOGICAL;
    }
    *value = __builtin_nan("");
    return CAUSAL_SEEN_TEXT;
}

}  // namespace causal

extern "C" uint32_t causal_number(const char *first, const char *last, double *value) {
    uint32_t seen = 0;
    if (first != last && causal::scanNumber(first, value, &seen) == last) return seen;
    return first == last ? CAUSAL_SEEN_TEXT : causal::scanWord(first, last, value);
}
