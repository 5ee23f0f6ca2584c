// C [M, N] = alpha · A [M, K] · B [K, N], or alpha · A [M, K] · B [N, K]ᵀ if TRANSPOSED; see matmul.ts for the layout of
// matrices. K and N are multiples of 4.
// A thread computes ROWS rows and QUADS groups of four columns, LANES groups apart, from one of SPLITS shares of the sums;
// 64 threads = SPLITS shares, added up at the end, x LANES groups of columns x the rest in rows. Neighbouring threads have
// neighbouring shares: of A (and of B if TRANSPOSED) they read neighbouring vec4.
// u [640, 8] = x [640, 1536] · Aᵀ with LANES 2, by SPLITS and ROWS: 1 and 2: 10 workgroups, 384 rounds of 6 loads and 32
// multiply-adds a thread. 16 and 4: 80 workgroups, 24 rounds of 8 loads and 64 multiply-adds, then 16 loads and adds. So
// a thread waits for a sixteenth of the rounds, and 8 multiply-adds instead of 5.3 share a load.
// Fragment for module.ts. Inputs and result as vec4, all places and strides in vec4.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 64 * ROWS * QUADS>;
//! end

fn main() {
  let split = i32(localIndex) % SPLITS;
  let lane = i32(localIndex) / SPLITS % LANES;
  let N4 = uniforms.N / 4;
  let firstQuad = i32(workgroupId.x) * LANES * QUADS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / SPLITS / LANES) + i32(localIndex) / SPLITS / LANES) * ROWS;
  //! if ALONE
  if (firstRow >= uniforms.M || firstQuad >= N4) { return; }
  //! end
  //! for q in QUADS
  let quad$q = min(firstQuad + $q * LANES, N4 - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  let a$i = uniforms.aAt + row$i * uniforms.aRow;
  //! for q in QUADS
  var sum$i_$q = vec4<f32>(0.0);
  //! end
  //! end
  for (var k = split; k < uniforms.K / 4; k += SPLITS) {
    //! for c in FOUR
    //! for q in QUADS
    //! if PLAIN
    let b$c_$q = b[uniforms.bAt + (k * 4 + $c) * uniforms.bRow + quad$q];
    //! end
    //! if TRANSPOSED
    let b$c_$q = b[uniforms.bAt + (quad$q * 4 + $c) * uniforms.bRow + k];
    //! end
    //! end
    //! end
    //! for i in ROWS
    {
      let v = a[a$i + k];
      //! for q in QUADS
      //! if PLAIN
      sum$i_$q += v.x * b0_$q + v.y * b1_$q + v.z * b2_$q + v.w * b3_$q;
      //! end
      //! if TRANSPOSED
      sum$i_$q += vec4<f32>(dot(v, b0_$q), dot(v, b1_$q), dot(v, b2_$q), dot(v, b3_$q));
      //! end
      //! end
    }
    //! end
  }
  //! if SHARED
  //! for i in ROWS
  //! for q in QUADS
  parts[($i * QUADS + $q) * 64 + i32(localIndex)] = sum$i_$q;
  //! end
  //! end
  workgroupBarrier();
  let first = i32(localIndex) - split;
  for (var part = split; part < ROWS * QUADS; part += SPLITS) {
    var sum = vec4<f32>(0.0);
    for (var other = 0; other < SPLITS; other++) { sum += parts[part * 64 + first + other]; }
    let row = firstRow + part / QUADS;
    let quad = firstQuad + part % QUADS * LANES;
    if (row < uniforms.M && quad < N4) {
      result[uniforms.cAt + row * uniforms.cRow + quad] = uniforms.alpha * sum;
    }
  }
  //! end
  //! if ALONE
  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for q in QUADS
    if (firstQuad + $q * LANES < N4) {
      result[uniforms.cAt + row$i * uniforms.cRow + quad$q] = uniforms.alpha * sum$i_$q;
    }
    //! end
  }
  //! end
  //! end
}
