// `NODE_OPTIONS=--import=…/shifted-clock.js CLOCK_SHIFT_MS=3600000`: a process whose clock is an hour ahead of others'.
const shiftMs = Number(process.env['CLOCK_SHIFT_MS']);
const RealDate = Date;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};
