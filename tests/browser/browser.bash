# What the tests in a browser need: `build`, `modules`, `chromium`. Without them a test is skipped.
# Sourced by test_*.sh.
. "$(dirname "$0")/../cli/common.bash"
build=$(dirname "$agglo")
modules=$build/pages/node_modules
for name in chromium chromium-browser google-chrome; do
    chromium=$(command -v "$name") && break
done
if [ -z "$chromium" ] || [ ! -d "$modules/playwright-core" ] || ! command -v node >/dev/null; then
    echo "skipped: needs chromium, node and the page's npm packages"
    exit 77
fi
