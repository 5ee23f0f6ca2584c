// The gradients of the LoRA matrices of g modules that are one above another (see frozen-matmul.ts), as one product:
//   dA [g · r, K] = duᵀ · x                    du [M, g · r], x [M, K]
//   dB [N, r]     = scale · dyᵀ · u            dy [M, N], u [M, g · r]: an output uses its own module's columns
// Both are sums over M rows of outer products of few (narrow) with many (wide) numbers: the wide ones are x for dA, dy
// for dB. If `accumulate` is 1 they are added to the result. K, N, r and the bounds are multiples of 4.
// A job is NARROW groups of four narrow columns x WIDE groups of four wide ones, side by side, all of one module; first
// come the jobs of dA. A workgroup has JOBS jobs x SPLITS shares of the rows, added up at the end.
// Fragment for module.ts. Inputs and result as vec4; dA lies from vec4 atA of the result, dB from atB.
//! if SHARED
var<workgroup> parts: array<vec4<f32>, 64 * NARROW * WIDE * 4>;
//! end

fn add(at: i32, value: vec4<f32>) {
  if (uniforms.accumulate == 1) { result[at] += value; } else { result[at] = value; }
}

fn main() {
  let K4 = uniforms.K / 4;
  let N4 = uniforms.N / 4;
  let split = i32(localIndex) / JOBS;
  let job = i32(workgroupId.x) * JOBS + i32(localIndex) % JOBS;
  //! if ALONE
  if (split > 0) { return; }
  //! end
  let wideOfA = (K4 + WIDE - 1) / WIDE;
  let jobsOfA = wideOfA * ((uniforms.U4 + NARROW - 1) / NARROW);
  let wideOfB = (N4 + WIDE - 1) / WIDE;
  let jobs = jobsOfA + wideOfB * ((uniforms.R4 + NARROW - 1) / NARROW);
  let isA = job < jobsOfA;
  let within = select(min(job, jobs - 1) - jobsOfA, job, isA);
  let acrossWide = select(wideOfB, wideOfA, isA);
  let wideCount = select(N4, K4, isA);
  let narrowCount = select(uniforms.R4, uniforms.U4, isA);
  let firstWide = within % acrossWide * WIDE;
  let firstNarrow = within / acrossWide * NARROW;
  let group = select(0, 1, firstWide * 4 >= uniforms.bound1) + select(0, 1, firstWide * 4 >= uniforms.bound2);
  //! for w in WIDE
  let wide$w = min(firstWide + $w, wideCount - 1);
  //! end
  //! for n in NARROW
  let narrow$n = min(firstNarrow + $n, narrowCount - 1);
  //! for w in WIDE
  //! for c in FOUR
  var sum$n_$w_$c = vec4<f32>(0.0);
  //! end
  //! end
  //! end
  if (isA) {
    for (var m = split; m < uniforms.M; m += SPLITS) {
      //! for w in WIDE
      let x$w = x[m * K4 + wide$w];
      //! end
      //! for n in NARROW
      {
        let d = du[m * uniforms.U4 + narrow$n];
        //! for w in WIDE
        //! for c in FOUR
        sum$n_$w_$c += d[$c] * x$w;
        //! end
        //! end
      }
      //! end
    }
  } else {
    for (var m = split; m < uniforms.M; m += SPLITS) {
      //! for n in NARROW
      let u$n = u[m * uniforms.U4 + group * uniforms.R4 + narrow$n];
      //! end
      //! for w in WIDE
      {
        let d = uniforms.scale * dy[m * N4 + wide$w];
        //! for n in NARROW
        //! for c in FOUR
        sum$n_$w_$c += d[$c] * u$n;
        //! end
        //! end
      }
      //! end
    }
  }

  // For dA a sum is four columns of row c; for dB it is four elements of the row that is column c of the wide side.
  //! if SHARED
  //! for n in NARROW
  //! for w in WIDE
  //! for c in FOUR
  parts[((($n * WIDE) + $w) * 4 + $c) * 64 + i32(localIndex)] = sum$n_$w_$c;
  //! end
  //! end
  //! end
  workgroupBarrier();
  if (job >= jobs) { return; }
  for (var part = split; part < NARROW * WIDE * 4; part += SPLITS) {
    var sum = vec4<f32>(0.0);
    for (var other = 0; other < SPLITS; other++) {
      sum += parts[part * 64 + other * JOBS + i32(localIndex) % JOBS];
    }
    let c = part % 4;
    let wide = firstWide + part / 4 % WIDE;
    let narrow = firstNarrow + part / 4 / WIDE;
    if (wide < wideCount && narrow < narrowCount) {
      add(select(uniforms.atB + (wide * 4 + c) * uniforms.R4 + narrow, uniforms.atA + (narrow * 4 + c) * K4 + wide, isA), sum);
    }
  }
  //! end
  //! if ALONE
  if (job >= jobs) { return; }
  //! for n in NARROW
  //! for w in WIDE
  if (firstWide + $w < wideCount && firstNarrow + $n < narrowCount) {
    //! for c in FOUR
    add(select(uniforms.atB + (wide$w * 4 + $c) * uniforms.R4 + narrow$n, uniforms.atA + (narrow$n * 4 + $c) * K4 + wide$w, isA), sum$n_$w_$c);
    //! end
  }
  //! end
  //! end
  //! end
}
