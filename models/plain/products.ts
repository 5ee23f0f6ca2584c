/**
 * Products of matrices on the processor, for the plain decoder: they lie in a memory of their own, the right factor cut
 * into panels that are read once for every six rows of the left one. Weights are cut up once and stay; everything else
 * is put down for one operation and then forgotten.
 * Not here: the instructions (product-module.ts), TensorFlow.js' tensors (operations.ts, attention.ts).
 */
import { blockRows, type MultiplyBlock, panelColumns, productModule } from './product-module.ts';

/** Matrices in the memory of products: an address and strides, in bytes. */
export interface Placed {
  readonly at: number;
  /** From a row to the next. */
  readonly rowBytes: number;
  /** From a column to the next. */
  readonly stepBytes: number;
}

/** The transpose of a matrix, as a left factor. */
export const transposed = ({ at, rowBytes, stepBytes }: Placed): Placed => ({
  at,
  rowBytes: stepBytes,
  stepBytes: rowBytes,
});

/** Room for a product, whose rows and columns are rounded up to whole blocks and panels; also a left factor. */
export interface Room extends Placed {
  readonly rows: number;
  /** Numbers in a row. */
  readonly stride: number;
}

/** A right factor [depth, columns], cut into panels of eight columns: [panels, depth, 8], the last one filled up with 0. */
export interface Panels {
  readonly at: number;
  readonly depth: number;
  readonly columns: number;
}

/** A matrix of plain numbers, or the transpose of one. */
interface Source {
  readonly elements: Float32Array;
  /** Elements from a row to the next. */
  readonly stride: number;
  /** The first column that counts of what lies there. */
  readonly column?: number;
  /** The matrix meant is the transpose of what lies there. */
  readonly isTransposed?: boolean;
}

/** What a block of six rows of a product, of which the first is `row`, is computed from: by default everything. */
interface Span {
  /** Columns of the left factor, from and to. */
  readonly from?: (row: number) => number;
  readonly to?: (row: number) => number;
  /** Columns of the product; those beyond keep what they were. */
  readonly columns?: (row: number) => number;
}

export interface Products {
  /** Cuts up a right factor, to stay until the products are given up. */
  keep(source: Source, depth: number, columns: number): Panels;
  /** Forgets all that was put down for the last operation. What was read from it is no longer valid. */
  begin(): void;
  /** Puts down a left factor [rows, columns]: all columns of the source, in its order. */
  place(elements: Float32Array, columns: number): Placed;
  /** Cuts up a right factor for this operation. */
  cut(source: Source, depth: number, columns: number): Panels;
  /** Room for a product of so many rows and columns, filled with 0. */
  room(rows: number, columns: number): Room;
  /** left [rows, depth] · right [depth, columns] into `out`. */
  multiply(left: Placed, right: Panels, out: Placed, rows: number, span?: Span): void;
  /** Copies a product [rows, columns] out of its room. */
  read(room: Room, columns: number, out: Float32Array): void;
  /** The numbers of a room, [rows, stride]. Valid until the next place, cut or room. */
  numbers(room: Room): Float32Array;
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
const pageBytes = 2 ** 16;

/** Whether the browser multiplies and adds in one instruction: Chrome 114 and Firefox 145 do, Safari 26 does not. */
const hasRelaxedSimd = WebAssembly.validate(productModule(true));

/** Makes a memory larger by so many bytes, rounded up to pages. Throws if the browser has no more. */
function growBy(memory: WebAssembly.Memory, bytes: number): void {
  try {
    memory.grow(Math.ceil(bytes / pageBytes));
  } catch {
    throw new Error(
      `Expected ${Math.ceil(bytes / 1e6)} MB more memory to train on the processor, but the browser gave none. Close other pages, or train on a GPU.`,
    );
  }
}

/** A memory that is filled from its beginning. What is kept lies before what is put down for one operation. */
class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  /** The whole memory; another array after it has grown. */
  all = new Float32Array(this.memory.buffer);
  #keptEnd = 0;
  #end = 0;

