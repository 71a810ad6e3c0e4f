// Compiles static/scss into static/built and puts the scripts of nhsuk-frontend beside it: `npm run build`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const built = join(here, "built");
mkdirSync(built, { recursive: true });

const { css } = compile(join(here, "scss", "wsic.scss"), {
  loadPaths: [modules],
  style: "compressed",
  sourceMap: false,
  quietDeps: true,
});
// Whatever the page loads comes from this server: an address in the style sheet is a mistake in our settings.
const addresses = css.match(/url\((?!["']?data:)[^)]*\)|@import|@font-face/g);
if (addresses) throw new Error(`The style sheet loads something: ${addresses.join(", ")}`);
writeFileSync(join(built, "wsic.css"), css);

// The comment names a map that is not shipped, and Django's manifest storage would look for it.
const script = readFileSync(join(modules, "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js"), "utf8");
writeFileSync(join(built, "nhsuk-frontend.min.js"), script.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
