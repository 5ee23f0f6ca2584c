// The same as attention-gradient-key.wgsl, divided among threads as in attention-staged.wgsl, with the roles exchanged: 32
// places of a key head a workgroup, 16 query rows at a time in workgroup memory, four places and two of the 16 vec4 of dk
// and of dv a thread. Registers, estimated as in test/kernels: 128, instead of 398.
// Fragment for module.ts. qkv, dAttended, the result and table as vec4.
var<workgroup> unitOfAll: i32;
var<workgroup> queryTile: array<vec4<f32>, 16 * 17>;
var<workgroup> gradientTile: array<vec4<f32>, 16 * 17>;
var<workgroup> shares: array<vec4<f32>, 16 * 8>;
var<workgroup> slopes: array<vec4<f32>, 16 * 8>;

fn main() {
  let tiles = (uniforms.T + 31) / 32;
  if (localIndex == 0u) {
    let unit = i32(workgroupId.y) * i32(numWorkgroups.x) + i32(workgroupId.x);
    unitOfAll = min(unit, uniforms.B * uniforms.G * tiles - 1);
  }
  let unit = workgroupUniformLoad(&unitOfAll);
  let lane = i32(localIndex) % 8;
  let line = i32(localIndex) / 8;
  let tile = unit % tiles;
  let group = unit / tiles % uniforms.G;
  let sequence = unit / tiles / uniforms.G * uniforms.T;
  let W4 = (uniforms.N + 2 * uniforms.G) * 16;
  let share = uniforms.N / uniforms.G;
  let place = tile * 32 + line * 4;
  let places = vec4<i32>(place) + vec4<i32>(0, 1, 2, 3);
  //! for i in FOUR
  let k$i = (sequence + min(place + $i, uniforms.T - 1)) * W4 + (uniforms.N + group) * 16;
  let v$i = k$i + uniforms.G * 16;
  //! for e in TWO
  var dk$i_$e = vec4<f32>(0.0);
  var dv$i_$e = vec4<f32>(0.0);
  //! end
  //! end

  for (var head = group * share; head < (group + 1) * share; head++) {
    for (var start = tile * 32; start < uniforms.T; start += 16) {
      workgroupBarrier();
      for (var task = i32(localIndex); task < 256; task += 64) {
        let row = sequence + min(start + task / 16, uniforms.T - 1);
        queryTile[task % 16 * 17 + task / 16] = qkv[row * W4 + head * 16 + task % 16];
        gradientTile[task % 16 * 17 + task / 16] = dAttended[(row * uniforms.N + head) * 16 + task % 16];
      }
      workgroupBarrier();
      //! for k in TWO
      var score$k = vec4<f32>(0.0);
      var dShare$k = vec4<f32>(0.0);
      //! end
      for (var d = 0; d < 16; d++) {
        //! for k in TWO
        let query$k = queryTile[d * 17 + lane + $k * 8];
        //! end
        //! for i in FOUR
        let key$i = qkv[k$i + d];
        //! end
        //! for k in TWO
        score$k += vec4<f32>(dot(key0, query$k), dot(key1, query$k), dot(key2, query$k), dot(key3, query$k));
        //! end
        //! for i in FOUR
        let value$i = qkv[v$i + d];
        //! end
        //! for k in TWO
        let d$k = gradientTile[d * 17 + lane + $k * 8];
        dShare$k += vec4<f32>(dot(value0, d$k), dot(value1, d$k), dot(value2, d$k), dot(value3, d$k));
        //! end
      }
      //! for k in TWO
      {
        let at = start + lane + $k * 8;
        let row = (sequence + min(at, uniforms.T - 1)) * uniforms.N + head;
        let isSeen = (vec4<i32>(at) >= places) & vec4<bool>(at < uniforms.T);
        let p = select(vec4<f32>(0.0), exp(score$k * uniforms.scale - logSums[row]), isSeen);
        shares[(lane + $k * 8) * 8 + line] = p;
        slopes[(lane + $k * 8) * 8 + line] = p * (dShare$k - deltas[row]) * uniforms.scale;
      }
      //! end
      workgroupBarrier();
      for (var row = 0; row < 16; row++) {
        let p = shares[row * 8 + line];
        let slope = slopes[row * 8 + line];
        //! for e in TWO
        let query$e = queryTile[(lane + $e * 8) * 17 + row];
        let d$e = gradientTile[(lane + $e * 8) * 17 + row];
        //! end
        //! for i in FOUR
        //! for e in TWO
        dk$i_$e += slope[$i] * query$e;
        dv$i_$e += p[$i] * d$e;
        //! end
        //! end
      }
    }
  }

  //! for i in FOUR
  if (place + $i < uniforms.T) {
    let first = table[((place + $i) * 8 + lane) * 2];
    let second = table[((place + $i) * 8 + lane) * 2 + 1];
    let cosine = vec4<f32>(first.xz, second.xz);
    let sine = vec4<f32>(first.yw, second.yw);
    result[k$i + lane] = dk$i_0 * cosine + dk$i_1 * sine;
    result[k$i + 8 + lane] = dk$i_1 * cosine - dk$i_0 * sine;
    //! for e in TWO
    result[v$i + lane + $e * 8] = dv$i_$e;
    //! end
  }
  //! end
}
