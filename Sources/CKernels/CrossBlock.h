// The body of the cross-products kernel, compiled once for each instruction set.
//
// Set before it is included: NAME, ATTRIBUTES, LANES (doubles in a vector), TILE (columns of a tile on the
// left; 4 stand on the right). TILE × 4 sums stay in registers while the rows of a block run by.

ATTRIBUTES static void NAME(const double *left, const double *right, int64_t rows, int32_t order, double *c) {
    typedef double vector __attribute__((vector_size(LANES * 8), aligned(8)));
    for (int32_t j = 0; j < order; j += 4) {
        for (int32_t i = 0; i < j + 4; i += TILE) {
            vector sums[TILE][4];
#pragma clang loop unroll(full)
            for (int a = 0; a < TILE; a++)
#pragma clang loop unroll(full)
                for (int b = 0; b < 4; b++) sums[a][b] = (vector){0};
            for (int64_t r = 0; r < rows; r += LANES) {
                vector y[4];
#pragma clang loop unroll(full)
                for (int b = 0; b < 4; b++) y[b] = *(const vector *)(right + (j + b) * BLOCK + r);
#pragma clang loop unroll(full)
                for (int a = 0; a < TILE; a++) {
                    const vector x = *(const vector *)(left + (i + a) * BLOCK + r);
#pragma clang loop unroll(full)
                    for (int b = 0; b < 4; b++) sums[a][b] += x * y[b];
                }
            }
#pragma clang loop unroll(full)
            for (int a = 0; a < TILE; a++)
#pragma clang loop unroll(full)
                for (int b = 0; b < 4; b++) {
                    double lanes[LANES];
                    *(vector *)lanes = sums[a][b];
                    for (int half = LANES / 2; half > 0; half /= 2)
                        for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
                    c[(int64_t)(j + b) * order + i + a] += lanes[0];
                }
        }
    }
}

#undef NAME
#undef ATTRIBUTES
#undef LANES
#undef TILE
