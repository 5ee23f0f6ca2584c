// The same as attention-gradient-query.wgsl, divided among threads as in attention-staged.wgsl: 32 rows of a head a
// workgroup, 16 keys at a time in workgroup memory, four rows and two of the 16 vec4 of dq a thread.
// Registers, estimated as in test/kernels: 102, instead of 332.
// Fragment for module.ts. qkv, attended, dAttended, the result and table as vec4.
var<workgroup> unitOfAll: i32;
var<workgroup> keyTile: array<vec4<f32>, 16 * 17>;
var<workgroup> valueTile: array<vec4<f32>, 16 * 17>;
var<workgroup> slopes: array<vec4<f32>, 16 * 8>;

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
  let row$i = (sequence + min(place + $i, uniforms.T - 1)) * uniforms.N + head;
  let q$i = (sequence + min(place + $i, uniforms.T - 1)) * W4 + head * 16;
  //! for e in TWO
  var dq$i_$e = vec4<f32>(0.0);
  //! end
  //! end
  let logSum = vec4<f32>(logSums[row0], logSums[row1], logSums[row2], logSums[row3]);
  var delta = vec4<f32>(0.0);
  for (var d = 0; d < 16; d++) {
    delta += vec4<f32>(
      dot(dAttended[row0 * 16 + d], attended[row0 * 16 + d]), dot(dAttended[row1 * 16 + d], attended[row1 * 16 + d]),
      dot(dAttended[row2 * 16 + d], attended[row2 * 16 + d]), dot(dAttended[row3 * 16 + d], attended[row3 * 16 + d]));
  }

  for (var start = 0; start < min(tile * 32 + 32, uniforms.T); start += 16) {
    workgroupBarrier();
    for (var task = i32(localIndex); task < 256; task += 64) {
      let row = (sequence + min(start + task / 16, uniforms.T - 1)) * W4 + task % 16;
      keyTile[task % 16 * 17 + task / 16] = qkv[row + keyAt];
      valueTile[task % 16 * 17 + task / 16] = qkv[row + valueAt];
    }
    workgroupBarrier();
    //! for k in TWO
    var score$k = vec4<f32>(0.0);
    var dShare$k = vec4<f32>(0.0);
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
      //! for i in FOUR
      let d$i = dAttended[row$i * 16 + d];
      //! end
      //! for k in TWO
      let value$k = valueTile[d * 17 + lane + $k * 8];
      dShare$k += vec4<f32>(dot(d0, value$k), dot(d1, value$k), dot(d2, value$k), dot(d3, value$k));
      //! end
    }
    //! for k in TWO
    slopes[(lane + $k * 8) * 8 + line] = select(
      vec4<f32>(0.0),
      exp(score$k * uniforms.scale - logSum) * (dShare$k - delta) * uniforms.scale,
      places >= vec4<i32>(start + lane + $k * 8));
    //! end
    workgroupBarrier();
    for (var key = 0; key < 16; key++) {
      let slope = slopes[key * 8 + line];
      //! for e in TWO
      let part$e = keyTile[(lane + $e * 8) * 17 + key];
      //! end
      //! for i in FOUR
      //! for e in TWO
      dq$i_$e += slope[$i] * part$e;
      //! end
      //! end
    }
  }

  //! for i in FOUR
  if (place + $i < uniforms.T) {
    let first = table[((place + $i) * 8 + lane) * 2];
    let second = table[((place + $i) * 8 + lane) * 2 + 1];
    let cosine = vec4<f32>(first.xz, second.xz);
    let sine = vec4<f32>(first.yw, second.yw);
    result[q$i + lane] = dq$i_0 * cosine + dq$i_1 * sine;
    result[q$i + 8 + lane] = dq$i_1 * cosine - dq$i_0 * sine;
    if (lane == 0) { deltas[row$i] = delta[$i]; }
  }
  //! end
}
