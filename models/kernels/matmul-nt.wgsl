// C [M, N] = alpha · A [M, K] · B [N, K]ᵀ for each head of each sequence; see matmul.ts for how matrices lie.
// K is a multiple of 8. Where `causal` is 1, tiles wholly above the diagonal are left unwritten.
// A thread computes ROWS rows and COLUMNS columns that lie LANES apart; 64 threads = LANES columns x 64 / LANES rows.
// Fragment for program.ts. Inputs: a, b as vec4, their places and strides in vec4; c's in elements.
fn main() {
  let lane = i32(localIndex) % LANES;
  let firstColumn = i32(workgroupId.x) * LANES * COLUMNS + lane;
  let firstRow = (i32(workgroupId.y) * (64 / LANES) + i32(localIndex) / LANES) * ROWS;
  let sequence = i32(workgroupId.z) / uniforms.heads;
  let head = i32(workgroupId.z) % uniforms.heads;
  if (firstRow >= uniforms.M || firstColumn >= uniforms.N) { return; }
  if (uniforms.causal == 1 && firstColumn > firstRow + ROWS - 1) { return; }
  let aAt = uniforms.aAt + sequence * uniforms.aSequence + head / uniforms.aShare * uniforms.aHead;
  let bAt = uniforms.bAt + sequence * uniforms.bSequence + head / uniforms.bShare * uniforms.bHead;
  let cAt = uniforms.cAt + sequence * uniforms.cSequence + head * uniforms.cHead;
  //! for j in COLUMNS
  let column$j = min(firstColumn + $j * LANES, uniforms.N - 1);
  let b$j = bAt + column$j * uniforms.bRow;
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  let a$i = aAt + row$i * uniforms.aRow;
  //! for j in COLUMNS
  var sum$i_$j = 0.0;
  //! end
  //! end
  for (var k = 0; k < uniforms.K / 4; k += 2) {
    //! for j in COLUMNS
    let low$j = b[b$j + k];
    let high$j = b[b$j + k + 1];
    //! end
    //! for i in ROWS
    {
      let first = a[a$i + k];
      let second = a[a$i + k + 1];
      //! for j in COLUMNS
      sum$i_$j += dot(first, low$j) + dot(second, high$j);
      //! end
    }
    //! end
  }
  //! for i in ROWS
  if (firstRow + $i < uniforms.M) {
    //! for j in COLUMNS
    if (firstColumn + $j * LANES < uniforms.N) {
      result[cAt + row$i * uniforms.cRow + column$j] = uniforms.alpha * sum$i_$j;
    }
    //! end
  }
  //! end
}
