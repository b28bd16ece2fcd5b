// Numbers and units as people read them.

const thin = "\u202f";

// So many decimals, thousands apart, a real minus.
function fixed(value, places) {
    const [whole, part] = Math.abs(value).toFixed(places).split(".");
    const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, thin) + (part ? `.${part}` : "");
    return (value < 0 && /[1-9]/.test(text) ? "−" : "") + text;
}

function known(value) {
    return value !== null && value !== undefined && Number.isFinite(value);
}

function decimals(of, digits) {
    return of === 0 ? 0 : Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(of)))));
}

// Three digits, or all before the point; no decimals that say nothing.
export function show(value) {
    if (!known(value)) return "–";
    if (value !== 0 && Math.abs(value) < 0.0005) return value.toExponential(1).replace(/-/g, "−");
    const text = fixed(value, decimals(value, 3));
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function range(low, high) {
    return `${show(low)} to ${show(high)}`;
}

// A change with its interval, as many digits as the interval deserves: of its half one, or two if
// that begins with 1, 2 or 3.
export function change(e) {
    if (!known(e.value)) return { value: "–", low: "–", high: "–", size: "–" };
    const half = known(e.low) && known(e.high) ? Math.abs(e.high - e.low) / 2 : 0;
    const first = half > 0 ? half / 10 ** Math.floor(Math.log10(half)) : 0;
    const places = half > 0 ? decimals(half, first < 3.5 ? 2 : 1) : decimals(e.value, 3);
    const one = (x) => (known(x) ? (x > 0 ? "+" : "") + fixed(x, places) : "–");
    return { value: one(e.value), low: one(e.low), high: one(e.high), size: fixed(Math.abs(e.value), places), places };
}

// A mean beside such a change.
export function beside(value, of) {
    return known(value) && of.places !== undefined ? fixed(value, of.places) : show(value);
}

export function percent(share) {
    return known(share) ? `${Math.round(100 * share)}${thin}%` : "–";
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

export function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

// A word of a command line as a shell reads it.
export function shellWord(text) {
    return /^[A-Za-z0-9_./=:,+@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
