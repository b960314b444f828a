/**
 * What a model file may ask for at most. Far above any character network (the assignment's has 250 units and 62
 * characters), and low enough that no file, however hostile, costs more than a moment and a small multiple of itself.
 */
export const limits = {
  /** H, hidden units of a layer. */
  hiddenSize: 4096,
  /** V, characters: indices travel as Uint16. */
  vocabularySize: 65535,
  /** Numbers in one network, all layers and gates: 268 MB as float64. */
  parameters: 2 ** 25,
  /** Members of a zip. */
  zipMembers: 1000,
  /**
   * Bytes that all members together may inflate to: this many for each byte of the file, or `inflationFloor` for a
   * small one. Trained weights hardly compress (float64 to nine tenths); only Adagrad memories that are still zero do.
   */
  inflation: 32,
  inflationFloor: 4 * 2 ** 20,
  /** Bytes of an .npy header; NumPy's own limit (`max_header_size`). */
  npyHeader: 10_000,
  /** Opcodes of a pickle. Two dicts of 65,535 characters in Python 2's protocol 0 take about 400,000. */
  pickleOpcodes: 2 ** 21,
  /** Values on a pickle's stack, at once and in its memo. */
  pickleStack: 2 ** 18,
  pickleMemo: 2 ** 19,
  /** Marks open at once: how deep a pickle may nest. */
  pickleMarks: 100,
  /** Lists and dicts in a pickle: a model needs about twenty. */
  pickleContainers: 1000,
  /** Bytes of a single text in a pickle: 65,535 characters, each written \\UXXXXXXXX. */
  text: 655_350,
  /** Characters of the notes' JSON. */
  notes: 100_000,
} as const;

/** The largest float32. Kernels run in float32, so a larger number in a file would be an infinity there. */
export const maximumFloat32 = 3.4028234663852886e38;
