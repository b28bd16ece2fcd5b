// What fetch_charts.js fetches: a script of its own.
import { GraphChart } from "echarts/charts";
import { CanvasRenderer } from "echarts/renderers";
import { init, use } from "../shared/echarts.js";

use([CanvasRenderer, GraphChart]);

export { init };
