#include <cstring>
#include <new>

#include "CNumberText.h"
#include "CSVLevels.hpp"
#include "NumberScan.hpp"

// The fields of a piece of a file, each written to its column as it is met.
//
// Behind the last byte of the data there is a row end or a NUL, and CAUSAL_PADDING readable bytes; so the
// scans below look one or eight bytes ahead without asking, and stop at `format.end`.

namespace {

struct Field {
    const char *first;
    const char *last;
    bool quoted;
    bool escaped;  // holds doubled quotes
};

class Parser {
public:
    Parser(const causal_csv_format &format, const char *first, causal_csv_column *columns)
        : format(format), text(first), columns(columns), blank_tab(format.delimiter != '\t') {
        for (size_t index = 0; index < format.missing_count; ++index) {
            const causal_token &token = format.missing[index];
            if (token.length > longest_missing) longest_missing = token.length;
            double value;
            if (token.length && causal_number(token.text, token.text + token.length, &value) & CAUSAL_SEEN_NUMBER)
                numeric_missing = true;
        }
    }

    causal_csv_fault parse(size_t rows) {
        for (row = 0; row < rows; ++row) {
            for (column = 0; column < format.column_count; ++column) {
                place = text;
                const int32_t kind = isNumber() ? CAUSAL_FAULT_NONE : parseField();
                if (kind != CAUSAL_FAULT_NONE) return fault(kind);
                const bool more = text < format.end && *text == format.delimiter;
                if (more && column + 1 == format.column_count) {
                    place = text + 1;
                    return fault(CAUSAL_FAULT_TOO_MANY);
                }
                if (!more && column + 1 < format.column_count) {
                    ++column;
                    return fault(CAUSAL_FAULT_TOO_FEW);
                }
                text += more;
            }
            skipRowEnd();
        }
        return {CAUSAL_FAULT_NONE, 0, 0, nullptr};
    }

private:
    const causal_csv_format &format;
    const char *text;
    causal_csv_column *columns;
    const bool blank_tab;
    size_t longest_missing = 0;
    bool numeric_missing = false;
    size_t row = 0, column = 0;
    const char *place = nullptr;

    causal_csv_fault fault(int32_t kind) const { return {kind, row, column, place}; }

    bool isBlank(char character) const { return character == ' ' || (character == '\t' && blank_tab); }

    bool isRowEnd(const char *at) const {
        return at >= format.end || *at == format.row_end
            || (*at == '\r' && (at + 1 >= format.end || at[1] == format.row_end));
    }

    bool endsField(const char *at) const {
        return (at < format.end && *at == format.delimiter) || isRowEnd(at);
    }

    void skipRowEnd() {
        if (text >= format.end) return;
        text += *text == '\r' && format.row_end == '\n' ? 2 : 1;
        if (text > format.end) text = format.end;
    }

    // The usual case: a number from delimiter to delimiter in a column of numbers.
    bool isNumber() {
        causal_csv_column &target = columns[column];
        if (target.kind != CAUSAL_COLUMN_NUMBERS || numeric_missing) return false;
        double value;
        uint32_t seen = target.seen;
        const char *const behind = causal::scanNumber(text, &value, &seen);
        if (!behind || !endsField(behind)) return false;
        target.seen = seen;
        target.numbers[row] = value;
        text = behind;
        return true;
    }

    int32_t parseField() {
        Field field;
        const int32_t kind = readField(&field);
        if (kind != CAUSAL_FAULT_NONE) return kind;
        causal_csv_column &target = columns[column];
        if (target.kind == CAUSAL_COLUMN_NUMBERS) storeNumber(field, target);
        return target.kind == CAUSAL_COLUMN_TEXTS ? storeText(field, target) : CAUSAL_FAULT_NONE;
    }

    // Moves `text` to the delimiter or row end behind the field.
    int32_t readField(Field *field) {
        while (text < format.end && isBlank(*text)) ++text;
        if (text < format.end && *text == '"') return readQuoted(field);
        field->first = text;
        field->quoted = field->escaped = false;
        for (; !endsField(text); ++text) {
            if (*text == '"') return CAUSAL_FAULT_QUOTE_INSIDE;
        }
        field->last = text;
        while (field->last > field->first && isBlank(field->last[-1])) --field->last;
        return CAUSAL_FAULT_NONE;
    }

