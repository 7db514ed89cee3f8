// The passes over cells for vectors of WIDTH numbers a level; included once for each width.

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(vector, WIDTH)
#define AT(base, i) (*(VECTOR *)((base) + (int64_t)(i) * WIDTH))
#define READ(base, i) (*(const VECTOR *)((base) + (int64_t)(i) * WIDTH))

typedef double VECTOR __attribute__((vector_size(8 * WIDTH), aligned(8)));

/// sum = Σ_q v at a cell (through memory: returning a vector would depend on the instruction set).
INLINE void JOIN(total, WIDTH)(const struct causal_cells *cells, const double *v, int64_t c, VECTOR *sum) {
    *sum = READ(v, cells->codes[0][c]);
    for (int32_t q = 1; q < cells->factors; q++) *sum += READ(v, cells->codes[q][c]);
}

CAUSAL_CLONES
static void JOIN(gather, WIDTH)(const struct causal_cells *cells, const double *v, double *groups) {
    for (int64_t g = 0; g < cells->groups; g++) {
        VECTOR sum = {0}, own;
        for (int64_t c = cells->starts[g]; c < cells->starts[g + 1]; c++) {
            JOIN(total, WIDTH)(cells, v, c, &own);
            sum += own * (cells->weights ? cells->weights[c] : 1);
        }
        AT(groups, g) = sum;
    }
}

CAUSAL_CLONES
static void JOIN(spread, WIDTH)(const struct causal_cells *cells, const double *groups, double *sums) {
    for (int64_t g = 0; g < cells->groups; g++) {
        const VECTOR value = READ(groups, g);
        for (int64_t c = cells->starts[g]; c < cells->starts[g + 1]; c++) {
            const VECTOR part = value * (cells->weights ? cells->weights[c] : 1);
            for (int32_t q = 0; q < cells->factors; q++) AT(sums, cells->codes[q][c]) += part;
        }
    }
}

/// One factor: sums −= w·(the group's mean of v); D v is added elsewhere.
CAUSAL_CLONES
static void JOIN(apply_one, WIDTH)(const struct causal_cells *cells, const double *v, double *sums) {
    const int32_t *codes = cells->codes[0], *starts = cells->starts;
    const double *weights = cells->weights;
    for (int64_t g = 0; g < cells->groups; g++) {
        const int64_t first = starts[g], last = starts[g + 1];
        VECTOR mean = {0};
        if (weights) {
            for (int64_t c = first; c < last; c++) mean += READ(v, codes[c]) * weights[c];
            mean *= cells->inverses[g];
            for (int64_t c = first; c < last; c++) AT(sums, codes[c]) -= mean * weights[c];
        } else {
            for (int64_t c = first; c < last; c++) mean += READ(v, codes[c]);
            mean *= cells->inverses[g];
            for (int64_t c = first; c < last; c++) AT(sums, codes[c]) -= mean;
        }
    }
}

/// Several factors: sums += w·(Σ_q v − the group's mean of it).
CAUSAL_CLONES
static void JOIN(apply_many, WIDTH)(const struct causal_cells *cells, const double *v, double *sums) {
    for (int64_t g = 0; g < cells->groups; g++) {
        VECTOR mean = {0}, own;
        for (int64_t c = cells->starts[g]; c < cells->starts[g + 1]; c++) {
            JOIN(total, WIDTH)(cells, v, c, &own);
            mean += own * (cells->weights ? cells->weights[c] : 1);
        }
        mean *= cells->inverses[g];
        for (int64_t c = cells->starts[g]; c < cells->starts[g + 1]; c++) {
            const double w = cells->weights ? cells->weights[c] : 1;
            JOIN(total, WIDTH)(cells, v, c, &own);
            const VECTOR part = (own - mean) * w;
            for (int32_t q = 0; q < cells->factors; q++) AT(sums, cells->codes[q][c]) += part;
        }
    }
}

/// sums_t += Σ_l matrix[l·t_count + t] v_l
CAUSAL_CLONES
static void JOIN(project, WIDTH)(const double *matrix, int32_t t_count, const double *v, int64_t levels,
                                 double *sums) {
    for (int64_t l = 0; l < levels; l++) {
        const VECTOR value = READ(v, l);
        const double *row = matrix + l * t_count;
        for (int32_t t = 0; t < t_count; t++) AT(sums, t) += value * row[t];
    }
}

/// out_l −= Σ_t matrix[l·t_count + t] v_t
CAUSAL_CLONES
static void JOIN(expand, WIDTH)(const double *matrix, int32_t t_count, const double *v, int64_t levels,
                                double *out) {
    for (int64_t l = 0; l < levels; l++) {
        VECTOR sum = {0};
        const double *row = matrix + l * t_count;
        for (int32_t t = 0; t < t_count; t++) sum += READ(v, t) * row[t];
        AT(out, l) -= sum;
    }
}

/// x = (L′)⁻¹ D⁺ L⁻¹ x, columns in the order of elimination.
CAUSAL_CLONES
static void JOIN(eliminate, WIDTH)(const struct causal_elimination *factor, double *x) {
    for (int64_t k = 0; k < factor->count; k++) {
        const VECTOR value = READ(x, factor->order[k]);
        for (int64_t i = factor->starts[k]; i < factor->starts[k + 1]; i++)
            AT(x, factor->levels[i]) += value * factor->shares[i];
        AT(x, factor->order[k]) = value * factor->inverses[k];
    }
    for (int64_t k = factor->count - 1; k >= 0; k--) {
        VECTOR value = READ(x, factor->order[k]);
        for (int64_t i = factor->starts[k]; i < factor->starts[k + 1]; i++)
            value += READ(x, factor->levels[i]) * factor->shares[i];
        AT(x, factor->order[k]) = value;
    }
}

#undef JOIN_
#undef JOIN
#undef VECTOR
#undef AT
#undef READ
#undef WIDTH
