// The way into a class for a phone's camera: a QR code of the address with the code of the class
// behind its "#", which browsers keep to themselves, and what the student's page reads of it.
import { encode } from "uqr";
import { svg } from "../shared/dom.js";
import { t } from "./language.js";

const quiet = 4; // modules left white on every side, as ISO/IEC 18004 asks

// `address`: where students join; `code`: letters and digits.
export function doorPicture(address, code) {
    const { size, data } = encode(`${address}#${code}`, { ecc: "M", border: quiet });
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return svg("svg", { viewBox: `0 0 ${size} ${size}`, class: "door-picture", role: "img", "aria-label": t("class.doorPicture"), "shape-rendering": "crispEdges" },
        svg("rect", { width: size, height: size, fill: "#fff" }), svg("path", { d: dark.join(""), fill: "#000" }));
}

// The code that came with the address, or an empty text.
export function codeOfAddress() {
    return /^#([A-Za-z0-9]{1,12})$/.exec(location.hash)?.[1] ?? "";
}
