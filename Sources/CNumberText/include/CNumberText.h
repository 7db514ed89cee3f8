#ifndef CAUSAL_NUMBER_TEXT_H
#define CAUSAL_NUMBER_TEXT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The inner loops of the CSV reader: numbers in decimal text, and the fields of a piece of a file.
//
// Every function that reads text needs at least CAUSAL_PADDING readable bytes behind its end.
enum { CAUSAL_PADDING = 64 };

// What has been seen in a column (a set of bits).
enum {
    CAUSAL_SEEN_NUMBER = 1,
    // TRUE or FALSE.
    CAUSAL_SEEN_LOGICAL = 2,
    // A whole number that a double or its printed form would not give back: more than 2^53, or a zero in front.
    CAUSAL_SEEN_ID = 4,
    // Neither number nor TRUE or FALSE nor missing.
    CAUSAL_SEEN_TEXT = 8
};

// Reads all of [first, last) as one number, correctly rounded, and returns what it is (bits of CAUSAL_SEEN_…).
uint32_t causal_number(const char *first, const char *last, double *value);

// The row ends of a piece, by whether an even or an odd number of quotes stands before them in the piece.
typedef struct {
    size_t quotes;
    size_t ends_after_even;
    size_t ends_after_odd;
} causal_csv_counts;

causal_csv_counts causal_csv_count(const char *first, const char *last, char row_end);

// The byte behind the first row end that is outside quotes, or null.
const char *causal_csv_next_row(const char *first, const char *last, char row_end, int inside_quotes);

// Distinct texts in order of first appearance.
typedef struct causal_levels causal_levels;

causal_levels *causal_levels_create(void);
void causal_levels_destroy(causal_levels *levels);
size_t causal_levels_count(const causal_levels *levels);
const char *causal_levels_text(const causal_levels *levels, size_t index, size_t *length);
// The place of a text; a new one is copied and added.
int32_t causal_levels_place(causal_levels *levels, const char *text, size_t length);
// Adds the texts of `part`; positions[i] becomes the place of its text i. The texts stay in `part`'s keeping.
void causal_levels_merge(causal_levels *levels, const causal_levels *part, int32_t *positions);

typedef struct {
    const char *text;
    size_t length;
} causal_token;

typedef struct {
    const char *end;
    char delimiter;
    char row_end;
    // The fields that stand for a missing value, besides an empty one.
    const causal_token *missing;
    size_t missing_count;
    size_t column_count;
} causal_csv_format;

enum { CAUSAL_COLUMN_SKIPPED = 0, CAUSAL_COLUMN_NUMBERS = 1, CAUSAL_COLUMN_TEXTS = 2 };

// Where a column's values go; index 0 is the first row that is parsed.
typedef struct {
    int32_t kind;
    uint32_t seen;
    double *numbers;
    int32_t *codes;
    causal_levels *levels;
} causal_csv_column;

enum {
    CAUSAL_FAULT_NONE = 0,
    CAUSAL_FAULT_TOO_FEW = 1,
    CAUSAL_FAULT_TOO_MANY = 2,
    CAUSAL_FAULT_UNCLOSED_QUOTE = 3,
    CAUSAL_FAULT_AFTER_QUOTE = 4,
    CAUSAL_FAULT_QUOTE_INSIDE = 5,
    CAUSAL_FAULT_ENCODING = 6,
    CAUSAL_FAULT_NUL = 7
};

typedef struct {
    int32_t kind;
    // The row, counted from the first that is parsed, and the column, from 0.
    size_t row;
    size_t column;
    // The first byte of the field.
    const char *place;
} causal_csv_fault;

// Parses `rows` rows from `first` on into the columns, up to the first fault.
causal_csv_fault causal_csv_parse(const causal_csv_format *format, const char *first, size_t rows,
                                  causal_csv_column *columns);

// Whether the bytes are UTF-8 (RFC 3629) without NUL: CAUSAL_FAULT_NONE, _ENCODING or _NUL.
int32_t causal_utf8_fault(const char *first, const char *last);

#ifdef __cplusplus
}
#endif

#endif