  /** Room for so many floats, as an address. A block reads up to five rows beyond the last: `slack` bytes are there too. */
  take(count: number, slack = 0): number {
    const at = this.#end;
    this.#end += roundUp(4 * count, 16);
    const { byteLength } = this.memory.buffer;
    const missing = this.#end + slack - byteLength;
    if (missing > 0) {
      growBy(this.memory, Math.max(missing, byteLength / 4));
      this.all = new Float32Array(this.memory.buffer);
    }
    return at;
  }

  /** Forgets what is not kept. */
  begin(): void {
    this.#end = this.#keptEnd;
  }

  /** Keeps all that has been put down. */
  keep(): void {
    this.#keptEnd = this.#end;
  }
}

/** Cuts up a right factor. */
function cutInto(
  arena: Arena,
  { elements, stride, column = 0, isTransposed = false }: Source,
  depth: number,
  columns: number,
): Panels {
  const width = roundUp(columns, panelColumns);
  const at = arena.take(width * depth);
  const { all } = arena;
  const [acrossDepth, acrossColumns] = isTransposed ? [1, stride] : [stride, 1];
  for (let first = 0, to = at / 4; first < width; first += panelColumns) {
    const count = Math.min(panelColumns, columns - first);
    let from = column + first * acrossColumns;
    for (let k = 0; k < depth; k++, to += panelColumns, from += acrossDepth) {
      for (let c = 0; c < count; c++) all[to + c] = elements[from + c * acrossColumns]!;
      if (count < panelColumns) all.fill(0, to + count, to + panelColumns);
    }
  }
  return { at, depth, columns };
}

/**
 * Opens the products of one decoder. They throw if the browser has no more memory. WebAssembly must compute with vectors,
 * as the browsers do that run the lab at all.
 */
export async function openProducts(isRelaxed = hasRelaxedSimd): Promise<Products> {
  const arena = new Arena();
  const lab = { memory: arena.memory };
  const { instance } = await WebAssembly.instantiate(productModule(isRelaxed), { lab });
  const multiplyBlock = instance.exports.multiplyBlock as MultiplyBlock;
  return {
    keep(source, depth, columns) {
      arena.begin();
      const panels = cutInto(arena, source, depth, columns);
      arena.keep();
      return panels;
    },
    begin: () => arena.begin(),
    place(elements, columns) {
      const at = arena.take(elements.length, 4 * blockRows * columns);
      arena.all.set(elements, at / 4);
      return { at, rowBytes: 4 * columns, stepBytes: 4 };
    },
    cut: (source, depth, columns) => cutInto(arena, source, depth, columns),
    room(rows, columns) {
      const [height, stride] = [roundUp(rows, blockRows), roundUp(columns, panelColumns)];
      const at = arena.take(height * stride);
      arena.all.fill(0, at / 4, at / 4 + height * stride);
      return { at, rowBytes: 4 * stride, stepBytes: 4, rows: height, stride };
    },
    multiply(left, right, out, rows, { from = () => 0, to = () => right.depth, columns } = {}) {
      const panelBytes = 4 * panelColumns * right.depth;
      for (let row = 0; row < rows; row += blockRows) {
        const first = from(row);
        multiplyBlock(
          left.at + row * left.rowBytes + first * left.stepBytes,
          left.rowBytes,
          left.stepBytes,
          right.at + 4 * panelColumns * first,
          panelBytes,
          Math.ceil((columns?.(row) ?? right.columns) / panelColumns),
          to(row) - first,
          out.at + row * out.rowBytes,
          out.rowBytes,
        );
      }
    },
    read({ at, stride }, columns, out) {
      const { all } = arena;
      if (stride === columns) out.set(all.subarray(at / 4, at / 4 + out.length));
      else
        for (let to = 0, from = at / 4; to < out.length; to += columns, from += stride)
          for (let c = 0; c < columns; c++) out[to + c] = all[from + c]!;
    },
    numbers: ({ at, rows, stride }) => arena.all.subarray(at / 4, at / 4 + rows * stride),
  };
}