    int32_t readQuoted(Field *field) {
        field->first = ++text;
        field->quoted = true;
        field->escaped = false;
        for (;; text += 2, field->escaped = true) {
            text = static_cast<const char *>(
                std::memchr(text, '"', static_cast<size_t>(format.end - text)));
            if (!text) return CAUSAL_FAULT_UNCLOSED_QUOTE;
            if (text + 1 >= format.end || text[1] != '"') break;
        }
        field->last = text++;
        while (text < format.end && isBlank(*text)) ++text;
        return endsField(text) ? CAUSAL_FAULT_NONE : CAUSAL_FAULT_AFTER_QUOTE;
    }

    bool isMissing(const Field &field) const {
        const size_t length = static_cast<size_t>(field.last - field.first);
        if (length == 0) return true;
        if (length > longest_missing) return false;
        for (size_t index = 0; index < format.missing_count; ++index) {
            const causal_token &token = format.missing[index];
            if (token.length == length && std::memcmp(token.text, field.first, length) == 0) return true;
        }
        return false;
    }

    void storeNumber(Field field, causal_csv_column &target) {
        double value = __builtin_nan("");
        if (!isMissing(field)) {
            while (field.first < field.last && isBlank(*field.first)) ++field.first;
            while (field.first < field.last && isBlank(field.last[-1])) --field.last;
            target.seen |= causal_number(field.first, field.last, &value);
        }
        target.numbers[row] = value;
    }

    int32_t storeText(const Field &field, causal_csv_column &target) {
        if (isMissing(field)) {
            target.codes[row] = -1;
            return CAUSAL_FAULT_NONE;
        }
        causal_levels &levels = *target.levels;
        const char *bytes = field.first;
        size_t length = static_cast<size_t>(field.last - field.first);
        std::string plain;
        if (field.escaped) {
            plain = withoutDoubledQuotes(field);
            bytes = plain.data();
            length = plain.size();
        }
        if (levels.latest < 0 || !levels.isLevel(levels.latest, bytes, length)) {
            const uint64_t hash = causal_levels::hashOf(bytes, length);
            const size_t slot = levels.slotOf(bytes, length, hash);
            levels.latest = levels.slots[slot];
            if (levels.latest < 0) {
                const int32_t kind = causal_utf8_fault(bytes, bytes + length);
                if (kind != CAUSAL_FAULT_NONE) return kind;
                if (field.escaped) {
                    levels.unescaped.push_back(std::move(plain));
                    bytes = levels.unescaped.back().data();
                }
                levels.latest = levels.add(slot, bytes, length, hash);
            }
        }
        target.codes[row] = levels.latest;
        return CAUSAL_FAULT_NONE;
    }

    static std::string withoutDoubledQuotes(const Field &field) {
        std::string plain;
        for (const char *at = field.first; at < field.last; ++at) {
            plain.push_back(*at);
            at += *at == '"';
        }
        return plain;
    }
};

}  // namespace

extern "C" causal_csv_fault causal_csv_parse(const causal_csv_format *format, const char *first, size_t rows,
                                             causal_csv_column *columns) {
    return Parser(*format, first, columns).parse(rows);
}

extern "C" int32_t causal_utf8_fault(const char *first, const char *last) {
    const auto *byte = reinterpret_cast<const unsigned char *>(first);
    const auto *const end = reinterpret_cast<const unsigned char *>(last);
    while (byte < end) {
        const unsigned lead = *byte++;
        if (lead == 0) return CAUSAL_FAULT_NUL;
        if (lead < 0x80) continue;
        const int rest = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC2 || lead > 0xF4 || end - byte < rest) return CAUSAL_FAULT_ENCODING;
        // The second byte excludes overlong forms, surrogates and code points above U+10FFFF.
        const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (byte[0] < low || byte[0] > high) return CAUSAL_FAULT_ENCODING;
        for (int index = 1; index < rest; ++index) {
            if ((byte[index] & 0xC0) != 0x80) return CAUSAL_FAULT_ENCODING;
        }
        byte += rest;
    }
    return CAUSAL_FAULT_NONE;
}
