// The pass over rows for WIDTH columns at once; included once for each width.

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(columns, WIDTH)
#define ROW(base, i) (*(VECTOR *)((base) + (int64_t)(i) * WIDTH))
#define LEVEL(base, i) (*(const VECTOR *)((base) + (int64_t)(i) * WIDTH))

typedef double VECTOR __attribute__((vector_size(8 * WIDTH), aligned(8)));

/// strip[r·width + c] = x_c − shift_c; 0 for columns that are not there.
INLINE void JOIN(interleave, WIDTH)(const double *const *columns, const double *shifts, int32_t count,
                                    int64_t start, int64_t rows, double *strip) {
    for (int c = 0; c < WIDTH; c++) {
        const double *x = columns && c < count ? columns[c] + start : NULL;
        const double shift = shifts ? shifts[c] : 0;
        if (x)
            for (int64_t r = 0; r < rows; r++) strip[r * WIDTH + c] = x[r] - shift;
        else
            for (int64_t r = 0; r < rows; r++) strip[r * WIDTH + c] = 0;
    }
}

/// The strip less the levels' values.
INLINE void JOIN(subtract, WIDTH)(const struct causal_effects *effects, const double *levels, int64_t start,
                                  int64_t rows, double *strip) {
    for (int32_t e = 0; e < effects->count; e++) {
        const int32_t *codes = effects->codes[e] + start;
        const double *values = effects->values[e] ? effects->values[e] + start : NULL;
        const double *own = levels + effects->bases[e] * WIDTH;
        if (values)
            for (int64_t r = 0; r < rows; r++) ROW(strip, r) -= LEVEL(own, codes[r]) * values[r];
        else
            for (int64_t r = 0; r < rows; r++) ROW(strip, r) -= LEVEL(own, codes[r]);
    }
}

/// The strip's weighted squares are added to `squares`, and times the weights it to the levels' sums.
INLINE void JOIN(add, WIDTH)(const struct causal_effects *effects, const double *weights, int64_t start,
                             int64_t rows, double *strip, double *sums, double *squares) {
    VECTOR square = {0};
    for (int64_t r = 0; r < rows; r++) {
        const VECTOR x = ROW(strip, r);
        const double w = weights ? weights[start + r] : 1;
        ROW(strip, r) = x * w;
        square += x * x * w;
    }
    ROW(squares, 0) += square;
    for (int32_t e = 0; e < effects->count; e++) {
        const int32_t *codes = effects->codes[e] + start;
        const double *values = effects->values[e] ? effects->values[e] + start : NULL;
        double *own = sums + effects->bases[e] * WIDTH;
        if (values)
            for (int64_t r = 0; r < rows; r++) ROW(own, codes[r]) += ROW(strip, r) * values[r];
        else
            for (int64_t r = 0; r < rows; r++) ROW(own, codes[r]) += ROW(strip, r);
    }
}

CAUSAL_CLONES
static void JOIN(pass, WIDTH)(const double *const *columns, const double *shifts, int32_t count,
                              const double *weights, const struct causal_effects *levels_at,
                              const double *levels, double *const *out,
                              const struct causal_effects *sums_at, double *sums, double *squares,
                              int64_t from, int64_t to) {
    double strip[STRIP * WIDTH];
    for (int64_t start = from; start < to; start += STRIP) {
        const int64_t rows = to - start < STRIP ? to - start : STRIP;
        JOIN(interleave, WIDTH)(columns, shifts, count, start, rows, strip);
        if (levels) JOIN(subtract, WIDTH)(levels_at, levels, start, rows, strip);
        for (int c = 0; out && c < WIDTH && c < count; c++)
            for (int64_t r = 0; r < rows; r++) out[c][start + r] = strip[r * WIDTH + c];
        if (sums) JOIN(add, WIDTH)(sums_at, weights, start, rows, strip, sums, squares);
    }
}

#undef JOIN_
#undef JOIN
#undef VECTOR
#undef ROW
#undef LEVEL
#undef WIDTH
