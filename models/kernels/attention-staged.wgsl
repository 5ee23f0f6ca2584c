// The same as attention.wgsl, for heads of 64 numbers: 16 vec4. A workgroup computes 32 rows of a head, 16 keys at a time,
// whose keys and values are loaded once into workgroup memory. A thread computes four rows: the scores of two of the keys,
// and two of the 16 vec4 of `attended`; 64 threads = 8 times four rows x 8.
//
// Why, by arithmetic (estimates):                                attention.wgsl   here
//   multiply-adds for each load, those of staging included       6.0              6.1
//   of these loads, from buffers                                 all              72 of 168
//   32-bit values that a thread holds (test/kernels)             266              92
//   threads a row                                                1                2
//   barriers, in 1,024 multiply-adds                             0                4
// Measured on Mesa's lavapipe, 160 and 368 positions: 1.8 and 2.5 times as fast, its gradient 2.3 and 0.7 times.
//
// Fragment for module.ts. qkv and the result as vec4, logSums as f32.
var<workgroup> unitOfAll: i32;
// A vec4 of a key is at its index · 17 + the key: without the 17 threads would write to the same bank.
var<workgroup> keyTile: array<vec4<f32>, 16 * 17>;
var<workgroup> valueTile: array<vec4<f32>, 16 * 16>;
// Of each key, by groups of four rows.
var<workgroup> scores: array<vec4<f32>, 16 * 8>;
var<workgroup> shares: array<vec4<f32>, 16 * 8>;

fn main() {
  let tiles = (uniforms.T + 31) / 32;
  if (localIndex == 0u) {
    let unit = i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x);
    unitOfAll = min(unit, uniforms.B * uniforms.N * tiles - 1);
  }
  let unit = workgroupUniformLoad(&unitOfAll);
  let lane = i32(localIndex) % 8;
  let line = i32(localIndex) / 8;
  let tile = unit % tiles;
  let head = unit / tiles % uniforms.N;
  let sequence = unit / tiles / uniforms.N * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 16;
  let keyAt = (uniforms.N + head * uniforms.G / uniforms.N) * 16;
  let valueAt = keyAt + uniforms.G * 16;
  let place = tile * 32 + line * 4;
  let places = vec4<i32>(place) + vec4<i32>(0, 1, 2, 3);
  //! for i in FOUR
  let q$i = (sequence + min(place + $i, uniforms.T - 1)) * W4 + head * 16;
  //! for e in TWO
  var out$i_$e = vec4<f32>(0.0);
  //! end
  //! end
  var largest = vec4<f32>(-3.0e38);
  var sum = vec4<f32>(0.0);

  for (var start = 0; start < min(tile * 32 + 32, uniforms.T); start += 16) {
    workgroupBarrier();
    for (var task = i32(localIndex); task < 256; task += 64) {
      let row = (sequence + min(start + task / 16, uniforms.T - 1)) * W4 + task % 16;
      keyTile[task % 16 * 17 + task / 16] = qkv[row + keyAt];
      valueTile[task] = qkv[row + valueAt];
    }
    workgroupBarrier();
    //! for k in TWO
    var score$k = vec4<f32>(0.0);
    //! end
    for (var d = 0; d < 16; d++) {
      //! for k in TWO
      let key$k = keyTile[d * 17 + lane + $k * 8];
      //! end
      //! for i in FOUR
      let query$i = qkv[q$i + d];
      //! end
      //! for k in TWO
      score$k += vec4<f32>(dot(query0, key$k), dot(query1, key$k), dot(query2, key$k), dot(query3, key$k));
      //! end
    }
    //! for k in TWO
    score$k = select(vec4<f32>(-3.0e38), score$k * uniforms.scale, places >= vec4<i32>(start + lane + $k * 8));
    scores[(lane + $k * 8) * 8 + line] = score$k;
    //! end
    workgroupBarrier();
    var top = largest;
    for (var key = 0; key < 16; key++) { top = max(top, scores[key * 8 + line]); }
    let fade = exp(largest - top);
    largest = top;
    //! for k in TWO
    shares[(lane + $k * 8) * 8 + line] = exp(score$k - top);
    //! end
    workgroupBarrier();
    sum *= fade;
    //! for i in FOUR
    //! for e in TWO
    out$i_$e *= fade[$i];
    //! end
    //! end
    for (var key = 0; key < 16; key++) {
      let share = shares[key * 8 + line];
      sum += share;
      //! for e in TWO
      let value$e = valueTile[key * 16 + lane + $e * 8];
      //! end
      //! for i in FOUR
      //! for e in TWO
      out$i_$e += share[$i] * value$e;
      //! end
      //! end
    }
  }

  //! for i in FOUR
  if (place + $i < uniforms.T) {
    let row = (sequence + place + $i) * uniforms.N + head;
    //! for e in TWO
    result[row * 16 + lane + $e * 8] = out$i_$e / sum[$i];
    //! end
    if (lane == 0) { logSums[row] = largest[$i] + log(sum[$i]); }
  }
  //! end
}
