/*
 * Writes characters in float32 with AVX2 and FMA: what a native program reaches, one thread, for the kernels to be held
 * against. cc -O3 -march=native -ffast-math sampling.c -lm. Arguments and protocol as sampling_numpy.py.
 *
 * Weights lie as in the kernels: panels of 64 rows (eight vectors, their sums stay in registers), column after column.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float vector __attribute__((vector_size(32)));

static int H, V, Hp, Vp; /* sizes, and rounded up to whole panels */
static float *recurrent, *output, *columns, *bias;

static float *zeros(size_t count) {
  float *array = aligned_alloc(4096, (count * sizeof(float) + 4095) / 4096 * 4096);
  memset(array, 0, count * sizeof(float));
  return array;
}

/* (rows, H) to panels. */
static float *pack(const double *source, int rows, int padded) {
  float *packed = zeros((size_t)padded * H);
  for (int row = 0; row < rows; row++) {
    for (int k = 0; k < H; k++) {
      packed[((size_t)(row / 64) * H + k) * 64 + row % 64] = (float)source[(size_t)row * H + k];
    }
  }
  return packed;
}

/* out = W h */
static void multiply(const float *packed, int padded, const float *h, float *out) {
  for (int first = 0; first < padded; first += 64) {
    const vector *w = (const vector *)(packed + (size_t)first * H);
    vector s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0}, s5 = {0}, s6 = {0}, s7 = {0};
    for (int k = 0; k < H; k++, w += 8) {
      const float x = h[k];
      s0 += w[0] * x;
      s1 += w[1] * x;
      s2 += w[2] * x;
      s3 += w[3] * x;
      s4 += w[4] * x;
      s5 += w[5] * x;
      s6 += w[6] * x;
      s7 += w[7] * x;
    }
    vector *to = (vector *)(out + first);
    to[0] = s0, to[1] = s1, to[2] = s2, to[3] = s3, to[4] = s4, to[5] = s5, to[6] = s6, to[7] = s7;
  }
}

/* h = tanh(sums + column), by the quotient that assembly/tanh.ts has. */
static void activate(const float *sums, const float *column, float *h) {
  for (int i = 0; i < Hp; i++) {
    const float x = fminf(8, fmaxf(-8, sums[i] + column[i]));
    const float z = x * x;
    const float p = (((1.333679744419669e-8f * z + 2.0596235117409378e-5f) * z + 0.0034948086831718683f) * z + 0.13380369544029236f) * z + 1;
    const float q = (((7.769261856083176e-7f * z + 0.0003284359409008175f) * z + 0.02587401680648327f) * z + 0.46713685989379883f) * z + 1;
    h[i] = x * p / q;
  }
}

static uint64_t seed = 88172645463325252u;

/* xorshift64* */
static float uniform(void) {
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (float)(seed * 2685821657736338717u >> 40) * 0x1p-24f;
}

static int draw(float *y) {
  float most = y[0], sum = 0;
  for (int c = 0; c < V; c++) {
    most = fmaxf(most, y[c]);
  }
  for (int c = 0; c < V; c++) {
    y[c] = expf(y[c] - most);
    sum += y[c];
  }
  float target = uniform() * sum;
  for (int c = 0; c < V; c++) {
    target -= y[c];
    if (target < 0) {
      return c;
    }
  }
  return V - 1;
}

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  double sizes[2];
  if (!file || fread(sizes, sizeof(double), 2, file) != 2) {
    return 1;
  }
  H = (int)sizes[0], V = (int)sizes[1];
  Hp = (H + 63) / 64 * 64, Vp = (V + 63) / 64 * 64;
  const size_t total = (size_t)H * H + 2 * (size_t)H * V + H + V;
  double *numbers = malloc(total * sizeof(double));
  if (fread(numbers, sizeof(double), total, file) != total) {
    return 1;
  }
  const double *Why = numbers + (size_t)H * H, *Wxh = Why + (size_t)V * H, *bh = Wxh + (size_t)H * V, *by = bh + H;
  recurrent = pack(numbers, H, Hp);
  output = pack(Why, V, Vp);
  columns = zeros((size_t)V * Hp);
  bias = zeros(Vp);
  for (int c = 0; c < V; c++) {
    for (int i = 0; i < H; i++) {
      columns[(size_t)c * Hp + i] = (float)(Wxh[(size_t)i * V + c] + bh[i]);
    }
    bias[c] = (float)by[c];
  }
  float *h = zeros(Hp), *sums = zeros(Hp), *y = zeros(Vp);
  puts("ready");
  fflush(stdout);
  for (int n; scanf("%d", &n) == 1;) {
    struct timespec began, ended;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
    memset(h, 0, Hp * sizeof(float));
    int index = 0;
    for (int t = 0; t < n; t++) {
      multiply(recurrent, Hp, h, sums);
      activate(sums, columns + (size_t)index * Hp, h);
      multiply(output, Vp, h, y);
      for (int c = 0; c < V; c++) {
        y[c] += bias[c];
      }
      index = draw(y);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    printf("%.9f\n", (double)(ended.tv_sec - began.tv_sec) + 1e-9 * (double)(ended.tv_nsec - began.tv_nsec));
    fflush(stdout);
  }
  return 0;
}
