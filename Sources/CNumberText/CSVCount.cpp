#include <cstring>

#include "CNumberText.h"

// Where rows end. A quote always toggles between inside and outside, a doubled one twice; so the number of
// quotes before a row end, odd or even, tells whether it ends a row.

namespace {

// 32 bytes at a time; compilers turn this into whatever vectors the machine has.
typedef uint8_t Bytes __attribute__((vector_size(32)));
typedef int8_t Signs __attribute__((vector_size(32)));

size_t sum(const Bytes &bytes) {
    size_t total = 0;
    for (int lane = 0; lane < 32; ++lane) total += bytes[lane];
    return total;
}

// Counts quotes and row ends, whether inside quotes or not; returns the number of row ends.
size_t countBoth(const char *first, const char *last, char row_end, size_t *quotes) {
    size_t ends = 0;
    *quotes = 0;
    const Bytes end = Bytes{} + static_cast<uint8_t>(row_end);
    const Bytes quote = Bytes{} + static_cast<uint8_t>('"');
    while (last - first >= 32) {
        Bytes end_lanes = {}, quote_lanes = {};
        // A lane grows by at most 1 a step, so 255 steps cannot overflow it.
        for (int step = 0; step < 255 && last - first >= 32; ++step, first += 32) {
            Bytes bytes;
            std::memcpy(&bytes, first, sizeof bytes);
            end_lanes -= reinterpret_cast<Bytes>(Signs(bytes == end));
            quote_lanes -= reinterpret_cast<Bytes>(Signs(bytes == quote));
        }
        ends += sum(end_lanes);
        *quotes += sum(quote_lanes);
    }
    for (; first < last; ++first) {
        ends += *first == row_end;
        *quotes += *first == '"';
    }
    return ends;
}

}  // namespace

extern "C" causal_csv_counts causal_csv_count(const char *first, const char *last, char row_end) {
    causal_csv_counts counts = {0, 0, 0};
    counts.ends_after_even = countBoth(first, last, row_end, &counts.quotes);
    if (counts.quotes == 0) return counts;
    size_t ends[2] = {0, 0};
    unsigned odd = 0;
    for (; first < last; ++first) {
        odd ^= *first == '"';
        ends[odd] += *first == row_end;
    }
    counts.ends_after_even = ends[0];
    counts.ends_after_odd = ends[1];
    return counts;
}

extern "C" const char *causal_csv_next_row(const char *first, const char *last, char row_end,
                                           int inside_quotes) {
    bool inside = inside_quotes != 0;
    for (; first < last; ++first) {
        if (*first == '"') inside = !inside;
        if (*first == row_end && !inside) return first + 1;
    }
    return nullptr;
}
