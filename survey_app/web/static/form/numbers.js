// Numbers as Python writes them, so that browser and server agree to the byte.

// Return the shortest text that reads back as this number.
export const shortest = (value) =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value + 0) : laid(value.toExponential(), 16);

// Return the number at fifteen digits, without needless zeros.
export const readable = (value) => laid(value.toExponential(14), 15);

// From this many places on, and below 0.0001, a power of ten is written.
function laid(scientific, most) {
  const [, sign, first, rest, power] = scientific.match(/^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/);
  const digits = (first + (rest ?? "")).replace(/0+$/, "") || "0";
  const exponent = Number(power);
  if (exponent < -4 || exponent >= most) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return digits.length > exponent + 1 ? `${sign}${whole}.${digits.slice(exponent + 1)}` : sign + whole;
}
