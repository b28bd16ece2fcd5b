// Bundles a page: node build.mjs SOURCE FOLDER PAGE
// SOURCE holds main.js, page.css and page.html; FOLDER holds node_modules. The page gets a content
// security policy that runs no script but its own, known by its hash, and lets nothing in from
// anywhere but what page.html allows in its mark <!--policy …-->.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [source, folder, page] = process.argv.slice(2);
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

const made = bundle("main.js", {
    format: "iife",
    define: {
        // Debug output of the charts is left out.
        __DEV__: "false",
        "process.env.NODE_ENV": '"production"',
    },
});
const script = made.text.replaceAll("</script", "<\\/script");
const style = bundle("page.css", {}).text;
const hash = createHash("sha256").update(script).digest("base64");

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
const used = made.from.map((file) => /node_modules\/([^/]+)\//.exec(file)?.[1]);
const shown = [...new Set(used)].filter(Boolean).sort().map(licence);

// Functions as replacements: a string's $& and the like would be taken for patterns.
const html = readFileSync(join(source, "page.html"), "utf8")
    .replace(/<!--policy(.*?)-->/, (_, more) =>
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
        `script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:; ` +
        `base-uri 'none'; form-action 'none'${more ? ";" + more : ""}">`)
    .replace("<!--style-->", () => `<style>${style}</style>`)
    .replace("<!--licences-->", () => shown.join("\n"))
    .replace("<!--script-->", () => `<script>${script}</script>`);
writeFileSync(page, html);
