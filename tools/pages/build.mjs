// Bundles a page: node build.mjs SOURCE FOLDER PAGE [CHARTS]
// SOURCE holds main.js, page.css and page.html; FOLDER holds node_modules. With CHARTS, echarts.js of
// SOURCE becomes a script of that name, which the page fetches by its hash. The page gets a content
// security policy that runs no scripts but these, known by their hashes, and lets nothing in from
// anywhere but what page.html allows in its mark <!--policy …-->.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [source, folder, page, charts] = process.argv.slice(2);
const modules = join(folder, "node_modules");
const { buildSync } = createRequire(join(folder, "package.json"))("esbuild");

function bundle(file, more) {
    const made = buildSync({
        entryPoints: [join(source, file)],
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        legalComments: "none", // licences are shown on the page
        charset: "utf8",
        target: "es2020",
        nodePaths: [modules],
        ...more,
    });
    return { text: made.outputFiles[0].text.trim(), from: Object.keys(made.metafile.inputs) };
}

function bundleScript(file, define, more = {}) {
    // Debug output of the charts is left out.
    const production = { __DEV__: "false", "process.env.NODE_ENV": '"production"' };
    return bundle(file, { format: "iife", define: { ...production, ...define }, ...more });
}

const hashOf = (script) => `sha256-${createHash("sha256").update(script).digest("base64")}`;

const hashes = [], sources = [];
if (charts) {
    const made = bundleScript("echarts.js", {}, { globalName: "echarts" });
    writeFileSync(charts, made.text);
    hashes.push(hashOf(made.text));
    sources.push(...made.from);
}
const made = bundleScript("main.js", { CHARTS_INTEGRITY: JSON.stringify(hashes[0] ?? "") });
const script = made.text.replaceAll("</script", "<\\/script");
hashes.unshift(hashOf(script));
sources.push(...made.from);
const style = bundle("page.css", {}).text;

// Whatever a page is made of has its licence on it.
const version = (name) =>
    JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
const licences = {
    echarts: [`Apache ECharts ${version("echarts")}`, "LICENSE", "licenses/LICENSE-d3", "NOTICE"],
    tslib: ["tslib (part of Apache ECharts)", "LICENSE.txt"],
    uqr: [`uqr ${version("uqr")} (QR codes)`, "LICENSE"],
    zrender: ["zrender (part of Apache ECharts)", "LICENSE"],
};
const escaped = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
function licence(name) {
    if (!licences[name]) throw new Error(`no licence is known for ${name}`);
    const [title, ...files] = licences[name];
    const texts = files.map((f) => escaped(readFileSync(join(modules, name, f), "utf8")));
    return (
        `<details><summary>${escaped(title)}</summary>` +
        texts.map((text) => `<pre>${text}</pre>`).join("") +
        "</details>"
    );
}
const used = sources.map((file) => /node_modules\/([^/]+)\//.exec(file)?.[1]);
const shown = [...new Set(used)].filter(Boolean).sort().map(licence);

// Functions as replacements: a string's $& and the like would be taken for patterns.
const html = readFileSync(join(source, "page.html"), "utf8")
    .replace(/<!--policy(.*?)-->/, (_, more) =>
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
        `script-src ${hashes.map((of) => `'${of}'`).join(" ")}; style-src 'unsafe-inline'; img-src data: blob:; ` +
        `base-uri 'none'; form-action 'none'${more ? ";" + more : ""}">`)
    .replace("<!--style-->", () => `<style>${style}</style>`)
    .replace("<!--licences-->", () => shown.join("\n"))
    .replace("<!--script-->", () => `<script>${script}</script>`);
writeFileSync(page, html);
