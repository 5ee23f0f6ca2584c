// C [M, N] = alpha · A [M, K] · B [K, N], or alpha · A [M, K] · B [N, K]ᵀ if TRANSPOSED; see matmul.ts for the layout of
// matrices. K and N are multiples of 4.
// A thread computes ROWS rows and QUADS groups of four columns, LANES groups apart;
// 64 threads = LANES groups of columns x 64 / LANES times ROWS rows.
// Fragment for module.ts. Inputs and result as vec4, all places and strides in vec4.
fn main() {
  let lane = i32(localIndex) % LANES;
  let N4 = uniforms.N / 4;
  let firstQuad = i32(workgroupId.x) * LANES * QUADS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  if (firstRow >= uniforms.M || firstQuad >= N4) { return; }
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
  for (var k = 0; k < uniforms.K / 4; k++) {
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
  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for q in QUADS
    if (firstQuad + $q * LANES < N4) {
      result[uniforms.cAt + row$i * uniforms.cRow + quad$q] = uniforms.alpha * sum$i_$q;
    }
    //! end
  }
  //! end
}
