// The same as frozen-matmul.wgsl (FORWARD) and frozen-matmul-gradient.wgsl (BACKWARD), with parts of both factors in
// workgroup memory, where each weight is unpacked once for a whole tile of rows:
//   FORWARD   y [M, N] = x [M, K] · W [N, K]ᵀ + scale · u [M, g · r] · B [N, r]ᵀ (+ residual [M, N])
//   BACKWARD  dx [M, K] = dy [M, N] · W [N, K] + du [M, g · r] · A [g · r, K] (+ residual [M, K])
// In both, `left` is the first factor, a sum has S terms (K or N), and a row of the result C columns (N or K).
// A workgroup computes 32 · HIGH rows and 32 · WIDE columns, CHUNK terms of the sums at a time. A thread computes HIGH
// groups of four rows and WIDE groups of four columns, each 8 groups apart; 64 threads = 8 x 8 of them.
//
// Why, by arithmetic, for 4 bits (estimates; the first two columns are the kernels named above, as a card runs them):
//                                                            forward  gradient  staged  stagedLow
//   weights unpacked, of a product of M rows                 M / 16   M / 8     M / 64  M / 32      times each
//   instructions for that, in 1,024 multiply-adds            224      448       56      112
//   multiply-adds for each load, those of staging included   12.8     16        14.2    9.5
//   32-bit values that a thread holds (test/kernels)         126      116       87      51
//   barriers, in 1,024 multiply-adds                         0        0         2       2
// Most loads are from workgroup memory, without conflicts of banks. In software, where a barrier costs more than unpacking
// (tile.ts), these tilings are not used; a card's first test measures them (../gpu/time-tilings.ts). Measured on Mesa's
// lavapipe, 640 x 576 x 1,152: forward 1.8 times as fast as the tile for a card, its gradient 0.8 times.
//
// The tiles are of 32-bit floats also where a device has 16-bit ones: rounded to those, weights alone put the result off by
// 2e-4 of its length, and weights and the first factor by 3e-4, where the tests allow 2e-6.
//
// Fragment for module.ts. Inputs as in those two files; left, u and residual as vec4. Result as vec4.
var<workgroup> leftTile: array<vec4<f32>, CHUNK * 8 * HIGH>;
var<workgroup> weightTile: array<vec4<f32>, CHUNK * 8 * WIDE>;

struct Eight { low: vec4<f32>, high: vec4<f32> }

