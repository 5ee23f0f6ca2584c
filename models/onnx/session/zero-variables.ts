/**
 * Mends ONNX Runtime's shaders for a browser that compiles them wrongly: WGSL gives a variable that is declared without a
 * value a zero each time its declaration is reached, but Chromium 156 on Vulkan gives it one only at the start of the
 * function, so in a loop the variable keeps the value of the round before. ONNX Runtime's attention with subgroups has such
 * variables, and was off by 5 %. Not here: the device (device.ts), the test that finds wrong attention (self-test.ts).
 */

/**
 * WGSL with the zero written out where a variable of a function has no value. Textures and samplers, which have no zero,
 * and variables with an address space, as those of a module, stay as they are.
 */
export const zeroVariables = (code: string): string =>
  code.replace(
    /\bvar\s+\w+\s*:(?!\s*(?:texture|sampler))\s*([^;={}]+);/g,
    (declaration, type: string) => `${declaration.slice(0, -1)} = ${type}();`,
  );
