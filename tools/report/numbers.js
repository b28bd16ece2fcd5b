// Numbers and units as people read them.

const thin = "\u202f";

// Three digits, thousands apart, a real minus.
export function show(value, digits = 3) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size !== 0 && size < 0.0005) return value.toExponential(1).replace("-", "−");
    const places = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    const [whole, part] = size.toFixed(Math.min(places, 6)).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, thin);
    const text = part && /[1-9]/.test(part) ? `${grouped}.${part}` : grouped;
    return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
}

export function signed(value) {
    return value > 0 ? "+" + show(value) : show(value);
}

// As many decimals as the narrower of an interval's numbers deserves.
export function range(low, high, form = show) {
    return `${form(low)} to ${form(high)}`;
}

export function percent(share) {
    return Number.isFinite(share) ? `${Math.round(100 * share)} %` : "–";
}

// "" for plain numbers; "M$" is told as million $.
export function unit(text) {
    if (text === "1") return "";
    return text.replace("M$", "million $").replace("/yr", " a year");
}

export function withUnit(text, of) {
    const name = unit(of);
    return name === "" ? text : `${text} ${name}`;
}

// "1/yr" on an axis is "a year".
export function axisUnit(of) {
    return of === "1" ? "" : of === "1/yr" ? "a year" : unit(of);
}
