// Whether a condition holds: true, false, or null where that is unknown. An exit is a way out, not an answer.
// A condition is the tree that the form carries: ["and", …], ["or", …], ["not", x], [sign, operand, operand],
// ["in", operand, …], ["answered", name], ["selected", name, code]; an operand is ["name", n], ["count", n], ["value", v].
// Answers are { values, texts }: codes and numbers, exits as words, lists of codes, a map of parts, dates as texts.

const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
const SIGNS = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const has = Object.prototype.hasOwnProperty;
export const own = (map, key) => (map && has.call(map, key) ? map[key] : undefined);
export const isParts = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isDate = (value) => typeof value === "string" && DATE.test(value);

// Return whether the condition holds for these answers.
export function evaluate(condition, answers) {
  const [kind, ...rest] = condition;
  switch (kind) {
    case "and":
      return all(rest.map((part) => evaluate(part, answers)));
    case "or":
      return not(all(rest.map((part) => not(evaluate(part, answers)))));
    case "not":
      return not(evaluate(rest[0], answers));
    case "answered":
      return answered(rest[0], answers);
    case "selected": {
      const chosen = found(rest[0], answers);
      return Array.isArray(chosen) && chosen.length ? chosen.includes(rest[1]) : null;
    }
    case "in": {
      const value = operand(rest[0], answers);
      return value === null ? null : rest.slice(1).some((other) => holds("=", value, constant(other)));
    }
    default: {
      const [left, right] = rest.map((side) => operand(side, answers));
      return left === null || right === null ? null : holds(kind, left, right);
    }
  }
}

const not = (value) => (value === null ? null : !value);
const all = (values) => (values.includes(false) ? false : values.includes(null) ? null : true);

function found(name, answers) {
  const [item, part] = name.split(".");
  const value = own(answers.values, item);
  return part === undefined ? value : isParts(value) ? own(value, part) : undefined;
}

// A date is carried as its whole text, so that dates compare as texts do.
const day = (text) => (text + "-01-01").slice(0, 10);
const constant = (value) => (Array.isArray(value) ? day(value[1]) : value);
const year = (value) => (typeof value === "string" ? Number(value.slice(0, 4)) : value);

// Return whether one value stands so to another; a date beside a number counts as its year.
function holds(sign, left, right) {
  const dates = typeof left === "string" && typeof right === "string";
  return dates ? SIGNS[sign](left, right) : SIGNS[sign](year(left), year(right));
}

function operand([kind, said], answers) {
  if (kind === "value") return constant(said);
  const value = found(said, answers);
  if (kind === "count") return Array.isArray(value) && value.length ? value.length : null;
  return typeof value === "number" ? value : isDate(value) ? day(value) : null;
}

function answered(name, answers) {
  const value = found(name, answers);
  if (Array.isArray(value)) return value.length > 0;
  if (isParts(value)) return Object.values(value).some((code) => typeof code === "number");
  if (typeof value === "number" || isDate(value)) return true;
  return !name.includes(".") && Boolean(own(answers.texts, name));
}