// The weights of eight inputs of an output.
fn unpack(output: i32, eight: i32) -> Eight {
  let at = min(output, uniforms.N - 1) * (uniforms.K / 8) + min(eight, uniforms.K / 8 - 1);
  var found: Eight;
  //! if CODES
  let scaling = blocks[at >> u32(uniforms.blockShift)];
  //! end
  //! if CODES4
  let codes = vec4<i32>(words[at]);
  found.low = vec4<f32>((codes >> vec4<u32>(0u, 4u, 8u, 12u)) & vec4<i32>(15)) * scaling.x + scaling.y;
  found.high = vec4<f32>((codes >> vec4<u32>(16u, 20u, 24u, 28u)) & vec4<i32>(15)) * scaling.x + scaling.y;
  //! end
  //! if CODES8
  let codes = words[at];
  found.low = vec4<f32>((codes.xxxx >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling.x + scaling.y;
  found.high = vec4<f32>((codes.yyyy >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<i32>(255)) * scaling.x + scaling.y;
  //! end
  //! if FLOATS16
  let pairs = bitcast<vec4<u32>>(words[at]);
  found.low = vec4<f32>(unpack2x16float(pairs.x), unpack2x16float(pairs.y));
  found.high = vec4<f32>(unpack2x16float(pairs.z), unpack2x16float(pairs.w));
  //! end
  //! if FLOATS32
  found.low = bitcast<vec4<f32>>(words[at * 2]);
  found.high = bitcast<vec4<f32>>(words[at * 2 + 1]);
  //! end
  return found;
}

// Four rows of the first factor, four terms each, turned: a vec4 of the tile has four rows of a term.
fn stageLeft(firstRow: i32, start: i32, S4: i32) {
  for (var task = i32(localIndex); task < CHUNK * 2 * HIGH; task += 64) {
    let group = task % (8 * HIGH);
    let part = task / (8 * HIGH);
    // Past the end of the sums the weights are zero, so any numbers of the row will do.
    let at = min(start / 4 + part, S4 - 1);
    //! for i in FOUR
    let row$i = left[min(firstRow + group * 4 + $i, uniforms.M - 1) * S4 + at];
    //! end
    //! for t in FOUR
    leftTile[(part * 4 + $t) * 8 * HIGH + group] = vec4<f32>(row0[$t], row1[$t], row2[$t], row3[$t]);
    //! end
  }
}

//! if FORWARD
// Eight weights of four outputs, turned: a vec4 of the tile has four outputs of an input.
fn stageWeights(firstColumn: i32, start: i32) {
  for (var task = i32(localIndex); task < CHUNK * WIDE; task += 64) {
    let group = task % (8 * WIDE);
    let part = task / (8 * WIDE);
    let eight = start / 8 + part;
    let isInside = eight < uniforms.K / 8;
    //! for c in FOUR
    let column$c = unpack(firstColumn + group * 4 + $c, eight);
    //! end
    //! for t in FOUR
    weightTile[(part * 8 + $t) * 8 * WIDE + group] = select(
      vec4<f32>(0.0), vec4<f32>(column0.low[$t], column1.low[$t], column2.low[$t], column3.low[$t]), isInside);
    weightTile[(part * 8 + 4 + $t) * 8 * WIDE + group] = select(
      vec4<f32>(0.0), vec4<f32>(column0.high[$t], column1.high[$t], column2.high[$t], column3.high[$t]), isInside);
    //! end
  }
}
//! end

//! if BACKWARD
// Eight weights of an output, as they are: a vec4 of the tile has four inputs.
fn stageWeights(firstColumn: i32, start: i32) {
  for (var task = i32(localIndex); task < CHUNK * 4 * WIDE; task += 64) {
    let part = task / (4 * WIDE);
    let group = task % (4 * WIDE);
    let isInside = start + part < uniforms.N;
    let found = unpack(start + part, firstColumn / 8 + group);
    weightTile[part * 8 * WIDE + group * 2] = select(vec4<f32>(0.0), found.low, isInside);
    weightTile[part * 8 * WIDE + group * 2 + 1] = select(vec4<f32>(0.0), found.high, isInside);
  }
}
//! end

fn main() {
  //! if FORWARD
  let S = uniforms.K;
  let C4 = uniforms.N / 4;
  //! end
  //! if BACKWARD
  let S = uniforms.N;
  let C4 = uniforms.K / 4;
  //! end
  let lane = i32(localIndex) % 8;
  let line = i32(localIndex) / 8;
  let firstRow = i32(workgroupId.y) * 32 * HIGH;
  let firstColumn = i32(workgroupId.x) * 32 * WIDE;
  //! for p in HIGH
  //! for i in FOUR
  //! for q in WIDE
  var sum$p_$i_$q = vec4<f32>(0.0);
  //! end
  //! end
  //! end

  for (var start = 0; start < S; start += CHUNK) {
    workgroupBarrier();
    stageLeft(firstRow, start, S / 4);
    stageWeights(firstColumn, start);
    workgroupBarrier();
    for (var t = 0; t < CHUNK; t++) {
      //! for p in HIGH
      let a$p = leftTile[(t * HIGH + $p) * 8 + line];
      //! end
      //! for q in WIDE
      let w$q = weightTile[(t * WIDE + $q) * 8 + lane];
      //! end
      //! for p in HIGH
      //! for i in FOUR
      //! for q in WIDE
      sum$p_$i_$q += a$p[$i] * w$q;
      //! end
      //! end
      //! end
    }
  }

  //! for q in WIDE
  let quad$q = firstColumn / 4 + lane + $q * 8;
  //! end
  //! if BRANCH
  //! if FORWARD
  // Where the part of u begins that belongs to the module of a group of columns.
  //! for q in WIDE
  let u$q = (select(0, 1, quad$q * 4 >= uniforms.bound1) + select(0, 1, quad$q * 4 >= uniforms.bound2)) * uniforms.R4;
  //! end
  for (var t = 0; t < uniforms.R4; t++) {
    //! for q in WIDE
    //! for c in FOUR
    let b$q_$c = uniforms.scale * lora[uniforms.loraAt + (min(quad$q, C4 - 1) * 4 + $c) * uniforms.R4 + t];
    //! end
    //! end
    //! for p in HIGH
    //! for i in FOUR
    //! for q in WIDE
    {
      let v = u[min(firstRow + (line + $p * 8) * 4 + $i, uniforms.M - 1) * uniforms.U4 + u$q + t];
      sum$p_$i_$q += vec4<f32>(dot(v, b$q_0), dot(v, b$q_1), dot(v, b$q_2), dot(v, b$q_3));
    }
    //! end
    //! end
    //! end
  }
  //! end
  //! if BACKWARD
  for (var t = 0; t < uniforms.U4; t++) {
    //! for q in WIDE
    //! for c in FOUR
    let a$q_$c = lora[uniforms.loraAt + (t * 4 + $c) * C4 + min(quad$q, C4 - 1)];
    //! end
    //! end
    //! for p in HIGH
    //! for i in FOUR
    {
      let v = u[min(firstRow + (line + $p * 8) * 4 + $i, uniforms.M - 1) * uniforms.U4 + t];
      //! for q in WIDE
      sum$p_$i_$q += v.x * a$q_0 + v.y * a$q_1 + v.z * a$q_2 + v.w * a$q_3;
      //! end
    }
    //! end
    //! end
  }
  //! end
  //! end

  //! for p in HIGH
  //! for i in FOUR
  {
    let row = firstRow + (line + $p * 8) * 4 + $i;
    //! for q in WIDE
    if (row < uniforms.M && quad$q < C4) {
      if (uniforms.hasResidual == 1) { sum$p_$i_$q += residual[row * C4 + quad$q]; }
      result[row * C4 + quad$q] = sum$p_$i_$q;
    }
    //! end
  }
  //! end
  //! end
}
