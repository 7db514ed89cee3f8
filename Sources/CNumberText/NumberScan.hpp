#ifndef CAUSAL_NUMBER_SCAN_HPP
#define CAUSAL_NUMBER_SCAN_HPP

#include <cstdint>
#include <cstring>

#include "CNumberText.h"

// Decimal text to double, correctly rounded.
//
// A number is significand · 10^exponent with a significand below 2^64. Three ways lead to the nearest double:
//  1. at most 15 digits and |exponent| ≤ 22: significand and power are exact doubles, so one division or
//     multiplication rounds once (Clinger 1990); no exponent: the conversion rounds once.
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

inline uint64_t loadBytes(const char *text) {
    uint64_t bytes;
    std::memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

// The number that eight bytes from 0 to 9 stand for: neighbours are joined to 2, 4 and 8 digits at a time.
inline uint64_t joined(uint64_t digits) {
    digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FFu;
    digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFFu;
    return (digits * 10000 + (digits >> 32)) & 0xFFFFFFFFu;
}

constexpr uint64_t wholeTens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};

// Appends a run of digits to the significand and returns the byte behind it. Eight at a time, and the rest of
// fewer than eight at once, since a loop over them would end where no branch predictor expects it.
inline const char *scanDigits(const char *text, uint64_t *significand) {
    while (true) {
        const uint64_t digits = loadBytes(text) ^ 0x3030303030303030u;
        // The top bit of each byte that is more than 9.
        const uint64_t others =
            (((digits & 0x7F7F7F7F7F7F7F7Fu) + 0x7676767676767676u) | digits) & 0x8080808080808080u;
        if (others == 0) {
            *significand = *significand * 100000000 + joined(digits);
            text += 8;
            continue;
        }
        const int count = __builtin_ctzll(others) >> 3;
        // The first digits move to the end, behind zeros; two shifts, since one by 64 is undefined.
        *significand = *significand * wholeTens[count] + joined((digits << 8) << (56 - 8 * count));
        return text + count;
    }
}

inline unsigned digit(char character) { return static_cast<unsigned char>(character) - '0'; }

// The whole of scanNumber, for the numbers that its short way leaves out: with an exponent, more than 19 digits,
// or whole with more than 15 digits or a zero in front.
const char *scanAnyNumber(const char *first, double *value, uint32_t *seen);

// Reads a number from `first` on, adds what it is to `seen`, and returns the byte behind it; null when there is
// none. Reads at most 8 bytes behind the number.
__attribute__((always_inline)) inline const char *scanNumber(const char *first, double *value, uint32_t *seen) {
    const bool negative = *first == '-';
    const char *text = first + (negative | (*first == '+'));
    const char *const digits = text;
    uint64_t significand = 0;
    for (unsigned d; (d = digit(*text)) <= 9; ++text) significand = significand * 10 + d;
    int64_t count = text - digits;
    double result;
    if (*text != '.') {
        if (count == 0) return nullptr;
        if (count > 15 || (*text | 0x20) == 'e' || (*digits == '0' && count > 1))
            return scanAnyNumber(first, value, seen);
        result = static_cast<double>(static_cast<int64_t>(significand));
    } else {
        const char *const point = ++text;
        text = scanDigits(text, &significand);
        const int64_t decimals = text - point;
        count += decimals;
        if (count == 0) return nullptr;
        if (count > 19 || (*text | 0x20) == 'e') return scanAnyNumber(first, value, seen);
        if (count <= 15 || decimals == 0) {
            result = static_cast<double>(significand) / tens[decimals];
        } else {
            result = significand == 0 ? 0 : quotient(significand, static_cast<int>(decimals));
        }
    }
    *seen |= CAUSAL_SEEN_NUMBER;
    *value = negative ? -result : result;
    return text;
}

}  // namespace causal

#endif
