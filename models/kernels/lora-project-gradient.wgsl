// The gradient of the LoRA projection u = x · Aᵀ of g modules that are one above another (see frozen-matmul.ts):
//   du [M, g · r] = scale · dy [M, N] · B [N, r]: each output goes into the columns of its module.
// B is in the flat adapter, from vec4 loraAt on. N, r and the bounds are multiples of 4.
// A thread computes ROWS rows and NARROW groups of four columns of one module, from one of SPLITS shares of the outputs;
// a workgroup has JOBS such jobs x SPLITS shares, added up at the end.
// Fragment for module.ts. Inputs and result as vec4.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 64 * ROWS * NARROW>;
//! end

fn main() {
  let N4 = uniforms.N / 4;
  let U4 = uniforms.modules * uniforms.R4;
  let split = i32(localIndex) / JOBS;
  let job = i32(workgroupId.x) * JOBS + i32(localIndex) % JOBS;
  //! if ALONE
  if (split > 0) { return; }
  //! end
  let narrows = (uniforms.R4 + NARROW - 1) / NARROW;
  let firstRow = job / (narrows * uniforms.modules) * ROWS;
  let group = job / narrows % uniforms.modules;
  let firstNarrow = job % narrows * NARROW;
  let start = select(0, select(uniforms.bound2, uniforms.bound1, group == 1), group > 0) / 4;
  let end = min(select(select(uniforms.N, uniforms.bound2, group == 1), uniforms.bound1, group == 0), uniforms.N) / 4;
  //! for n in NARROW
  let narrow$n = min(firstNarrow + $n, uniforms.R4 - 1);
  //! end
  //! for i in ROWS
  let row$i = min(firstRow + $i, uniforms.M - 1);
  //! for n in NARROW
  var sum$i_$n = vec4<f32>(0.0);
  //! end
  //! end
  for (var quad = start + split; quad < end; quad += SPLITS) {
    //! for n in NARROW
    //! for c in FOUR
    let b$n_$c = lora[uniforms.loraAt + (quad * 4 + $c) * uniforms.R4 + narrow$n];
    //! end
    //! end
    //! for i in ROWS
    {
      let d = dy[row$i * N4 + quad];
      //! for n in NARROW
      sum$i_$n += d.x * b$n_0 + d.y * b$n_1 + d.z * b$n_2 + d.w * b$n_3;
      //! end
    }
    //! end
  }
  //! if SHARED
  //! for i in ROWS
  //! for n in NARROW
  parts[($i * NARROW + $n) * 64 + i32(localIndex)] = sum$i_$n;
  //! end
  //! end
  workgroupBarrier();
  for (var part = split; part < ROWS * NARROW; part += SPLITS) {
    var sum = vec4<f32>(0.0);
    for (var other = 0; other < SPLITS; other++) {
      sum += parts[part * 64 + other * JOBS + i32(localIndex) % JOBS];
    }
    let row = firstRow + part / NARROW;
    let narrow = firstNarrow + part % NARROW;
    if (row < uniforms.M && narrow < uniforms.R4) {
      result[row * U4 + group * uniforms.R4 + narrow] = uniforms.scale * sum;
    }
  }
  //! end
  //! if ALONE
  //! for i in ROWS
  //! for n in NARROW
  if (firstRow + $i < uniforms.M && firstNarrow + $n < uniforms.R4) {
    result[row$i * U4 + group * uniforms.R4 + narrow$n] = uniforms.scale * sum$i_$n;
  }
  //! end
  //! end
  //! end
}
