#ifndef CAUSAL_NUMBER_SCAN_HPP
#define CAUSAL_NUMBER_SCAN_HPP

#include <cstdint>
#include <cstring>

#include "CNumberText.h"

// Decimal text to double, correctly rounded.
//
// A number is significand · 10^exponent with a significand below 2^64. Three ways lead to the nearest double:
//  1. significand ≤ 2^53 and |exponent| ≤ 22: both are exact doubles, so one division or multiplication
//     rounds once (Clinger 1990).
//  2. exponent from −27 to −1: the exact quotient significand / 5^−exponent to 64 bits, with the remainder
//     telling whether anything is left below them, then one rounding to 53 bits. The divisor is one of 27
//     constants, so that the division is two multiplications (Möller & Granlund 2011, algorithm 4).
//  3. anything else: the standard library.
namespace causal {

struct Divisor {
    uint64_t normalized;  // 5^k shifted until its top bit is set
    uint64_t reciprocal;  // ⌊(2^128 − 1) / normalized⌋ − 2^64
    int shift;            // by how many bits it was shifted
};

constexpr int divisorCount = 28;

struct DivisorTable {
    Divisor of[divisorCount];
    constexpr DivisorTable() : of() {
        uint64_t power = 1;
        for (int k = 0; k < divisorCount; ++k) {
            uint64_t normalized = power;
            int shift = 0;
            while (!(normalized >> 63)) {
                normalized <<= 1;
                ++shift;
            }
            of[k].normalized = normalized;
            of[k].reciprocal = static_cast<uint64_t>(~static_cast<unsigned __int128>(0) / normalized);
            of[k].shift = shift;
            power *= 5;  // 5^27 < 2^63
        }
    }
};

constexpr DivisorTable divisors;

constexpr double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                           1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// significand / 10^k to the nearest double, ties to even; 0 < significand, 0 < k < divisorCount.
inline double quotient(uint64_t significand, int k) {
    const Divisor &divisor = divisors.of[k];
    const int zeros = __builtin_clzll(significand);
    uint64_t high = significand << zeros;
    uint64_t low = 0;
    int halved = 0;
    if (high >= divisor.normalized) {  // keep the quotient below 2^64
        low = high << 63;
        high >>= 1;
        halved = 1;
    }
    // The quotient of high·2^64 + low by the normalized divisor, and what remains.
    unsigned __int128 product = static_cast<unsigned __int128>(divisor.reciprocal) * high;
    product += (static_cast<unsigned __int128>(high) << 64) | low;
    uint64_t q = static_cast<uint64_t>(product >> 64) + 1;
    uint64_t remainder = low - q * divisor.normalized;
    if (remainder > static_cast<uint64_t>(product)) {
        --q;
        remainder += divisor.normalized;
    }
    if (remainder >= divisor.normalized) {
        ++q;
        remainder -= divisor.normalized;
    }
    // q has its top bit set: 53 bits are kept and 11 decide the rounding.
    uint64_t kept = q >> 11;
    const uint64_t rest = q & 0x7FF;
    if (rest > 0x400 || (rest == 0x400 && (remainder != 0 || (kept & 1)))) ++kept;
    // value = q · 2^(halved − zeros + shift − 64 − k), q = kept · 2^11; a carry out of kept moves the exponent.
    const int exponent = halved - zeros + divisor.shift - 64 - k + 11;
    const uint64_t bits = (static_cast<uint64_t>(exponent + 1023 + 52 - 1) << 52) + kept;
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

inline bool eightDigits(uint64_t bytes) {
    return (bytes & 0xF0F0F0F0F0F0F0F0u) == 0x3030303030303030u
        && ((bytes + 0x0606060606060606u) & 0xF0F0F0F0F0F0F0F0u) == 0x3030303030303030u;
}

inline uint64_t loadBytes(const char *text) {
    uint64_t bytes;
    std::memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

// The number that eight digits stand for: neighbours are joined to 2, 4 and 8 digits at a time.
inline uint64_t valueOfEight(uint64_t bytes) {
    bytes -= 0x3030303030303030u;
    bytes = (bytes * 10 + (bytes >> 8)) & 0x00FF00FF00FF00FFu;
    bytes = (bytes * 100 + (bytes >> 16)) & 0x0000FFFF0000FFFFu;
    return (bytes * 10000 + (bytes >> 32)) & 0xFFFFFFFFu;
}

inline unsigned digit(char character) { return static_cast<unsigned char>(character) - '0'; }

// The standard library's reading of [first, last), which is known to be a number; `magnitude` is the power
// of ten of its first digit. Returns false when the number exceeds every double.
bool readSlowly(const char *first, const char *last, int64_t magnitude, double *value);

// The exponent behind a significand: e, an optional sign, digits; `text` unchanged when there is none.
inline const char *scanExponent(const char *text, int64_t *exponent) {
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

// Reads a number from `first` on, adds what it is to `seen`, and returns the byte behind it; null when there is
// none. Reads at most 8 bytes behind the number.
inline const char *scanNumber(const char *first, double *value, uint32_t *seen) {
    const char *text = first;
    const bool negative = *text == '-';
    if (*text == '-' || *text == '+') ++text;
    const char *const digits = text;
    uint64_t significand = 0;
    for (unsigned d; (d = digit(*text)) <= 9; ++text) significand = significand * 10 + d;
    const int64_t whole = text - digits;
    int64_t count = whole;
    int64_t exponent = 0;
    bool isInteger = true;
    if (*text == '.') {
        isInteger = false;
        const char *const point = ++text;
        for (uint64_t bytes; eightDigits(bytes = loadBytes(text)); text += 8) {
            significand = significand * 100000000 + valueOfEight(bytes);
        }
        for (unsigned d; (d = digit(*text)) <= 9; ++text) significand = significand * 10 + d;
        exponent = point - text;
        count += text - point;
    }
    if (count == 0) return nullptr;
    if ((*text | 0x20) == 'e') {
        const char *const mark = scanExponent(text, &exponent);
        isInteger = isInteger && mark == text;
        text = mark;
    }
    uint32_t kind = CAUSAL_SEEN_NUMBER;
    int64_t significant = count;
    if (count > 19) {  // zeros in front do not count: the significand cannot have overflowed through them
        const char *zero = digits;
        for (; *zero == '0' || *zero == '.'; ++zero) significant -= *zero == '0';
    }
    if (isInteger && whole > 1
        && (*digits == '0' || significant > 19 || significand > (uint64_t(1) << 53))) {
        kind |= CAUSAL_SEEN_ID;
    }
    double result;
    if (significant <= 19 && significand <= (uint64_t(1) << 53) && exponent >= -22 && exponent <= 22) {
        result = static_cast<double>(significand);
        result = exponent < 0 ? result / tens[-exponent] : result * tens[exponent];
    } else if (significant <= 19 && significand != 0 && exponent < 0 && exponent > -divisorCount) {
        result = quotient(significand, static_cast<int>(-exponent));
    } else if (significant <= 19 && significand == 0) {
        result = 0;
    } else if (!readSlowly(digits, text, exponent + significant - 1, &result)) {
        return nullptr;
    }
    *seen |= kind;
    *value = negative ? -result : result;
    return text;
}

}  // namespace causal

#endif
