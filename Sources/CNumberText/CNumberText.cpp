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

#if defined(__cpp_lib_to_chars) || (defined(_GLIBCXX_RELEASE) && _GLIBCXX_RELEASE >= 11)

bool readSlowly(const char *first, const char *last, int64_t magnitude, double *value) {
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
bool readSlowly(const char *first, const char *last, int64_t magnitude, double *value) {
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
