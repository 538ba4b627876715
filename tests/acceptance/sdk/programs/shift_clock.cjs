// Loaded before an SDK: the machine's clock is wrong by CLOCK_SHIFT_MS. The SDK itself is not touched.
const shift = Number(process.env.CLOCK_SHIFT_MS);
const RightDate = Date;

class ShiftedDate extends RightDate {
  constructor(...parts) {
    super(...(parts.length ? parts : [RightDate.now() + shift]));
  }

  static now() {
    return RightDate.now() + shift;
  }
}

globalThis.Date = ShiftedDate;
